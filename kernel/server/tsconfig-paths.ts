/**
 * Whether a folder's tsconfig may map import paths. Only then is the child's start worth waiting for the compiler, which
 * is what reads a tsconfig truly.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export function mayMapPaths(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const text = read(join(at, "tsconfig.json"));
    if (text !== undefined) return /"(paths|baseUrl|extends)"/.test(text);
    if (at === dirname(at)) return false;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
