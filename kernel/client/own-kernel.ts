/**
 * How this package's own kernel is started.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Environment to start it with. glibc keeps what the compiler's helper threads free, up to a bound that grows with use:
 * over 1,000 cells that made 122 MB instead of 42 MB. A fixed bound gives it back. (Other systems ignore it; cells
 * do not see it.)
 */
export const OWN_KERNEL_ENV: Readonly<Record<string, string>> = {
  MALLOC_TRIM_THRESHOLD_: "131072",
};

/** As in a kernelspec. */
export function ownKernelArgv(): string[] {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return [process.execPath, join(folder, "dist", "kernel", "main.js"), "{connection_file}"];
}
