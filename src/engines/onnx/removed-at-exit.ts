/**
 * Files and folders of this process that go when it ends, however it ends but by a signal.
 *
 * @module
 */

import { rmSync } from "node:fs";

const paths = new Set<string>();

/** Has a file, or a folder with all that is in it, removed at the end of the process. */
export function removeAtExit(path: string): void {
  if (paths.size === 0) process.once("exit", removeAll);
  paths.add(path);
}

/** It is gone already, or is to stay. */
export function leaveAtExit(path: string): void {
  paths.delete(path);
  if (paths.size === 0) process.removeListener("exit", removeAll);
}

function removeAll(): void {
  for (const path of paths) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The next process sees that the owner has ended.
    }
  }
}
