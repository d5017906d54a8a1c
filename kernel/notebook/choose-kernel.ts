/**
 * Which kernel runs a notebook: the one that is asked for, else our own.
 *
 * @module
 */

import { OWN_KERNEL_ENV, ownKernelArgv } from "../client/own-kernel.ts";
import { NotebookError } from "../errors.ts";
import { findKernelSpec, kernelSpecFolders } from "../specs/find-kernel-spec.ts";
import { isObject } from "./is-object.ts";
import type { Notebook } from "./nbformat.ts";
import type { KernelChoice } from "./run-notebook.ts";

const OWN_KERNEL: KernelChoice = {
  name: "typescript",
  displayName: "TypeScript",
  language: "typescript",
  start: {
    argv: ownKernelArgv(),
    // Sockets in a folder that only the user can enter: no ports to be taken, nobody to listen.
    transport: process.platform === "win32" ? "tcp" : "ipc",
    // What a batch run sends is not what the user typed.
    env: { ...OWN_KERNEL_ENV, CLADESCOPE_HISTORY: "{connection_file}.history" },
  },
};

/**
 * @param name As `--kernel` says it, if it does.
 * @throws KernelSpecError if there is no kernel of that name; NotebookError if there is no name, and the
 *   notebook is of a language that our kernel does not speak.
 */
export function chooseKernel(
  name: string | undefined,
  notebook: Notebook,
  where: string,
): KernelChoice {
  if (name === undefined) return ownKernelFor(notebook, where);
  // Our own kernel can be named whether it is installed for Jupyter or not.
  if (name === OWN_KERNEL.name && !kernelSpecFolders().has(name)) return OWN_KERNEL;
  const { displayName, language, argv, env, interruptMode } = findKernelSpec(name);
  return { name, displayName, language, start: { argv, env, interruptMode } };
}

function ownKernelFor({ metadata }: Notebook, where: string): KernelChoice {
  const { kernelspec, language_info: info } = metadata;
  const language =
    (isObject(kernelspec) ? kernelspec.language : undefined) ??
    (isObject(info) ? info.name : undefined);
  if (typeof language !== "string" || /^(?:typescript|javascript|tsx?|jsx?)$/i.test(language)) {
    return OWN_KERNEL;
  }
  const name = isObject(kernelspec) ? kernelspec.name : undefined;
  throw new NotebookError({
    what: "the notebook is in another language",
    where,
    expected: "TypeScript or JavaScript",
    got: language,
    hint: `name a kernel that is installed: --kernel ${typeof name === "string" ? name : language}`,
  });
}
