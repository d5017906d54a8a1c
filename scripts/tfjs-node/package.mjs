// The JavaScript half: the npm package, without its install script.

import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.mjs";

/** The version that goes with the tfjs-core in package.json. */
const VERSION = "4.22.0";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Installs the package beside the others if it is not there; its folder. */
export function installPackage() {
  const modules = realpathSync(join(root, "node_modules"));
  const folder = join(modules, "@tensorflow", "tfjs-node");
  const manifest = join(folder, "package.json");
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === VERSION) {
    return folder;
  }
  console.error(`tfjs-node: installing @tensorflow/tfjs-node ${VERSION} (about 300 MB)`);
  run(
    "npm",
    [
      "install",
      "--no-save",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      `@tensorflow/tfjs-node@${VERSION}`,
    ],
    "run npm install first; the package must come from your npm registry",
    { cwd: dirname(modules) },
  );
  return folder;
}
