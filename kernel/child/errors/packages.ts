/**
 * Which package a file is of.
 *
 * @module
 */

import { pathOf } from "./sources.ts";

/** Of the package that this kernel comes with: what cells import as "cladescope", installed or built in place. */
const LIBRARY = new URL("../../../src/", import.meta.url).href;
const LIBRARY_PATH = pathOf(LIBRARY);

/** The package's name; undefined for a file of the user's own. @param file A path or a `file:` URL. */
export function packageOf(file: string): string | undefined {
  const [, name] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file) ?? [];
  if (name !== undefined) return name;
  return file.startsWith(LIBRARY) || file.startsWith(LIBRARY_PATH) ? "cladescope" : undefined;
}
