/**
 * Finds what an import means. Written as a generator that yields what it asks of Node's own resolution, since
 * that is synchronous in one kind of hooks and asynchronous in the other.
 *
 * @module
 */

import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ChildOptions } from "../../link/messages.ts";
import { type FoundFile, findFile, findMapped, findPath, isPath } from "./find-file.ts";
import { notFound } from "./not-found.ts";
import { CELL_FILE, isLocalFile, KERNEL_URL, moduleAddress, TSLAB_URL } from "./places.ts";

export interface ResolveOptions {
  readonly folder: string;
  readonly paths?: ChildOptions["paths"] | undefined;
}

/** A question to Node's own resolution. */
export interface Question {
  readonly specifier: string;
  readonly parentURL: string;
}

/** As hooks return it. */
export interface Resolved {
  url: string;
  format?: string | null | undefined;
  importAttributes?: NodeJS.Dict<string> | undefined;
  shortCircuit?: boolean | undefined;
}

/** A local file, and the query of the import. */
export interface ResolvedFile extends FoundFile {
  readonly url?: undefined;
}

export type Resolution = Generator<Question, Resolved | ResolvedFile, Resolved>;

/** The file that an import by a cell or a local module means, where that needs no package: `./x`, `/x`, `paths`. */
export function findLocal(
  specifier: string,
  importer: string,
  { paths }: ResolveOptions,
): FoundFile | undefined {
  if (isPath(specifier)) return findPath(specifier, importer);
  if (paths === undefined || specifier.includes(":")) return undefined;
  const file = findMapped(specifier, paths);
  return file === undefined ? undefined : { file, suffix: "" };
}

/**
 * @param parentURL URL or file name of the importer.
 * @param kind Which kind of import asks: it decides which error is expected from Node.
 */
export function* resolveImport(
  specifier: string,
  parentURL: string,
  kind: "import" | "require",
  options: ResolveOptions,
): Resolution {
  if (specifier === "tslab") return { url: TSLAB_URL, shortCircuit: true };
  const importer = moduleAddress(parentURL)?.file;
  if (importer === undefined || !isLocalFile(importer) || isBuiltin(specifier)) {
    return yield { specifier, parentURL };
  }
  const local = findLocal(specifier, importer, options);
  if (local !== undefined) return local;
  try {
    return yield { specifier, parentURL };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (isPath(specifier) && code !== undefined && NOT_FOUND.includes(code)) {
      throw notFound(specifier, importer, options.folder);
    }
    if (!isPackage(specifier) || code === undefined || !NOT_FOUND.includes(code)) throw error;
    if (!isMissingPackage(error as Error, specifier)) {
      const file = kind === "import" && findAsRequire(specifier, importer);
      if (file) return { url: pathToFileURL(file).href };
      throw error;
    }
    const based = options.paths && findFile(join(options.paths.baseUrl, specifier));
    if (based) return { file: based, suffix: "" };
  }
  try {
    return yield { specifier, parentURL: KERNEL_URL };
  } catch (error) {
    if (isMissingPackage(error as Error, specifier)) {
      throw notFound(specifier, importer, options.folder);
    }
    throw error;
  }
}

const NOT_FOUND: readonly string[] = [
  "ERR_MODULE_NOT_FOUND",
  "MODULE_NOT_FOUND",
  "ERR_UNSUPPORTED_DIR_IMPORT",
];

/** Whether this is the name of a package, perhaps with a path in it. */
function isPackage(specifier: string): boolean {
  return !isPath(specifier) && !specifier.includes(":") && !specifier.startsWith("#");
}

/** Whether the package itself is not installed, rather than a file of it. */
function isMissingPackage({ message }: Error, specifier: string): boolean {
  return (
    message.startsWith("Cannot find package") ||
    message.startsWith(`Cannot find module '${specifier}'`)
  );
}

/** `lodash/fp`: older packages count on `require()`, which tries extensions. */
function findAsRequire(specifier: string, importer: string): string | undefined {
  try {
    return createRequire(importer).resolve(specifier);
  } catch {
    return undefined;
  }
}

/** The URL that cells have as importers. */
export function cellUrl(folder: string): string {
  return pathToFileURL(join(folder, CELL_FILE)).href;
}

/** Runs a resolution where Node's own answers at once. */
export function resolveSync(
  steps: Resolution,
  next: (question: Question) => Resolved,
): Resolved | ResolvedFile {
  let step = steps.next();
  while (!step.done) {
    let answer: Resolved;
    try {
      answer = next(step.value);
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(answer);
  }
  return step.value;
}

/**
 * What `require()` or `require.resolve()` means: a file name, or `node:fs` and the like.
 *
 * @param native Node's own resolution for the importer.
 */
export function resolveRequired(
  specifier: string,
  importer: string,
  options: ResolveOptions,
  native: (specifier: string) => string,
): string {
  const resolved = resolveSync(
    resolveImport(specifier, importer, "require", options),
    (question) => {
      const name =
        question.parentURL === importer
          ? native(question.specifier)
          : createRequire(question.parentURL).resolve(question.specifier);
      return { url: isBuiltin(name) ? name : pathToFileURL(name).href };
    },
  );
  if (resolved.url === undefined) return resolved.file;
  return resolved.url.startsWith("file:") ? fileURLToPath(resolved.url) : resolved.url;
}

/** Runs a resolution where Node's own is asynchronous. */
export async function resolveAsync(
  steps: Resolution,
  next: (question: Question) => Promise<Resolved>,
): Promise<Resolved | ResolvedFile> {
  let step = steps.next();
  while (!step.done) {
    let answer: Resolved;
    try {
      answer = await next(step.value);
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(answer);
  }
  return step.value;
}

/** The local file behind a resolution; undefined for packages, the kernel's files, `node:` and `data:`. */
export function localFile(resolved: Resolved | ResolvedFile): FoundFile | undefined {
  if (resolved.url === undefined) return resolved;
  if (!resolved.url.startsWith("file:")) return undefined;
  const file = fileURLToPath(resolved.url);
  if (!isLocalFile(file)) return undefined;
  return { file, suffix: resolved.url.replace(/^[^?#]*/, "") };
}
