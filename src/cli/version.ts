/**
 * The version of this package, from its own package.json.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

export const version: string = JSON.parse(
  readFileSync(join(packageFolder(), "package.json"), "utf8"),
).version;
