/**
 * What the command line uses of the kernel.
 *
 * @module
 */

export { type RunFileOptions, runNotebookFile } from "./notebook/run-notebook-file.ts";
