/**
 * Folders for the weights files of generators: gone when their generator is disposed of, or the process ends; those of
 * processes that were killed are removed by the next one.
 *
 * @module
 */

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "./cache-owner.ts";
import { leaveAtExit, removeAtExit } from "./removed-at-exit.ts";

const PREFIX = "cladescope-onnx-";

/** Makes an empty folder whose name tells whose it is. */
export async function makeScratchFolder(): Promise<string> {
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
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
    const [, pid] = /^cladescope-onnx-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {}); // another user's
  }
}
