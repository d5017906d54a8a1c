/**
 * Files that are being written, and must not stay behind when a signal such as Ctrl-C ends the process (Node only).
 *
 * @module
 */

import { rmSync } from "node:fs";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const unfinished = new Set<string>();

/**
 * Runs `write`; if a signal ends the process meanwhile, `path` is removed first.
 *
 * Listens only while files are being written: at any other time a signal ends the process at once, even in the middle
 * of a computation that never returns to the event loop.
 */
export async function removedOnSignal<T>(path: string, write: () => Promise<T>): Promise<T> {
  if (unfinished.size === 0) for (const signal of SIGNALS) process.on(signal, removeAndEnd);
  unfinished.add(path);
  try {
    return await write();
  } finally {
    unfinished.delete(path);
    if (unfinished.size === 0) stopListening();
  }
}

function removeAndEnd(signal: NodeJS.Signals): void {
  // A host program that listens too decides for itself; it may well go on, and then the file is needed.
  if (process.listenerCount(signal) > 1) return;
  for (const path of unfinished) rmSync(path, { force: true });
  stopListening();
  process.kill(process.pid, signal); // now that nobody listens, it ends the process as it would have
}

function stopListening(): void {
  for (const signal of SIGNALS) process.off(signal, removeAndEnd);
}
