/**
 * What the main thread does about an interrupt, once it is there again.
 *
 * @module
 */

import {
  cellController,
  INTERRUPTED,
  noteInterrupted,
  runningCell,
  sweepInterrupted,
} from "./cells.ts";
import { resetCredit } from "./credit.ts";
import { $Atomics, $Error } from "./intrinsics.ts";
import { Slot } from "./shared-memory.ts";
import { memory } from "./shield.ts";

const { exchange, load, notify, store } = $Atomics;

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

/** What an interrupt ends. */
interface Interruptible {
  /** Ends the running cell, and those whose mail came before the interrupt. */
  settle(): void;
}

/** Number of the last interrupt whose cells have been settled. */
let settled = 0;

/**
 * Call at the bottom of the stack, whenever the bell rings. No other interrupt comes before this one is handled.
 *
 * It counts as handled when the bell rings once more: a callback of the cell's may be next in line, and never end.
 */
export function handleInterrupts(cells: Interruptible): void {
  const asked = load(memory, Slot.interrupt);
  if (asked === load(memory, Slot.handled)) return;
  resetCredit();
  if (exchange(memory, Slot.sweep, 0) === 1) sweepInterrupted();
  if (asked !== settled) {
    const running = runningCell();
    if (running !== undefined) noteInterrupted(running.cell);
    // Whoever presses stop while nothing runs means what earlier cells have left running.
    else sweepInterrupted();
    cells.settle();
    settled = asked;
    return;
  }
  const controller = cellController();
  store(memory, Slot.handled, asked);
  notify(memory, Slot.handled);
  // Last, because the user's handlers may do anything, and be interrupted in turn.
  controller?.abort(new Interruption());
}
