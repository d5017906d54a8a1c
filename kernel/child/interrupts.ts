/**
 * What the main thread does about an interrupt, once it is there again.
 *
 * @module
 */

import { abortCell, INTERRUPTED, runningCell } from "./cells.ts";
import { resetCredit } from "./credit.ts";
import { $Atomics, $Error } from "./intrinsics.ts";
import { Slot } from "./shared-memory.ts";
import { memory } from "./shield.ts";

const { load, notify, store } = $Atomics;

class Interruption extends $Error {
  override readonly name = INTERRUPTED;

  constructor() {
    super("the cell was interrupted");
  }
}

/** Whether an error is what `Jupyter.signal` was aborted with, or was caused by it: nobody needs to hear of it. */
export function isInterruption(error: unknown): boolean {
  if (!(error instanceof $Error)) return false;
  return error instanceof Interruption || error.cause instanceof Interruption;
}

/**
 * Call at the bottom of the stack. No other interrupt comes before this one is handled.
 *
 * @param settle Ends the running cell.
 */
export function handleInterrupts(settle: () => void): void {
  const asked = load(memory, Slot.interrupt);
  if (asked === load(memory, Slot.handled)) return;
  resetCredit();
  if (runningCell() !== undefined) settle();
  store(memory, Slot.handled, asked);
  notify(memory, Slot.handled);
  // Last, because the user's handlers may do anything, and be interrupted in turn.
  abortCell(new Interruption());
}
