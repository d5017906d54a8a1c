/**
 * The version of this package, from its own package.json.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json, of the sources as of what was built from them. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

export const packageVersion: string = JSON.parse(
  readFileSync(join(packageFolder(), "package.json"), "utf8"),
).version;
