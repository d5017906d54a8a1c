/**
 * Folders for the weights files of generators: gone when their generator is disposed of, or the process ends; those of
 * processes that were killed are removed by the next one, those of other hosts and containers after a day (cache-owner.ts).
 *
 * @module
 */

import { mkdir, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isOwned, isOwnerAlive, ownedName } from "./cache-owner.ts";
import { leaveAtExit, removeAtExit } from "./removed-at-exit.ts";

const KIND = "cladescope-onnx-";

/** Makes an empty folder whose name tells whose it is. */
export async function makeScratchFolder(): Promise<string> {
  await sweep();
  const folder = join(tmpdir(), ownedName(KIND));
  await mkdir(folder, { mode: 0o700 });
  removeAtExit(folder);
  return folder;
}

export async function removeScratchFolder(folder: string): Promise<void> {
  leaveAtExit(folder);
  await rm(folder, { recursive: true, force: true });
}

/** Half a gigabyte would stay for each run that was stopped by a signal. */
async function sweep(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    if (!isOwned(name, KIND)) continue;
    const path = join(tmpdir(), name);
    if (await isOwnerAlive(name, path)) continue;
    await rm(path, { recursive: true, force: true }).catch(() => {}); // another user's
  }
}
