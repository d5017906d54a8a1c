/**
 * A network's folded parameters as a file: from the cache where its checkpoint was met before, else written, into the cache
 * if they come from a checkpoint file and are many, else into a folder for this process.
 *
 * @module
 */

import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { CladescopeError } from "../../errors.ts";
import { checkpointHash, type GeneratorNetwork } from "../../models/network.ts";
import type { CacheKey } from "./cache-entry.ts";
import { weightsKey } from "./cache-keys.ts";
import { type CacheStore, TooLargeForCache } from "./cache-store.ts";
import type { Constant } from "./graph.ts";
import { makeScratchFolder, removeScratchFolder } from "./scratch-folder.ts";
import { constantBytes, WEIGHTS, writeConstants } from "./weights-file.ts";

/** Bytes below which folding is quick and a cache would fill with every step of a training. */
export const SMALLEST_CACHED = 32e6;

export interface WeightsOptions {
  readonly store: CacheStore | null;

  /** Bytes of the smallest network that is kept in the cache. */
  readonly smallest: number;

  readonly onProgress?: ((done: number, total: number, name: string) => void) | undefined;

  /** Told in one line why nothing is kept. */
  readonly onNote?: ((text: string) => void) | undefined;
}

/** A folder with the file, until it is released. */
export interface StoredWeights {
  readonly folder: string;

  /** Of the cache entry; null if there is none. */
  readonly key: CacheKey | null;

  /** Whether the file was made now. */
  readonly isNew: boolean;

  /** Whether the file is there, and what was written. */
  isWhole(): Promise<boolean>;
  release(): Promise<void>;
}

/** @throws CheckpointError or ModelError if the parameters cannot be read. */
export async function storedWeights(
  network: GeneratorNetwork,
  constants: ReadonlyMap<string, Constant>,
  { store, smallest, onProgress, onNote }: WeightsOptions,
): Promise<StoredWeights> {
  const bytes = constantBytes(constants);
  const write = (folder: string) => writeConstants(join(folder, WEIGHTS), constants, onProgress);
  if (store === null || bytes < smallest) return scratch(write);
  const hash = await checkpointHash(network);
  if (hash === null) return scratch(write);
  const key = weightsKey(hash, network.config, constants);
  // With the graph in the cache too it is not read at all: every byte is checked when it is.
  const found = await store.find(key, "sizes");
  if (found !== null) return { ...found, key, isNew: false };
  try {
    await store.checkLimit(key, bytes);
    const entry = await store.add(key, basename(network.where), bytes, async (folder) => {
      await write(folder);
      // A checkpoint that a training writes anew meanwhile would be kept under the hash of the one before.
      if ((await checkpointHash(network)) !== hash) throw new ChangedMeanwhile();
    });
    return { ...entry, key, isNew: true };
  } catch (error) {
    if (error instanceof CladescopeError) throw error;
    if (!(error instanceof ChangedMeanwhile)) onNote?.(withoutCache(store, error));
    return scratch(write);
  }
}

/** One line of why the cache is not used. */
export function withoutCache({ folder, limit }: CacheStore, error: unknown): string {
  if (error instanceof TooLargeForCache) {
    return `not kept in the cache: ${error.message} are more than its ${limit / 1e9} GB (CLADESCOPE_CACHE_LIMIT)`;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOSPC: "the disk is full",
    EDQUOT: "your share of the disk is full",
    EACCES: "it may not be written",
    EPERM: "it may not be written",
    EROFS: "it may not be written",
    ENOTDIR: "it is not a folder",
    EEXIST: "it is not a folder",
  };
  const why = reasons[code ?? ""] ?? code ?? message.split("\n")[0];
  return `nothing is kept in the cache ${folder}: ${why}; CLADESCOPE_CACHE=FOLDER or off`;
}

class ChangedMeanwhile extends Error {}

async function scratch(write: (folder: string) => Promise<void>): Promise<StoredWeights> {
  const folder = await makeScratchFolder();
  const bytes = () => stat(join(folder, WEIGHTS)).then(({ size }) => size);
  try {
    await write(folder);
    const written = await bytes();
    return {
      folder,
      key: null,
      isNew: true,
      // Somebody may have emptied the folder for temporary files.
      isWhole: () =>
        bytes().then(
          (left) => left === written,
          () => false,
        ),
      release: () => removeScratchFolder(folder),
    };
  } catch (error) {
    await removeScratchFolder(folder);
    throw error;
  }
}
