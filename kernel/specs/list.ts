/**
 * Lists the kernels that Jupyter finds.
 *
 * @module
 */

import { kernelSpecFolders } from "./find-kernel-spec.ts";
import { dataFolders, type Surroundings, surroundings } from "./jupyter-paths.ts";
import { brokenBecause, isOwnSpec, type KernelSpecFile, readSpec } from "./kernel-spec.ts";

export interface ListedKernel {
  readonly name: string;
  readonly folder: string;
  /** Absent when kernel.json cannot be read. */
  readonly spec?: KernelSpecFile;
  /** Whether it starts this kernel. */
  readonly own: boolean;
  /** Why it cannot start, as far as can be seen. */
  readonly problem?: string;
}

/** In alphabetical order; of several with one name the one that Jupyter takes. */
export function listKernelSpecs(around: Surroundings = surroundings()): ListedKernel[] {
  return [...kernelSpecFolders(dataFolders(around))]
    .map(([name, folder]) => listed(name, folder))
    .filter((kernel) => kernel !== undefined)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function listed(name: string, folder: string): ListedKernel | undefined {
  try {
    const spec = readSpec(folder);
    if (spec === undefined) return undefined;
    const own = isOwnSpec(spec);
    const problem = own ? brokenBecause(spec) : undefined;
    return { name, folder, spec, own, ...(problem !== undefined && { problem }) };
  } catch (error) {
    return { name, folder, own: false, problem: (error as Error).message.split("\n")[0] as string };
  }
}
