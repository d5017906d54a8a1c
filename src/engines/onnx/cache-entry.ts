/**
 * One entry of the cache: the folder that it is in, whether it is what was written, and what there is to tell of it.
 *
 * @module
 */

import { readdir, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { debuglog } from "node:util";
import { fault, MANIFEST, readManifest } from "./cache-manifest.ts";
import { isInUse } from "./cache-marks.ts";
import { WEIGHTS } from "./weights-file.ts";

/** What happens in the cache, for those who look for it: NODE_DEBUG=cladescope. */
const log = debuglog("cladescope");

export type CacheKind = "weights" | "graph";

export interface CacheKey {
  readonly kind: CacheKind;

  /** SHA-256 of all that the contents depend on, as 64 hexadecimal digits. */
  readonly hash: string;
}

export interface ListedEntry {
  readonly name: string;
  readonly kind: CacheKind;
  readonly about: string;
  readonly bytes: number;
  readonly lastUsed: Date;
  readonly inUse: boolean;
}

/** The file without which an entry is none. */
export const MAIN_FILE: Readonly<Record<CacheKind, string>> = {
  weights: WEIGHTS,
  graph: "graph.onnx",
};

/** Of its folder in the cache. */
export function entryName({ kind, hash }: CacheKey): string {
  return `${kind}-${hash.slice(0, 32)}`;
}

/** Whether a folder is the entry of a key, and its files are what was written. */
export async function isSound(
  folder: string,
  key: CacheKey,
  how: "bytes" | "sizes",
): Promise<boolean> {
  const manifest = await readManifest(folder);
  const wrong =
    manifest?.hash !== key.hash
      ? "it is gone or of another version"
      : !manifest.files.some(({ name }) => name === MAIN_FILE[key.kind])
        ? `${MAIN_FILE[key.kind]} is not among its files`
        : await fault(folder, manifest, how);
  if (wrong !== null) log("%s is not taken from the cache: %s", entryName(key), wrong);
  return wrong === null;
}

/** The time of the manifest is that of the last use. */
export async function touch(folder: string): Promise<void> {
  const now = new Date();
  await utimes(join(folder, MANIFEST), now, now).catch(() => {}); // of a folder that may only be read
}

/** The entries of a cache, the least recently used first. */
export async function listEntries(cache: string): Promise<ListedEntry[]> {
  const entries: ListedEntry[] = [];
  for (const name of await namesIn(cache)) {
    const [, kind] = /^(weights|graph)-[0-9a-f]+$/.exec(name) ?? [];
    if (kind === undefined) continue;
    const folder = join(cache, name);
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

export function bytesOf(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Of the files of an entry; none if it is not there. */
export async function sizes(folder: string): Promise<{ bytes: number; mtimeMs: number }[]> {
  const all = (await namesIn(folder)).map((name) =>
    stat(join(folder, name)).then(
      ({ size, mtimeMs }) => ({ bytes: size, mtimeMs }),
      () => ({ bytes: 0, mtimeMs: 0 }),
    ),
  );
  return Promise.all(all);
}

/** None if the folder is not there. */
export function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
