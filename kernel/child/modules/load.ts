/**
 * Turns local files that Node cannot run, or not in every form, into modules that it can: TypeScript, JSX, JSON
 * without an import attribute.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { pathToFileURL, URL } from "node:url";
import type { TranspiledFile } from "../../link/messages.ts";
import { $Array, $JSON, $Object, $Set, $SyntaxError } from "../intrinsics.ts";
import type { LoweredFile } from "./api.ts";
import type { ModuleAddress } from "./places.ts";

const LOWERED: readonly string[] = [".ts", ".tsx", ".mts", ".cts", ".jsx"];

/** Where a module that stands for a JSON file finds JSON as it was before any cell ran. */
const INTRINSICS = new URL(
  import.meta.url.endsWith(".ts") ? "../intrinsics.ts" : "../intrinsics.js",
  import.meta.url,
).href;

/** JSON objects with more keys than this have no named exports. */
const MAX_NAMED_KEYS = 1000;

/** Whether the compiler has to lower a file before Node can run it. */
export function isLowered(file: string): boolean {
  return LOWERED.includes(extname(file)) && !/\.d\.[cm]?ts$/.test(file);
}

/** The lowered file. @throws SyntaxError naming file, line and column, with a code frame. */
export function checkLowered(file: string, result: TranspiledFile): LoweredFile {
  if (!("error" in result)) return result;
  const { message, line, column, frame } = result.error;
  throw syntaxError(`${message}\n${file}:${line}:${column}\n${frame}`);
}

/**
 * An error that says all in its message. Its stack, which would show the loader, is left out; the flag travels
 * with it from the hooks' thread, where it is made anew.
 */
export function syntaxError(message: string): SyntaxError {
  return $Object.defineProperty(new $SyntaxError(message), "atImport", { value: true });
}

/** A lowered file for `import`, and the map from that to the source. */
export function importedFile({ file, version }: ModuleAddress, lowered: LoweredFile): LoweredFile {
  if (lowered.format === "commonjs") {
    return { ...lowered, code: wrapCommonJs(file, lowered.code), format: "module" };
  }
  const meta = ownMeta({ file, version }, lowered.code);
  if (meta === "") return lowered;
  const map = $JSON.parse(lowered.map) as { mappings: string };
  map.mappings = `;${map.mappings}`;
  return { ...lowered, code: `${meta}\n${lowered.code}`, map: $JSON.stringify(map) };
}

/** JavaScript for `import`. */
export function importedText(address: ModuleAddress, text: string): string {
  return text.startsWith("#!") ? text : ownMeta(address, text) + text;
}

/** A module that was loaded again does not see by which address. */
function ownMeta({ file, version }: ModuleAddress, code: string): string {
  if (version === 0 || !IMPORT_META.test(code)) return "";
  return `import.meta.url = ${$JSON.stringify(pathToFileURL(file).href)};`;
}

/** An ES module that was lowered to CommonJS for `require()`: the compiler leaves `import.meta` alone. */
export function requiredCode(code: string): string {
  if (!IMPORT_META.test(code)) return code;
  const url = `require("node:url").pathToFileURL(__filename).href`;
  const meta = `{ url: ${url}, filename: __filename, dirname: __dirname }`;
  return `var $importMeta = ${meta}; ${code.replace(new RegExp(IMPORT_META, "g"), "$$importMeta")}`;
}

const IMPORT_META = /\bimport\s*\.\s*meta\b/;

/**
 * A CommonJS file for `import`: an ES module that requires it. So there is one instance of it, whoever asks, and
 * its own `require` is the usual one.
 */
function wrapCommonJs(file: string, code: string): string {
  const names = new $Set<string>();
  for (const [, name] of code.matchAll(/\bexports\.([A-Za-z_$][\w$]*)\s*=/g)) {
    if (name !== "default" && name !== "__esModule") names.add(name as string);
  }
  const lines = [
    `import { createRequire as $require } from "node:module";`,
    `const $exports = $require(import.meta.url)(${$JSON.stringify(file)});`,
    "export { $exports as default };",
  ];
  [...names].forEach((name, index) => {
    lines.push(`const $${index} = $exports.${name}; export { $${index} as ${name} };`);
  });
  return lines.join("\n");
}

/** A JSON file as a module: the value is its default export, and its keys are named exports, as the compiler says. */
export function jsonModule(file: string): string {
  const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  let value: unknown;
  try {
    value = $JSON.parse(text);
  } catch (error) {
    throw syntaxError(`${(error as Error).message}\n${file}`);
  }
  const lines = [
    `import { $JSON } from ${$JSON.stringify(INTRINSICS)};`,
    `const $ = $JSON.parse(${$JSON.stringify(text)});`,
    "export default $;",
  ];
  const keys = typeof value === "object" && value !== null ? $Object.keys(value) : [];
  if (!$Array.isArray(value) && keys.length <= MAX_NAMED_KEYS) {
    keys.forEach((key, index) => {
      if (key === "default" || /\p{Surrogate}/u.test(key)) return;
      const name = $JSON.stringify(key);
      lines.push(`const $${index} = $[${name}]; export { $${index} as ${name} };`);
    });
  }
  return lines.join("\n");
}
