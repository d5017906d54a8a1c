/**
 * Marks by which processes say that they use an entry of the cache: an empty file each, in the entry's folder, named after
 * its process; what killed processes left counts for nothing.
 *
 * @module
 */

import { readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isOwned, isOwnerAlive, ownedName } from "./cache-owner.ts";
import { leaveAtExit, removeAtExit } from "./removed-at-exit.ts";

/**
 * Marks an entry as used by this process; null in a folder that may only be read, where nobody removes it either;
 * undefined if there is none.
 */
export async function hold(folder: string): Promise<string | null | undefined> {
  const mark = join(folder, ownedName("use-"));
  try {
    await writeFile(mark, "");
    removeAtExit(mark);
    return mark;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? undefined : null;
  }
}

/** Takes a mark away. */
export async function unhold(mark: string | null): Promise<void> {
  if (mark === null) return;
  leaveAtExit(mark);
  await rm(mark, { force: true }).catch(() => {});
}

/** Whether any process that runs uses the entry; marks of others are removed. */
export async function isInUse(folder: string): Promise<boolean> {
  for (const name of await marksIn(folder)) {
    const path = join(folder, name);
    if (await isOwnerAlive(name, path)) return true;
    await rm(path, { force: true }).catch(() => {});
  }
  return false;
}

/** Of those who found an entry that was taken away and replaced by one of the same contents. */
export async function moveMarks(from: string, to: string): Promise<void> {
  for (const name of await marksIn(from)) {
    await rename(join(from, name), join(to, name)).catch(() => {});
  }
}

async function marksIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []); // it may be gone
  return names.filter((name) => isOwned(name, "use-"));
}
