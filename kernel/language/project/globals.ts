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
  return `${references.join("")}import type { Display, JupyterKernel } from ${JSON.stringify(api.replace(/(\.d)?\.ts$/, ".js"))};
declare global {
  /** Shows a value below the cell. The handle it gives can show another one in the same place. */
  var display: Display;
  /** Removes what the cell has shown; with \`wait\`, only when the next output comes. */
  function clear(wait?: boolean): void;
  /** Asks for a line of text and waits for it. */
  function prompt(message?: string, defaultValue?: string): string | null;
  namespace prompt {
    /** As above, but what is typed is not shown. */
    function password(message?: string): string;
  }
  /** Asks a yes-or-no question and waits for the answer. */
  function confirm(message?: string): boolean;
  /** The running kernel: its interrupt signal, comms and displays. */
  var Jupyter: JupyterKernel;
}
`;
}
