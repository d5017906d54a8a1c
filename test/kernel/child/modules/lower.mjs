// Lowers one file, as the kernel's TypeScript worker does.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { transpileFile } from "../../../../dist/kernel/language/lower/transpile-file.js";

/** Loaded when a file needs it: it takes a while. */
const compiler = () => createRequire(import.meta.url)("typescript");

export function transpile(path, asCommonJs = false) {
  return transpileFile(compiler(), path, readFileSync(path, "utf8"), {}, { asCommonJs });
}
