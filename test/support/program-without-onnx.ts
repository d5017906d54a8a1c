/**
 * A copy of the built program beside packages among which onnxruntime-node is missing or does not load: Node finds the
 * packages of a module by where it lies, so the copy meets what such an installation meets.
 */

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGE = "onnxruntime-node";

export type Without =
  /** Not installed: an optional dependency that npm left out. */
  | "missing"
  /** Installed on another platform, and copied here. */
  | "other platform"
  /** A library that the system cannot load. */
  | "broken";

/** @returns The copy's folder: `dist/src/cli/main.js`, `dist/src/index.js`. */
export function programWithoutOnnx(parent: string, how: Without): string {
  const folder = join(parent, how.replace(" ", "-"));
  const packages = join(folder, "node_modules");
  if (existsSync(packages)) return folder; // made before
  mkdirSync(packages, { recursive: true });
  for (const name of ["dist/src", "data/labels", "package.json"]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name === PACKAGE || name.startsWith(".")) continue;
    symlinkSync(join(root, "node_modules", name), join(packages, name), "junction");
  }
  if (how === "missing") return folder;
  const [from, to] = [join(root, "node_modules", PACKAGE), join(packages, PACKAGE)];
  for (const name of ["package.json", "dist"]) {
    cpSync(join(from, name), join(to, name), { recursive: true });
  }
  const binaries = join(to, "bin/napi-v6", process.platform, process.arch);
  mkdirSync(binaries, { recursive: true });
  if (how === "broken") writeFileSync(join(binaries, "onnxruntime_binding.node"), "no library");
  else rmSync(binaries, { recursive: true });
  return folder;
}
