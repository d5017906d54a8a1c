/**
 * The sources of what runs in the child: cells and local TypeScript modules, with their source maps, so that
 * stack traces can point at the user's text. A map is decoded when the first error needs it.
 *
 * @module
 */

import { SourceMap, type SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";
import { $JSON, $Map } from "../intrinsics.ts";

export interface Source {
  /** What stack traces call the script. */
  fileName: string;
  /** What the user calls it: `Cell In[3]`, or the path of a file. */
  title: string;
  /** Source map version 3, as JSON, from the script to `source`. */
  map: string;
  /** The text as the user wrote it. */
  source: string;
}

export interface MappedPosition {
  source: Source;
  /** From 1. */
  line: number;
  column: number;
}

/** Characters of sources and maps to keep; the oldest go first, and their frames then keep the script's lines. */
const keptCharacters = 64_000_000;

interface Entry extends Source {
  decoded?: SourceMap | undefined;
}

const entries: Map<string, Entry> = new $Map();
let characters = 0;

export function registerSource({ fileName, title, map, source }: Source): void {
  remove(fileName);
  entries.set(fileName, { fileName, title, map, source });
  characters += map.length + source.length;
  for (const oldest of entries.keys()) {
    if (characters <= keptCharacters || oldest === fileName) break;
    remove(oldest);
  }
}

/** A local module, as the module loader lowered it; `name` is a path or a `file:` URL. */
export function registerFile(name: string, { map, source }: { map: string; source: string }): void {
  registerSource({ fileName: name, title: pathOf(name), map, source });
}

/** A script's name as a path where it is one. */
export function pathOf(name: string): string {
  try {
    return name.startsWith("file:") ? fileURLToPath(name) : name;
  } catch {
    return name;
  }
}

function remove(fileName: string): void {
  const entry = entries.get(fileName);
  if (entry === undefined) return;
  characters -= entry.map.length + entry.source.length;
  entries.delete(fileName);
}

/** The place in the user's text of a place in a script; both count from 1. */
export function mapPosition(
  fileName: string,
  line: number,
  column: number,
): MappedPosition | undefined {
  const entry = entries.get(fileName);
  if (entry === undefined) return undefined;
  const found = decode(entry)?.findEntry(line - 1, column - 1);
  if (found === undefined || !("originalLine" in found)) return { source: entry, line, column };
  // Segments stand for stretches of copied text, so a place within one lies as far behind its beginning.
  const offset = found.generatedLine === line - 1 ? column - 1 - found.generatedColumn : 0;
  return {
    source: entry,
    line: found.originalLine + 1,
    column: found.originalColumn + 1 + offset,
  };
}

/** The source that a mapped frame names by its title; the latest of several. */
export function sourceByTitle(title: string): Source | undefined {
  let latest: Source | undefined;
  for (const entry of entries.values()) if (entry.title === title) latest = entry;
  return latest;
}

function decode(entry: Entry): SourceMap | undefined {
  if (entry.decoded !== undefined) return entry.decoded;
  try {
    entry.decoded = new SourceMap($JSON.parse(entry.map) as SourceMapPayload);
  } catch {
    // A map that cannot be read leaves the script's own lines.
  }
  return entry.decoded;
}
