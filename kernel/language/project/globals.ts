/**
 * What is global in cells beside what Node has: the types of child/display/api.ts under the names that cells
 * call them by.
 *
 * @module
 */

import { childModule, ownPackage } from "./own-package.ts";

/** Virtual; it lies in the kernel's package, so that a workspace cannot stand in its way. */
export const globalsFile: string = `${ownPackage}/__cell_globals.d.ts`;

/** @param libraries Names as in `/// <reference lib="dom" />`, asked for by a cell. */
export function globalsText(libraries: Iterable<string>): string {
  const references = Array.from(libraries, (name) => `/// <reference lib="${name}" />\n`);
  const api = childModule("display/api");
  if (api === undefined) return `${references.join("")}export {};`;
  // `prompt` and `confirm` are functions here, so that they go together with those of the DOM's types.
  return `${references.join("")}import type { KernelGlobals } from ${JSON.stringify(api.replace(/(\.d)?\.ts$/, ".js"))};
declare global {
  /** Shows a value below the cell. The handle it returns can show another one in the same place. */
  var display: KernelGlobals["display"];
  /** Clears the cell's output: at once, or with \`wait\` when its next output comes. */
  function clear(wait?: boolean): void;
  /** Waits for a line that the user types; an empty line stands for \`defaultValue\`. */
  function prompt(question?: string, defaultValue?: string): string | null;
  namespace prompt {
    /** As \`prompt\`, but what is typed is not shown. */
    function password(question?: string): string;
  }
  /** Whether the user answers \`y\` or \`yes\`. */
  function confirm(question?: string): boolean;
  /** The running kernel: the signal of its interrupts, its comms and displays. */
  var Jupyter: KernelGlobals["Jupyter"];
}
`;
}
