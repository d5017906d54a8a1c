/**
 * What the command line uses of the kernel.
 *
 * @module
 */

export { isKernelError } from "./errors.ts";
export { placeOf } from "./notebook/run-notebook.ts";
export { type RunFileOptions, runNotebookFile } from "./notebook/run-notebook-file.ts";
export { installKernelSpec, uninstallKernelSpec } from "./specs/install.ts";
export { dataFolders } from "./specs/jupyter-paths.ts";
export { listKernelSpecs } from "./specs/list.ts";
