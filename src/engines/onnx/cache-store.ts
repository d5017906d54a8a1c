/**
 * A folder of entries that were costly to make, each a folder with a manifest: written under another name and renamed
 * when complete, so that any number of processes can use and make the same ones; the least recently used are removed
 * when all together are too large, but never one that a running process uses.
 *
 * No lock is held. What is to be removed is renamed, looked at once more where nobody finds it, and put back if it may not
 * go; whoever finds an entry marks it first and checks it then. An entry may thus seem to be gone for a moment, but none
 * goes that is marked and was found whole.
 *
 * @module
 */

import { mkdir, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { debuglog } from "node:util";
import {
  bytesOf,
  type CacheKey,
  entryName,
  isSound,
  type ListedEntry,
  listEntries,
  namesIn,
  sizes,
  touch,
} from "./cache-entry.ts";
import { writeManifest } from "./cache-manifest.ts";
import { hold, isInUse, moveMarks, unhold } from "./cache-marks.ts";
import { isOwned, isOwnerAlive, ownedName } from "./cache-owner.ts";
import { leaveAtExit, removeAtExit } from "./removed-at-exit.ts";

/** What happens in the cache, for those who look for it: NODE_DEBUG=cladescope. */
const log = debuglog("cladescope");

/** An entry in use: it stays until it is released. */
export interface CacheEntry {
  readonly folder: string;

  /** Whether every byte of it is what was written; read once, later by the sizes. Else it is removed. */
  isWhole(): Promise<boolean>;
  release(): Promise<void>;
}

/** More than the cache may hold: not an error, but nothing to keep. */
export class TooLargeForCache extends Error {}

/** Bytes of the disk that are left to others. */
const SPARE = 256e6;

/** Times that a complete entry is put into its place, which others may fill and empty meanwhile. */
const ATTEMPTS = 5;

export class CacheStore {
  readonly folder: string;
  readonly limit: number;

  /** @param limit Bytes of all entries together. */
  constructor(folder: string, limit: number) {
    this.folder = folder;
    this.limit = limit;
  }

  /**
   * The entry of that key; null if there is none, or it is broken, and then removed.
   *
   * @param checked By every byte, or by the sizes alone: for an entry that may not be needed, whose `isWhole()` is asked
   * before it is.
   */
  async find(key: CacheKey, checked: "bytes" | "sizes" = "bytes"): Promise<CacheEntry | null> {
    const folder = join(this.folder, entryName(key));
    const mark = await hold(folder);
    if (mark === undefined) return null;
    if (await isSound(folder, key, checked)) {
      // Without the mark it is another one than was marked, and nobody knows that it is used.
      if (mark !== null && !(await isThere(mark))) return null;
      await touch(folder);
      log("%s is taken from the cache", entryName(key));
      return this.#entry(key, mark, checked === "bytes");
    }
    await unhold(mark);
    await this.#removeUnlessSound(key, checked);
    return null;
  }

  /** @param mark The file that says that this process uses it; null where none could be written. */
  #entry(key: CacheKey, mark: string | null, wasChecked: boolean): CacheEntry {
    let checked = wasChecked;
    const folder = join(this.folder, entryName(key));
    const release = async () => {
      await unhold(mark);
      await this.tidy(); // what was in use may have stayed beyond the limit
    };
    const isWhole = async () => {
      const how = checked ? "sizes" : "bytes";
      checked = true;
      const sound = await isSound(folder, key, how);
      if (!sound) await this.#removeUnlessSound(key, how);
      return sound;
    };
    return { folder, isWhole, release };
  }

  /**
   * Whether so many bytes may be kept: beside what is in use, which nobody can remove.
   *
   * @throws TooLargeForCache if not.
   */
  async checkLimit(key: CacheKey, bytes: number): Promise<void> {
    const others = (await this.list()).filter(
      ({ name, inUse }) => inUse && name !== entryName(key),
    );
    const used = bytesOf(others);
    if (bytes + used > this.limit) {
      const beside = used === 0 ? "" : ` beside ${megabytes(used)} in use`;
      throw new TooLargeForCache(`${megabytes(bytes)}${beside}`);
    }
  }

  /**
   * Makes an entry.
   *
   * @param about For people: what it is.
   * @param most Bytes that it may take.
   * @param write Puts the files into a folder.
   * @throws TooLargeForCache, or what writing throws; nothing is left then.
   */
  async add(
    key: CacheKey,
    about: string,
    most: number,
    write: (folder: string) => Promise<void>,
  ): Promise<CacheEntry> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await checkSpace(this.folder, most);
    const unfinished = join(this.folder, ownedName(".new-"));
    await mkdir(unfinished);
    removeAtExit(unfinished);
    const folder = join(this.folder, entryName(key));
    try {
      await write(unfinished);
      await writeManifest(unfinished, key.hash, about);
      await this.checkLimit(key, bytesOf(await sizes(unfinished)));
      const use = ownedName("use-");
      await writeFile(join(unfinished, use), "");
      for (let attempt = 1; ; attempt++) {
        try {
          await rename(unfinished, folder);
          break;
        } catch (error) {
          const before = await this.find(key); // another process was faster
          if (before !== null) return before;
          if (attempt === ATTEMPTS) throw error;
        }
      }
      removeAtExit(join(folder, use));
      const entry = this.#entry(key, join(folder, use), true);
      log("%s is new in the cache: %s", entryName(key), about);
      await this.tidy();
      return entry;
    } finally {
      leaveAtExit(unfinished);
      await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    }
  }

  /** Every entry, the least recently used first. */
  list(): Promise<ListedEntry[]> {
    return listEntries(this.folder);
  }

  /** Removes what killed processes left, and the least recently used entries until the others fit. */
  async tidy(limit: number = this.limit): Promise<ListedEntry[]> {
    for (const name of await namesIn(this.folder)) {
      if (!isOwned(name, ".new-", ".old-")) continue;
      const path = join(this.folder, name);
      if (!(await isOwnerAlive(name, path))) await rm(path, { recursive: true }).catch(() => {});
    }
    const entries = await this.list();
    let bytes = bytesOf(entries);
    const removed: ListedEntry[] = [];
    for (const entry of entries) {
      if (bytes <= limit) break;
      const isFree = async (folder: string) => !(await isInUse(folder));
      if (!(await isFree(join(this.folder, entry.name)))) continue;
      if (!(await this.#remove(entry.name, isFree))) continue;
      log("%s is removed: the cache holds %d bytes", entry.name, bytes);
      bytes -= entry.bytes;
      removed.push(entry);
    }
    return removed;
  }

  /** Whoever uses it or not. */
  async remove(key: CacheKey): Promise<void> {
    await this.#remove(entryName(key), async () => true);
  }

  /** Another process may have made it anew since it was looked at, or have had it away for a moment. */
  async #removeUnlessSound(key: CacheKey, how: "bytes" | "sizes"): Promise<void> {
    await this.#remove(entryName(key), async (folder) => !(await isSound(folder, key, how)));
  }

  /**
   * Renamed first: an entry is there as a whole or not at all.
   *
   * @param mayGo Asked of the folder when nobody can find it any more.
   */
  async #remove(name: string, mayGo: (folder: string) => Promise<boolean>): Promise<boolean> {
    const folder = join(this.folder, name);
    const old = join(this.folder, ownedName(".old-"));
    try {
      await rename(folder, old);
      if (!(await mayGo(old))) {
        const back = await rename(old, folder).then(
          () => true,
          () => false,
        );
        if (back) return false;
        await moveMarks(old, folder); // the same was made anew meanwhile
      }
      await rm(old, { recursive: true, force: true });
      return true;
    } catch {
      return false; // Windows removes no file that is mapped; or the folder may only be read
    }
  }
}

/** ONNX Runtime does not say that a disk is full, and nobody wants a cache to fill it. */
async function checkSpace(folder: string, bytes: number): Promise<void> {
  const free = await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Number.POSITIVE_INFINITY, // not told
  );
  if (free < bytes + SPARE) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
