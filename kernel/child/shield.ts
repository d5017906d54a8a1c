/**
 * Sections of the main thread that no interrupt ends halfway: a frame being written, a message being taken.
 *
 * `Runtime.terminateExecution` unwinds whatever JavaScript runs, the kernel's as well, and no `finally` sees it.
 * So the agent asks for the lock before it terminates, and keeps it until the termination has been delivered.
 *
 * @module
 */

import { $Atomics } from "./intrinsics.ts";
import { createSharedMemory, Lock, type SharedMemory, Slot } from "./shared-memory.ts";

const { compareExchange, load, notify, store, wait } = $Atomics;

export const memory: SharedMemory = createSharedMemory();

/**
 * Runs `work`, which must be short and must not run user code.
 *
 * When a termination is on its way, this is where it arrives. The lock may already be the main thread's when a
 * time limit of `node:vm` ended a section halfway; then it is simply taken over.
 */
export function shielded<T>(work: () => T): T {
  // A loop that does little but show things would hardly ever leave the lock to the agent.
  if (load(memory, Slot.wanted) === 1) wait(memory, Slot.wanted, 1, 20);
  while (compareExchange(memory, Slot.lock, Lock.free, Lock.main) === Lock.agent) {
    wait(memory, Slot.lock, Lock.agent, 20);
  }
  try {
    return work();
  } finally {
    // No function of our own is called here: at the end of the stack even that could throw.
    store(memory, Slot.lock, Lock.free);
    notify(memory, Slot.lock);
  }
}
