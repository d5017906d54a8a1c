/**
 * Folders for the weights files of generators: gone when their generator is disposed of, or the process ends; those of
 * processes that were killed are removed by the next one.
 *
 * @module
 */

import { rmSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "./cache-owner.ts";

const PREFIX = "cladescope-onnx-";

/** Of this process, to be removed when it ends. */
const open = new Set<string>();

/** Makes an empty folder whose name tells whose it is. */
export async function makeScratchFolder(): Promise<string> {
  if (open.size === 0) process.once("exit", removeAll);
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  open.add(folder);
  return folder;
}

export async function removeScratchFolder(folder: string): Promise<void> {
  open.delete(folder);
  if (open.size === 0) process.removeListener("exit", removeAll);
  await rm(folder, { recursive: true, force: true });
}

function removeAll(): void {
  for (const folder of open) rmSync(folder, { recursive: true, force: true });
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
