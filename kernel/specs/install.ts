/**
 * Installs and removes this kernel's spec, without Python.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { KernelSpecError } from "../errors.ts";
import { type Surroundings, surroundings } from "./jupyter-paths.ts";
import {
  checkName,
  DEFAULT_NAME,
  isOwnSpec,
  type KernelSpecFile,
  type OwnSpecOptions,
  ownSpec,
  readSpec,
} from "./kernel-spec.ts";
import { listKernelSpecs } from "./list.ts";
import { LOGO_SVG, logoPng } from "./logo.ts";
import { type Place, placeFolder } from "./place.ts";

export interface InstallOptions extends OwnSpecOptions, Place {
  readonly name?: string | undefined;
  /** Replace a spec that starts another kernel. */
  readonly force?: boolean | undefined;
}

export interface Installed {
  readonly name: string;
  /** Of the spec. */
  readonly folder: string;
  readonly spec: KernelSpecFile;
  /** Whether there was one before. */
  readonly replaced: boolean;
}

/** Writes the spec and its logos: whole, or not at all. */
export async function installKernelSpec(
  options: InstallOptions = {},
  around: Surroundings = surroundings(),
): Promise<Installed> {
  const name = checkName(options.name ?? DEFAULT_NAME);
  const kernels = placeFolder(options, around);
  const existing = folderOf(name, kernels);
  if (existing !== undefined && options.force !== true) refuseForeign(existing, "replaced");
  const spec = ownSpec(options);
  const [small, large] = await Promise.all([logoPng(32), logoPng(64)]);
  const folder = join(kernels, name);
  writing(folder, () => {
    makeFolder(kernels);
    const fresh = besides(folder);
    mkdirSync(fresh);
    try {
      writeFileSync(join(fresh, "logo-svg.svg"), LOGO_SVG);
      if (small !== undefined) writeFileSync(join(fresh, "logo-32x32.png"), small);
      if (large !== undefined) writeFileSync(join(fresh, "logo-64x64.png"), large);
      writeFileSync(join(fresh, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
      replaceFolder(existing, fresh, folder);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  });
  return { name, folder, spec, replaced: existing !== undefined };
}

export interface UninstallOptions extends Place {
  readonly name?: string | undefined;
  /** Remove a spec that starts another kernel. */
  readonly force?: boolean | undefined;
}

/** Removes the spec. @returns The folder that is gone. */
export function uninstallKernelSpec(
  options: UninstallOptions = {},
  around: Surroundings = surroundings(),
): string {
  const name = checkName(options.name ?? DEFAULT_NAME);
  const kernels = placeFolder(options, around);
  const folder = folderOf(name, kernels);
  if (folder === undefined) {
    const elsewhere = listKernelSpecs(around).find((one) => one.name === name);
    throw new KernelSpecError({
      what: `no kernel "${name}" is installed here`,
      where: kernels,
      hint:
        elsewhere === undefined
          ? "cladescope kernel list"
          : `--prefix ${dirname(dirname(dirname(dirname(elsewhere.folder))))}: one lies in ${elsewhere.folder}`,
    });
  }
  if (options.force !== true) refuseForeign(folder, "removed");
  writing(folder, () => rmSync(folder, { recursive: true }));
  return folder;
}

/** The folder of a name, whatever its capitals, as Jupyter reads them. */
function folderOf(name: string, kernels: string): string | undefined {
  let names: string[];
  try {
    names = readdirSync(kernels);
  } catch {
    return undefined;
  }
  const found = names.find((one) => one.toLowerCase() === name);
  return found === undefined ? undefined : join(kernels, found);
}

function refuseForeign(folder: string, what: string): void {
  let got = "a folder without a kernel.json";
  try {
    const spec = readSpec(folder);
    if (spec !== undefined && isOwnSpec(spec)) return;
    if (spec !== undefined) got = `"${spec.display_name}": ${spec.argv.join(" ")}`;
  } catch {
    got = "a kernel.json that cannot be read";
  }
  throw new KernelSpecError({
    what: `belongs to another kernel and is not ${what}`,
    where: folder,
    got,
    hint: what === "replaced" ? "another --name, or --force" : "--force, to remove it all the same",
  });
}

function replaceFolder(existing: string | undefined, fresh: string, folder: string): void {
  if (existing === undefined) {
    renameSync(fresh, folder);
    return;
  }
  const old = besides(folder);
  renameSync(existing, old);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    renameSync(old, existing);
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

/** A hidden name of its own, in the same folder, so that it can be renamed. */
function besides(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}-${randomUUID()}`);
}

/** With its parents. Node's own `recursive` never returns where none can be made, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (folder !== dirname(folder)) makeFolder(dirname(folder));
  mkdirSync(folder);
}

function writing(folder: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw new KernelSpecError({
      what: "cannot be written",
      where: folder,
      got: (cause as Error).message,
      hint: "--user, or --prefix DIR with a folder that you may write to",
      cause,
    });
  }
}
