/**
 * What the command line uses of the kernel.
 *
 * @module
 */

export { isKernelError } from "./errors.ts";
export { type RunFileOptions, runNotebookFile } from "./notebook/run-notebook-file.ts";
