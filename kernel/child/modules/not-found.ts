/**
 * The error of an import that finds nothing: what was looked for, from where, and what would help.
 *
 * @module
 */

import { readdirSync } from "node:fs";
import { basename, dirname, extname, relative, sep } from "node:path";
import { ModuleNotFoundError, type Problem } from "../../errors.ts";
import { $Math, $Object } from "../intrinsics.ts";
import { isPath, namedPath } from "./find-file.ts";
import { CELL_FILE } from "./places.ts";

/** How many near names are shown. */
const SHOWN = 3;

/**
 * The parts of the error travel with it: coming from the hooks' thread it has lost its class.
 *
 * @param importer File of the importer.
 */
export function notFound(
  specifier: string,
  importer: string,
  folder: string,
): ModuleNotFoundError & { problem: Problem } {
  const problem = isPath(specifier)
    ? missingFile(specifier, importer, folder)
    : missingPackage(specifier, importer, folder);
  return $Object.assign(new ModuleNotFoundError(problem), { problem });
}

function missingPackage(specifier: string, importer: string, folder: string): Problem {
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  return {
    what: `Cannot find package "${specifier}"`,
    got: `nothing in node_modules of ${dirname(importer)} and the folders above, nor in the kernel's own${by(importer, folder)}`,
    hint: `npm install ${name}   in ${folder}, then run the cell again`,
  };
}

function missingFile(specifier: string, importer: string, folder: string): Problem {
  const path = namedPath(specifier, importer);
  const near = nearNames(path);
  return {
    what: `Cannot find module "${specifier}"`,
    got: `no file ${path}, with or without .ts, .tsx, .mts, .cts, .js, .jsx, .mjs, .cjs, .json or index${by(importer, folder)}`,
    hint:
      near.length === 0
        ? `another path: it is relative to ${dirname(importer)}`
        : `${near.map((name) => `"${specifier.slice(0, specifier.length - basename(path).length)}${name}"`).join(" or ")}, which ${near.length === 1 ? "is" : "are"} there`,
  };
}

function by(importer: string, folder: string): string {
  if (basename(importer) === CELL_FILE) return "";
  const path = relative(folder, importer);
  return `; imported by ${path.startsWith("..") ? importer : path.split(sep).join("/")}`;
}

/** Files beside `path` whose names are its own but for case, extension or a slip of the fingers. */
function nearNames(path: string): string[] {
  let names: string[];
  try {
    names = readdirSync(dirname(path));
  } catch {
    return [];
  }
  const wanted = stem(basename(path));
  return names
    .map((name) => ({ name, slips: editDistance(stem(name), wanted) }))
    .filter(({ slips }) => slips <= $Math.max(1, $Math.floor(wanted.length / 3)))
    .sort((a, b) => a.slips - b.slips || (a.name < b.name ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ name }) => name);
}

function stem(name: string): string {
  return name.slice(0, name.length - extname(name).length).toLowerCase();
}

/** Levenshtein's distance. */
export function editDistance(a: string, b: string): number {
  let row = [...`${b}.`].map((_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push($Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, substituted));
    }
    row = next;
  }
  return row[b.length] as number;
}
