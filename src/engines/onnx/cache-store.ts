/**
 * A folder of entries that were costly to make, each a folder with a manifest: written under another name and renamed
 * when complete, so that any number of processes can use and make the same ones; the least recently used are removed
 * when all together are too large, but never one that a running process uses.
 *
 * @module
 */

import { rmSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, statfs, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { debuglog } from "node:util";
import { fault, MANIFEST, readManifest, writeManifest } from "./cache-manifest.ts";
import { isOwned, isOwnerAlive, ownedName } from "./cache-owner.ts";

/** What happens in the cache, for those who look for it: NODE_DEBUG=cladescope. */
const log = debuglog("cladescope");

export type CacheKind = "weights" | "graph";

export interface CacheKey {
  readonly kind: CacheKind;

  /** SHA-256 of all that the contents depend on, as 64 hexadecimal digits. */
  readonly hash: string;
}

/** An entry in use: it stays until it is released. */
export interface CacheEntry {
  readonly folder: string;

  /** Whether every byte of it is what was written; read once, later by the sizes. Else it is removed. */
  isWhole(): Promise<boolean>;
  release(): Promise<void>;
}

export interface ListedEntry {
  readonly name: string;
  readonly kind: CacheKind;
  readonly about: string;
  readonly bytes: number;
  readonly lastUsed: Date;
  readonly inUse: boolean;
}

/** More than the cache may hold: not an error, but nothing to keep. */
export class TooLargeForCache extends Error {}

/** Bytes of the disk that are left to others. */
const SPARE = 256e6;

/** Files and folders of this process, to be removed when it ends. */
const owned = new Set<string>();

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
    const folder = join(this.folder, nameOf(key));
    if ((await stat(folder).catch(() => null)) === null) return null;
    const entry = this.#entry(key, await hold(folder), checked === "bytes");
    if (await this.#isSound(key, checked)) {
      await touch(folder);
      log("%s is taken from the cache", nameOf(key));
      return entry;
    }
    await entry.release();
    await this.remove(key);
    return null;
  }

  async #isSound(key: CacheKey, how: "bytes" | "sizes"): Promise<boolean> {
    const folder = join(this.folder, nameOf(key));
    const manifest = await readManifest(folder);
    const wrong =
      manifest === null || manifest.hash !== key.hash
        ? "it is gone or of another version"
        : await fault(folder, manifest, how);
    if (wrong !== null) log("%s is made anew: %s", nameOf(key), wrong);
    return wrong === null;
  }

  /** @param mark The file that says that this process uses it; null where none could be written. */
  #entry(key: CacheKey, mark: string | null, wasChecked: boolean): CacheEntry {
    let checked = wasChecked;
    const release = async () => {
      if (mark === null) return;
      disown(mark);
      await rm(mark, { force: true }).catch(() => {});
    };
    const isWhole = async () => {
      const sound = await this.#isSound(key, checked ? "sizes" : "bytes");
      checked = true;
      if (!sound) await this.remove(key);
      return sound;
    };
    return { folder: join(this.folder, nameOf(key)), isWhole, release };
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
    own(unfinished);
    const folder = join(this.folder, nameOf(key));
    try {
      await write(unfinished);
      const { files } = await writeManifest(unfinished, key.hash, about);
      if (bytesOf(files) > this.limit) throw new TooLargeForCache(`${bytesOf(files)} bytes`);
      const use = ownedName("use-");
      await writeFile(join(unfinished, use), "");
      try {
        await rename(unfinished, folder);
      } catch (error) {
        const before = await this.find(key); // another process was faster
        if (before === null) throw error;
        return before;
      }
      own(join(folder, use));
      const entry = this.#entry(key, join(folder, use), true);
      log("%s is new in the cache: %s", nameOf(key), about);
      await this.tidy();
      return entry;
    } finally {
      disown(unfinished);
      await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    }
  }

  /** Every entry, the least recently used first. */
  async list(): Promise<ListedEntry[]> {
    const entries: ListedEntry[] = [];
    for (const name of await names(this.folder)) {
      const [, kind] = /^(weights|graph)-[0-9a-f]+$/.exec(name) ?? [];
      if (kind === undefined) continue;
      const folder = join(this.folder, name);
      const inside = await sizes(folder);
      const manifest = await readManifest(folder);
      entries.push({
        name,
        kind: kind as CacheKind,
        about: manifest?.about ?? "of another version",
        bytes: bytesOf(inside),
        lastUsed: new Date(Math.max(0, ...inside.map(({ mtimeMs }) => mtimeMs))),
        inUse: await isInUse(folder),
      });
    }
    return entries.sort((a, b) => a.lastUsed.getTime() - b.lastUsed.getTime());
  }

  /** Removes what killed processes left, and the least recently used entries until the others fit. */
  async tidy(limit: number = this.limit): Promise<ListedEntry[]> {
    for (const name of await names(this.folder)) {
      if (!isOwned(name, ".new-", ".old-")) continue;
      const path = join(this.folder, name);
      if (!(await isOwnerAlive(name, path))) await rm(path, { recursive: true }).catch(() => {});
    }
    const entries = await this.list();
    let bytes = bytesOf(entries);
    const removed: ListedEntry[] = [];
    for (const entry of entries) {
      if (bytes <= limit) break;
      if (entry.inUse || !(await this.#removeFolder(entry.name))) continue;
      log("%s is removed: the cache holds %d bytes", entry.name, bytes);
      bytes -= entry.bytes;
      removed.push(entry);
    }
    return removed;
  }

  async remove(key: CacheKey): Promise<void> {
    await this.#removeFolder(nameOf(key));
  }

  /** Renamed first: an entry is there as a whole or not at all. */
  async #removeFolder(name: string): Promise<boolean> {
    const old = join(this.folder, ownedName(".old-"));
    try {
      await rename(join(this.folder, name), old);
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

function nameOf({ kind, hash }: CacheKey): string {
  return `${kind}-${hash.slice(0, 32)}`;
}

function bytesOf(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** None if the folder is not there. */
function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function sizes(folder: string): Promise<{ bytes: number; mtimeMs: number }[]> {
  const all = (await names(folder)).map((name) =>
    stat(join(folder, name)).then(
      ({ size, mtimeMs }) => ({ bytes: size, mtimeMs }),
      () => ({ bytes: 0, mtimeMs: 0 }),
    ),
  );
  return Promise.all(all);
}

async function isInUse(folder: string): Promise<boolean> {
  for (const name of await names(folder)) {
    if (!isOwned(name, "use-")) continue;
    const path = join(folder, name);
    if (await isOwnerAlive(name, path)) return true;
    await rm(path, { force: true }).catch(() => {});
  }
  return false;
}

/** Marks an entry as used by this process; null in a folder that may only be read, where nobody removes it either. */
async function hold(folder: string): Promise<string | null> {
  const mark = join(folder, ownedName("use-"));
  try {
    await writeFile(mark, "");
    own(mark);
    return mark;
  } catch {
    return null;
  }
}

/** The time of the manifest is that of the last use. */
async function touch(folder: string): Promise<void> {
  const now = new Date();
  await utimes(join(folder, MANIFEST), now, now).catch(() => {}); // of a folder that may only be read
}

function own(path: string): void {
  if (owned.size === 0) process.once("exit", removeOwned);
  owned.add(path);
}

function disown(path: string): void {
  owned.delete(path);
  if (owned.size === 0) process.removeListener("exit", removeOwned);
}

function removeOwned(): void {
  for (const path of owned) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The next process sees that the owner has ended.
    }
  }
}
