/**
 * The few numbers that the child's main thread and its agent share.
 *
 * Messages may be lost on their way into a JavaScript function: the next entry after a termination is
 * swallowed with all it brought. Numbers in shared memory are not.
 *
 * @module
 */

/** Index of each number. */
export const Slot = {
  /** {@link Lock}: who may not be disturbed. */
  lock: 0,
  /** Number of the last interrupt that was asked for; written by the agent. */
  interrupt: 1,
  /** Number of the last interrupt after which the main thread has set everything right and turns its event loop. */
  handled: 2,
  /** How many messages of the agent the main thread has taken. */
  taken: 3,
  /** 1 when the process has to end. */
  exit: 4,
  /** Counts the agent's answers; the main thread sleeps on it. */
  answers: 5,
  /** 1 when what interrupted cells have left behind has to be stopped too. */
  sweep: 6,
  /** Counts timers and immediates that have run, the signs of an event loop that turns. */
  turns: 7,
  /** 1 while the agent waits for the lock: the main thread leaves it to the agent. */
  wanted: 8,
} as const;

const SLOTS = 9;

export const Lock = {
  free: 0,
  /** The main thread is in a shielded section: the agent must not terminate it now. */
  main: 1,
  /** A termination is on its way: the main thread must not enter a shielded section. */
  agent: 2,
} as const;

export type SharedMemory = Int32Array<SharedArrayBuffer>;

export function createSharedMemory(): SharedMemory {
  return new Int32Array(new SharedArrayBuffer(4 * SLOTS));
}
