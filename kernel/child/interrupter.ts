/**
 * Delivers interrupts to the main thread, from the agent.
 *
 * An idle main thread is only asked: it then settles the running cell (which awaits something) by itself. A busy one
 * is terminated by `Runtime.terminateExecution` over the inspector. That may arrive a moment too late, when the
 * main thread is idle again; it then swallows whatever JavaScript is entered next. So the main thread's bell is
 * rung until it says by shared memory that it has handled the interrupt.
 *
 * A chain of `process.nextTick` survives that, and starves the event loop. When the event loop does not turn, the main
 * thread is terminated once more and told to stop what the cell has left behind.
 *
 * @module
 */

import { Session } from "node:inspector";
import { setTimeout } from "node:timers/promises";
import { Lock, type SharedMemory, Slot } from "./shared-memory.ts";

/** How long the main thread is given to handle an interrupt by itself; longer while its event loop turns. */
const ASK_MS = 2;
const LONGEST_ASK_MS = 50;

/** How long its event loop may take to turn after a termination. */
const TURN_MS = 150;

/** A main thread that stays in a shielded section for so long has left it without a word, by a time limit of `node:vm`. */
const LOCK_MS = 1000;

/** The bell is rung at this interval, and less and less often while native code blocks the main thread. */
const RING_MS = 2;
const LONGEST_RING_MS = 100;

export class Interrupter {
  readonly #memory: SharedMemory;
  readonly #ring: () => void;
  #last: Promise<void> = Promise.resolve();
  #pending = 0;

  constructor(memory: SharedMemory, ring: () => void) {
    this.#memory = memory;
    this.#ring = ring;
  }

  /** Whether an interrupt is on its way. */
  get busy(): boolean {
    return this.#pending > 0;
  }

  /** Ends whatever runs; resolves when the main thread has set everything right. One at a time, in order. */
  interrupt(): Promise<void> {
    this.#pending++;
    this.#last = this.#last.then(async () => {
      await this.#deliver();
      this.#pending--;
    });
    return this.#last;
  }

  async #deliver(): Promise<void> {
    const number = Atomics.add(this.#memory, Slot.interrupt, 1) + 1;
    // One to settle the cell, one to tell that the event loop turns.
    this.#ring();
    this.#ring();
    if (this.#heeds(number)) return;
    for (;;) {
      if (!(await this.#takeLock(number))) return;
      try {
        await this.#terminate();
      } finally {
        Atomics.store(this.#memory, Slot.lock, Lock.free);
        Atomics.notify(this.#memory, Slot.lock);
      }
      const end = performance.now() + TURN_MS;
      while (performance.now() < end) {
        this.#ring();
        if (this.#handled(number, RING_MS)) return;
        await setTimeout(RING_MS);
      }
      Atomics.store(this.#memory, Slot.sweep, 1);
    }
  }

  /** Whether the main thread handles interrupt `number` without being terminated. */
  #heeds(number: number): boolean {
    const end = performance.now() + LONGEST_ASK_MS;
    let turns: number;
    do {
      turns = Atomics.load(this.#memory, Slot.turns);
      if (this.#handled(number, ASK_MS)) return true;
    } while (turns !== Atomics.load(this.#memory, Slot.turns) && performance.now() < end);
    return false;
  }

  /** Waits for the main thread to have handled interrupt `number`. */
  #handled(number: number, milliseconds: number): boolean {
    Atomics.wait(this.#memory, Slot.handled, number - 1, milliseconds);
    return Atomics.load(this.#memory, Slot.handled) === number;
  }

  /** Waits until the main thread may be disturbed; false when that is no longer needed. */
  async #takeLock(number: number): Promise<boolean> {
    const end = performance.now() + LOCK_MS;
    Atomics.store(this.#memory, Slot.wanted, 1);
    try {
      while (
        Atomics.compareExchange(this.#memory, Slot.lock, Lock.free, Lock.agent) === Lock.main
      ) {
        Atomics.wait(this.#memory, Slot.lock, Lock.main, 1);
        await setTimeout(0);
        if (Atomics.load(this.#memory, Slot.handled) === number) return false;
        if (performance.now() > end) Atomics.store(this.#memory, Slot.lock, Lock.agent);
      }
      return true;
    } finally {
      Atomics.store(this.#memory, Slot.wanted, 0);
      Atomics.notify(this.#memory, Slot.wanted);
    }
  }

  /** Resolves when the termination has been delivered. */
  async #terminate(): Promise<void> {
    // For each one anew: a process that exits while a session is open waits for it, and says so on stderr.
    const session = new Session();
    session.connectToMainThread();
    let delivered = false;
    const delivery = new Promise<void>((resolve) => {
      session.post("Runtime.terminateExecution", () => {
        delivered = true;
        resolve();
      });
    });
    for (let wait = RING_MS; !delivered; wait = longer(wait)) {
      this.#ring();
      await Promise.race([delivery, setTimeout(wait)]);
    }
    session.disconnect();
  }
}

function longer(wait: number): number {
  return Math.min(wait * 1.5, LONGEST_RING_MS);
}
