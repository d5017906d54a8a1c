/**
 * Files as the compiler reads them, with a version that changes when a user's file does.
 *
 * @module
 */

import { statSync } from "node:fs";
import type tsApi from "typescript";
import ts from "../typescript.ts";

interface DiskFile {
  snapshot: tsApi.IScriptSnapshot;
  version: string;
  /** Packages do not change while they are used; the user's own files do. */
  watched: boolean;
}

export class DiskFiles {
  readonly #files = new Map<string, DiskFile>();

  snapshot(fileName: string): tsApi.IScriptSnapshot | undefined {
    return this.#file(fileName)?.snapshot;
  }

  version(fileName: string): string {
    return this.#file(fileName)?.version ?? "";
  }

  /** Forgets the user's files that have been edited, and tells whether there were any. */
  refresh(): boolean {
    let changed = false;
    for (const [fileName, { watched, version }] of this.#files) {
      if (!watched || versionOf(fileName) === version) continue;
      this.#files.delete(fileName);
      changed = true;
    }
    return changed;
  }

  #file(fileName: string): DiskFile | undefined {
    const known = this.#files.get(fileName);
    if (known) return known;
    const version = versionOf(fileName);
    const text = ts.sys.readFile(fileName);
    if (text === undefined) return undefined;
    const file: DiskFile = {
      snapshot: ts.ScriptSnapshot.fromString(text),
      version,
      watched: !fileName.includes("/node_modules/"),
    };
    this.#files.set(fileName, file);
    return file;
  }
}

function versionOf(fileName: string): string {
  const stats = statSync(fileName, { throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.mtimeMs}:${stats.size}`;
}
