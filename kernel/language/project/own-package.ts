/**
 * Where the kernel's own package lies, and what of it cells can see.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { normalize } from "./paths.ts";

const here: string = dirname(fileURLToPath(import.meta.url));

/** The folder of the nearest package.json above this file; imports that a notebook's folder lacks start here. */
export const ownPackage: string = findPackage(here);

/** The folder of the declarations that come with the kernel: `@types`. */
export const ownTypes: string = normalize(
  dirname(dirname(createRequire(import.meta.url).resolve("@types/node/package.json"))),
);

/** A module of the child, beside this folder, as the compiler finds it: source or declarations. */
export function childModule(name: string): string | undefined {
  const path = join(here, "..", "..", "child", name);
  const file = [`${path}.d.ts`, `${path}.ts`].find((candidate) => existsSync(candidate));
  return file && normalize(file);
}

function findPackage(folder: string): string {
  if (existsSync(join(folder, "package.json")) || dirname(folder) === folder) {
    return normalize(folder);
  }
  return findPackage(dirname(folder));
}
