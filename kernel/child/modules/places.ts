/**
 * Whose file is it? Files of the notebook's project are looked up leniently and loaded again when they change;
 * packages and the kernel's own files are left to Node.
 *
 * A changed file gets a new address, since Node never forgets an ES module: `a.ts?reload=2`.
 *
 * @module
 */

import { isAbsolute, sep } from "node:path";
import { fileURLToPath, pathToFileURL, URL } from "node:url";

/** The folder of this build, `dist/`, and the place from which the kernel's own package resolves imports. */
const KERNEL_FILES = fileURLToPath(new URL("../../../", import.meta.url));
export const KERNEL_URL: string = import.meta.url;

/** What answers `tslab`. */
export const TSLAB_URL: string = new URL(
  import.meta.url.endsWith(".ts") ? "../tslab.ts" : "../tslab.js",
  import.meta.url,
).href;

/** The name that cells have as importers; no such file exists. */
export const CELL_FILE = "__cell__.ts";

/** Before the specifier of an import by a cell: it is resolved from the notebook's folder. */
export const CELL_SCHEME = "cladescope-cell:";

export interface ModuleAddress {
  /** Path of the file. */
  readonly file: string;
  /** How often it was loaded again. */
  readonly version: number;
}

const IN_PACKAGE = `${sep}node_modules${sep}`;

/** Whether a file is the user's own: neither of a package nor of the kernel. */
export function isLocalFile(file: string): boolean {
  return !file.includes(IN_PACKAGE) && !file.startsWith(KERNEL_FILES);
}

/** File and version of a `file:` URL or a file name; undefined for everything else, as `node:fs`. */
export function moduleAddress(name: string): ModuleAddress | undefined {
  if (name.startsWith("file:")) {
    const version = /[?&]reload=(\d+)/.exec(name)?.[1] ?? "0";
    return { file: fileURLToPath(name), version: +version };
  }
  return isAbsolute(name) ? { file: name, version: 0 } : undefined;
}

/** The address of a local module for `import`; `suffix` is a query of the user's own. */
export function moduleUrl({ file, version }: ModuleAddress, suffix = ""): string {
  const url = `${pathToFileURL(file).href}${suffix}`;
  if (version === 0) return url;
  const [address, hash] = url.split(/(?=#)/);
  return `${address}${suffix.startsWith("?") ? "&" : "?"}reload=${version}${hash ?? ""}`;
}
