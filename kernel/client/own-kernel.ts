/**
 * How this package's own kernel is started.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** As in a kernelspec. */
export function ownKernelArgv(): string[] {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return [process.execPath, join(folder, "dist", "kernel", "main.js"), "{connection_file}"];
}
