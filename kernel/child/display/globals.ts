/**
 * Puts the kernel's globals in place: `display`, `clear`, `prompt`, `confirm`, `Jupyter`, and a `console`
 * that writes to the notebook.
 *
 * @module
 */

import { redirectConsole } from "../console/console.ts";
import { $Object } from "../intrinsics.ts";
import type { KernelGlobals } from "./api.ts";
import { makeConfirm, makePrompt } from "./ask.ts";
import { makeDisplay } from "./display.ts";
import { Displays } from "./displays.ts";
import { makeJupyter } from "./jupyter.ts";
import type { DisplayHost } from "./ports.ts";

/** Where libraries find the kernel without importing it. */
const KERNEL = Symbol.for("Jupyter.kernel");

/**
 * Call once, before the first cell.
 *
 * Of what it returns, a cell's result goes through `format`, unless `showsNothing(result)`; before a cell is
 * reported done, its displays must have `settled`.
 */
export function installGlobals(host: DisplayHost): Displays {
  const displays = new Displays(host);
  const globals: KernelGlobals = {
    display: makeDisplay(displays),
    clear: (wait = false) => host.publish("clear_output", { wait: wait === true }),
    prompt: makePrompt(host),
    confirm: makeConfirm(host),
    Jupyter: makeJupyter(host, displays),
  };
  for (const [name, value] of $Object.entries(globals)) {
    $Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
  $Object.defineProperty(globalThis, KERNEL, { value: globals.Jupyter });
  redirectConsole(host, displays);
  return displays;
}
