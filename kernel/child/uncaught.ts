/**
 * Errors that nobody caught: shown in the cell that they came from, and nothing ends.
 *
 * @module
 */

import type { EventEmitter } from "node:events";
import process from "node:process";
import type { CellId } from "../link/messages.ts";
import { cellThatThrew, originOf } from "./credit.ts";
import { isInterruption } from "./interrupts.ts";

/** @param report With 0 where the cell is not known. */
export function catchUncaught(report: (error: unknown, cell: CellId) => void): void {
  process.on("unhandledRejection", (reason, promise) => {
    // A listener of the user's own takes them, as it would without the kernel.
    if (process.listenerCount("unhandledRejection") > 1 || isInterruption(reason)) return;
    report(reason, originOf(promise));
  });
  // Not a listener, which the user could remove and then lose the process with the next error.
  process.setUncaughtExceptionCaptureCallback((error: unknown) => {
    const cell = cellThatThrew(error);
    if (process.listenerCount("uncaughtException") > 0) {
      (process as EventEmitter).emit("uncaughtException", error, "uncaughtException");
    } else if (!isInterruption(error)) {
      report(error, cell);
    }
  });
}
