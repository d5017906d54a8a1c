/**
 * The file `kernel.json`: ours, and how those of others are read.
 *
 * Source: https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OWN_KERNEL_ENV, ownKernelArgv } from "../client/own-kernel.ts";
import { KernelSpecError } from "../errors.ts";

/** In the file's own spelling. */
export interface KernelSpecFile {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode?: "signal" | "message";
  readonly env?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export const DEFAULT_NAME = "typescript";

export interface OwnSpecOptions {
  readonly displayName?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Most that cells may use, in MB. */
  readonly memory?: number | undefined;
}

/** This kernel's spec: absolute paths, so that it starts whatever the front end's `PATH` is. */
export function ownSpec({
  displayName = "TypeScript",
  env,
  memory,
}: OwnSpecOptions): KernelSpecFile {
  return {
    argv: ownKernelArgv(),
    display_name: displayName,
    language: "typescript",
    interrupt_mode: "message",
    env: {
      ...OWN_KERNEL_ENV,
      ...env,
      ...(memory !== undefined && { CLADESCOPE_MEMORY_LIMIT: String(memory) }),
    },
    metadata: { debugger: false },
  };
}

/** Whether a spec starts this kernel, from whatever folder. */
export function isOwnSpec({ argv }: KernelSpecFile): boolean {
  return argv.some((one) => /[\\/]dist[\\/]kernel[\\/]main\.js$/.test(one));
}

/** Why a spec of ours cannot start any more, if so. */
export function brokenBecause({ argv }: KernelSpecFile): string | undefined {
  const gone = argv.slice(0, 2).find((path) => !existsSync(path));
  return gone === undefined ? undefined : `${gone} is gone`;
}

/** The spec in a folder; undefined when there is none. @throws KernelSpecError when it cannot be read. */
export function readSpec(folder: string): KernelSpecFile | undefined {
  const path = join(folder, "kernel.json");
  if (!existsSync(path)) return undefined;
  const hint = "remove the folder, or install the kernel it belongs to again";
  let spec: Partial<KernelSpecFile>;
  try {
    spec = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const got = (cause as Error).message;
    throw new KernelSpecError({ what: "cannot be read as JSON", where: path, got, hint, cause });
  }
  const { argv, display_name, language } = spec ?? {};
  if (!Array.isArray(argv) || !argv.every((one) => typeof one === "string")) {
    throw new KernelSpecError({ what: "has no list of arguments (argv)", where: path, hint });
  }
  return {
    ...spec,
    argv,
    display_name: String(display_name ?? ""),
    language: String(language ?? ""),
  };
}

/** The name as Jupyter keeps it: in small letters. */
export function checkName(name: string): string {
  if (/^[a-z0-9._-]+$/i.test(name) && /[^.]/.test(name)) return name.toLowerCase();
  throw new KernelSpecError({
    what: `"${name}" cannot be the name of a kernel`,
    expected: "letters a-z, digits, and - . _",
    hint: "another --name; --display-name may be anything",
  });
}
