/**
 * Kernels that are installed for Jupyter: `kernels/NAME/kernel.json` in its data folders.
 *
 * Source: jupyter_client `docs/kernels.rst`, "Kernel specs".
 *
 * @module
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { KernelSpecError } from "../errors.ts";
import { dataFolders } from "./jupyter-paths.ts";

export interface KernelSpec {
  /** As it is named on a command line: that of its folder. */
  readonly name: string;
  /** Where kernel.json and the logos are. */
  readonly folder: string;
  /** `{connection_file}` stands for the connection file's path. */
  readonly argv: readonly string[];
  readonly displayName: string;
  readonly language: string;
  readonly env: Readonly<Record<string, string>>;
  readonly interruptMode: "message" | "signal";
}

/** Folders of all kernels by name. */
export function kernelSpecFolders(folders: readonly string[] = dataFolders()): Map<string, string> {
  const found = new Map<string, string>();
  for (const data of folders) {
    const kernels = join(data, "kernels");
    for (const name of namesIn(kernels)) {
      if (name.startsWith(".")) continue; // is being installed
      const folder = join(kernels, name);
      const key = name.toLowerCase();
      if (!found.has(key) && existsSync(join(folder, "kernel.json"))) found.set(key, folder);
    }
  }
  return found;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // not there, or not ours to read
  }
}

/** @throws KernelSpecError if there is no such kernel, with those that are there, or its file is malformed. */
export function findKernelSpec(
  name: string,
  folders: readonly string[] = dataFolders(),
): KernelSpec {
  const installed = kernelSpecFolders(folders);
  const folder = installed.get(name.toLowerCase());
  if (folder === undefined) {
    throw new KernelSpecError({
      what: "no such kernel is installed",
      where: name,
      got: `${[...installed.keys()].join(", ") || "none"} in ${folders.join(", ")}`,
      hint: "name one of those, or say with JUPYTER_PATH where it is",
    });
  }
  return readKernelSpec(name.toLowerCase(), folder);
}

function readKernelSpec(name: string, folder: string): KernelSpec {
  const path = join(folder, "kernel.json");
  let spec: Record<string, unknown>;
  try {
    spec = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw malformed(path, "it cannot be read, or is not JSON", cause);
  }
  const { argv, display_name, language, env = {}, interrupt_mode } = spec;
  if (!Array.isArray(argv) || argv.length === 0 || argv.some((arg) => typeof arg !== "string")) {
    throw malformed(path, "its argv is no list of words");
  }
  const [program, ...args] = argv.map((arg: string) => arg.replaceAll("{resource_dir}", folder));
  return {
    name,
    folder,
    argv: [python(program as string, folder), ...args],
    displayName: String(display_name ?? name),
    language: String(language ?? ""),
    env: Object.fromEntries(
      Object.entries(env as object).map(([key, value]) => [key, expand(String(value))]),
    ),
    interruptMode: interrupt_mode === "message" ? "message" : "signal",
  };
}

/** Specs that pip installs say just "python" and mean that of their own environment, PREFIX/share/jupyter/kernels/NAME. */
function python(program: string, folder: string): string {
  if (!/^python[\d.]*$/.test(program)) return program;
  const own = resolve(folder, "..", "..", "..", "..", "bin", program);
  return existsSync(own) ? own : program;
}

/** `${NAME}` in a value stands for a variable of our environment. */
function expand(value: string): string {
  return value.replace(/\$\{(\w+)\}/g, (_, name: string) => process.env[name] ?? "");
}

function malformed(where: string, what: string, cause?: unknown): KernelSpecError {
  return new KernelSpecError({
    what: `the kernelspec is malformed: ${what}`,
    where,
    expected: '{"argv": [...], "display_name": "...", "language": "..."}',
    hint: "install the kernel again",
    cause,
  });
}
