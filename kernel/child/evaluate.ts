/**
 * Runs lowered scripts.
 *
 * @module
 */

import { Script } from "node:vm";
import type { LoweredScript } from "../link/messages.ts";
import { registerSource } from "./errors/sources.ts";
import { $Object } from "./intrinsics.ts";

const { defineProperty, getOwnPropertyDescriptor } = $Object;

/** The script's completion value. What it throws is the user's. */
export function runScript(lowered: LoweredScript): unknown {
  // Before it is compiled: V8 may find errors that TypeScript's parser lets pass.
  registerSource(lowered);
  const script = new Script(lowered.code, { filename: lowered.fileName });
  for (const name of lowered.names) makeAssignable(name);
  // `displayErrors` would put the line into the error's stack; the traceback has it already.
  return script.runInThisContext({ displayErrors: false });
}

/**
 * Some globals (`navigator`, `crypto`, `performance`) are accessors, to which an assignment goes unheard; a cell
 * that declares a variable of that name means a variable.
 */
function makeAssignable(name: string): void {
  const property = getOwnPropertyDescriptor(globalThis, name);
  if (property === undefined || property.writable === true || property.configurable !== true) {
    return;
  }
  defineProperty(globalThis, name, {
    configurable: true,
    enumerable: true,
    writable: true,
    value: currentValue(name),
  });
}

/** What the name stood for so far; a getter may refuse. */
function currentValue(name: string): unknown {
  try {
    return (globalThis as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}
