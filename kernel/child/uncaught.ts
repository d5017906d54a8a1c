/**
 * Errors that nobody caught: shown in the cell that they came from, and nothing ends.
 *
 * Listeners of the process do it, not `process.setUncaughtExceptionCaptureCallback`: while that is set, `node:domain` and
 * `node:repl` cannot be loaded.
 *
 * @module
 */

import process from "node:process";
import type { CellId } from "../link/messages.ts";
import { cellThatThrew, originOf } from "./credit.ts";
import { isInterruption } from "./interrupts.ts";
import { $Object, $Reflect } from "./intrinsics.ts";

const { apply } = $Reflect;
const { defineProperty, entries } = $Object;

type Listener = (error: unknown, more: unknown) => void;

/** @param report With 0 where the cell is not known. */
export function catchUncaught(report: (error: unknown, cell: CellId) => void): void {
  /** A listener of the user's own takes errors, as it would without the kernel. */
  const show = (event: string, error: unknown, cell: CellId): void => {
    if (hasOtherListeners(event) || isInterruption(error)) return;
    try {
      report(error, cell);
    } catch {
      // What a listener throws would end the process.
      report("an error that cannot be described", cell);
    }
  };
  keepListening({
    uncaughtException: (error) => show("uncaughtException", error, cellThatThrew(error)),
    unhandledRejection: (reason, promise) =>
      show("unhandledRejection", reason, originOf(promise as object)),
  });
}

/** Besides ours, and besides the one that `node:domain` adds to tidy up. */
function hasOtherListeners(event: string): boolean {
  const others = process
    .listeners(event as "exit")
    .filter(({ name }) => name !== "domainUncaughtExceptionClear");
  return others.length > 1;
}

/** Test runners remove all listeners of these events; without one, the next error would end the process. */
function keepListening(listeners: Record<string, Listener>): void {
  let listening = false;
  const listen = (): void => {
    // `node:domain` removes a listener of its own whenever one is added.
    if (listening) return;
    listening = true;
    for (const [event, listener] of entries(listeners)) {
      if (!(process.listeners(event as "exit") as unknown[]).includes(listener))
        process.on(event, listener);
    }
    listening = false;
  };
  for (const name of ["off", "removeListener", "removeAllListeners"] as const) {
    const original = process[name] as (...args: unknown[]) => unknown;
    defineProperty(process, name, {
      configurable: true,
      writable: true,
      value: (...args: unknown[]): unknown => {
        const result = apply(original, process, args);
        listen();
        return result;
      },
    });
  }
  listen();
}
