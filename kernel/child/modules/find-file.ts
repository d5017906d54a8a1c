/**
 * Which file a relative or absolute import means: the file itself, the TypeScript behind a `.js`, the name with
 * an extension, or a folder's index. The order is TypeScript's, so that the language service sees the same file.
 *
 * @module
 */

import { realpathSync, statSync } from "node:fs";
import { dirname, extname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ChildOptions } from "../../link/messages.ts";
import { $Object } from "../intrinsics.ts";

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"] as const;

/** `./x.js` is how TypeScript's rules spell an import of x.ts. */
const BEHIND: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

export interface FoundFile {
  /** Real path. */
  readonly file: string;
  /** The query or hash that the import asked for, as "?worker". */
  readonly suffix: string;
}

/** Whether an import names a place instead of a package. */
export function isPath(specifier: string): boolean {
  return (
    /^\.{1,2}([\\/]|$)/.test(specifier) || isAbsolute(specifier) || specifier.startsWith("file:")
  );
}

/** The path that a relative or absolute import names, as it was written. */
export function namedPath(specifier: string, importer: string): string {
  if (specifier.startsWith("file:")) return fileURLToPath(specifier);
  return resolve(dirname(importer), specifier);
}

/** The file that a relative or absolute import means. */
export function findPath(specifier: string, importer: string): FoundFile | undefined {
  const whole = findFile(namedPath(specifier.replace(/^(file:[^?#]*).*/, "$1"), importer));
  if (whole !== undefined) {
    return { file: whole, suffix: /^file:[^?#]*(.*)/.exec(specifier)?.[1] ?? "" };
  }
  const [, path, suffix] = /^([^?#]*)(.*)$/.exec(specifier) ?? [];
  const file = findFile(namedPath(decoded(path), importer));
  return file === undefined ? undefined : { file, suffix };
}

/** The file that `paths` of tsconfig gives for an import that names no place. */
export function findMapped(
  specifier: string,
  { baseUrl, patterns }: NonNullable<ChildOptions["paths"]>,
): string | undefined {
  let best: { prefix: string; star?: string; targets: readonly string[] } | undefined;
  for (const [pattern, targets] of $Object.entries(patterns)) {
    const star = pattern.indexOf("*");
    if (star < 0) {
      if (pattern !== specifier) continue;
      best = { prefix: pattern, targets };
      break;
    }
    const [prefix, suffix] = [pattern.slice(0, star), pattern.slice(star + 1)];
    const fits =
      specifier.length >= prefix.length + suffix.length &&
      specifier.startsWith(prefix) &&
      specifier.endsWith(suffix);
    if (!fits || (best !== undefined && best.prefix.length >= prefix.length)) continue;
    best = {
      prefix,
      star: specifier.slice(prefix.length, specifier.length - suffix.length),
      targets,
    };
  }
  for (const target of best?.targets ?? []) {
    const file = findFile(
      resolve(
        baseUrl,
        target.replace("*", () => best?.star ?? ""),
      ),
    );
    if (file !== undefined) return file;
  }
  return undefined;
}

/** The file at `path`, or that `path` stands for. */
export function findFile(path: string): string | undefined {
  if (isFile(path)) return realpathSync(path);
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  const candidates = [
    ...(BEHIND[extension] ?? []).map((other) => stem + other),
    ...EXTENSIONS.map((other) => path + other),
    ...EXTENSIONS.map((other) => join(path, `index${other}`)),
  ];
  const found = candidates.find(isFile);
  return found === undefined ? undefined : realpathSync(found);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
