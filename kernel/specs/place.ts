/**
 * Where a kernelspec is installed.
 *
 * @module
 */

import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { KernelSpecError } from "../errors.ts";
import {
  activeEnvironment,
  jupyterDataFolder,
  prefixDataFolder,
  type Surroundings,
} from "./jupyter-paths.ts";

/** At most one of them; without any it is the user's own folder. */
export interface Place {
  readonly user?: boolean | undefined;
  /** A Python environment; empty for the active one. */
  readonly sysPrefix?: string | undefined;
  /** Any folder; kernels lie below it in share/jupyter. */
  readonly prefix?: string | undefined;
}

/** The folder that holds the kernels of a place. */
export function placeFolder({ sysPrefix, prefix }: Place, around: Surroundings): string {
  if (sysPrefix !== undefined) return kernelsBelow(environment(sysPrefix, around));
  if (prefix !== undefined) return kernelsBelow(resolve(prefix));
  return join(jupyterDataFolder(around), "kernels");
}

function kernelsBelow(prefix: string): string {
  return join(prefixDataFolder(prefix), "kernels");
}

function environment(given: string, around: Surroundings): string {
  const folder = given || activeEnvironment(around);
  if (folder === undefined) {
    throw new KernelSpecError({
      what: "no Python environment is active",
      where: "--sys-prefix",
      expected: "an activated venv or conda environment, or its folder",
      hint: "--sys-prefix .venv, or --user for all environments of this user",
    });
  }
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return resolve(folder);
  throw new KernelSpecError({
    what: "there is no such folder",
    where: folder,
    expected: "the folder of a Python environment",
    hint: "python3 -m venv .venv makes one; --prefix makes its folder itself",
  });
}
