/**
 * What a generator on ONNX Runtime is opened with.
 *
 * @module
 */

import type { SpadeMode } from "../tfjs/spade-mode.ts";
import { cacheFolder, cacheLimit, DEFAULT_LIMIT } from "./cache-folder.ts";
import { CacheStore } from "./cache-store.ts";
import type { MemoryMode, Tuning } from "./choices.ts";
import type { GraphState } from "./graph-session.ts";
import { SMALLEST_CACHED, type WeightsOptions } from "./stored-weights.ts";

export interface OnnxLoadOptions {
  /** How much memory Winograd's matrices may take; default "normal". Results differ by rounding. */
  readonly memory?: MemoryMode | undefined;

  /**
   * Times measured on this machine, by which convolutions are computed (`tune()`); default: by a table that is the same
   * everywhere. Results differ by rounding.
   */
  readonly tuning?: Tuning | undefined;

  /**
   * How the modulation of SPADE and SEAN with 3×3 kernels is computed; default "auto": by tables of the neighbourhoods that
   * occur, where those save something. Results differ by rounding.
   */
  readonly spade?: SpadeMode | undefined;

  /** Threads of one run; default: ONNX Runtime's, one for each core. */
  readonly threads?: number | undefined;

  /** Called as parameters are read. */
  readonly onProgress?: ((done: number, total: number, name: string) => void) | undefined;

  /** Called before a graph is built or opened, which takes up to some seconds, and when it is ready. */
  readonly onGraph?: ((state: GraphState) => void) | undefined;

  /** Where folded parameters and graphs are kept from process to process. */
  readonly cache?: CacheOptions | "off" | undefined;

  /** Told in one line why nothing is kept in the cache. */
  readonly onNote?: ((text: string) => void) | undefined;
}

export interface CacheOptions {
  /** Default: CLADESCOPE_CACHE, else a folder of the user's (cache-folder.ts). */
  readonly folder?: string | undefined;

  /** Most bytes of the whole cache; default: CLADESCOPE_CACHE_LIMIT in GB, else 4e9. */
  readonly limit?: number | undefined;

  /** Keep graphs from the first time on that a network is met; default: from the second. */
  readonly graphsAtOnce?: boolean | undefined;

  /** Bytes of the smallest network that is kept; default 32e6: smaller ones are ready at once. */
  readonly smallest?: number | undefined;
}

/** Null where nothing is kept. */
export function storeOf({ cache = {}, onNote }: OnnxLoadOptions): CacheStore | null {
  if (cache === "off") return null;
  const folder = cache.folder ?? cacheFolder();
  if (folder === null) return null;
  const limit = cache.limit ?? cacheLimit();
  if (!Number.isNaN(limit)) return new CacheStore(folder, limit);
  onNote?.(`CLADESCOPE_CACHE_LIMIT is a number of gigabytes; ${DEFAULT_LIMIT / 1e9} is taken`);
  return new CacheStore(folder, DEFAULT_LIMIT);
}

export function weightsOptions(
  store: CacheStore | null,
  { cache, onProgress, onNote }: OnnxLoadOptions,
): WeightsOptions {
  const smallest = (cache === "off" ? undefined : cache?.smallest) ?? SMALLEST_CACHED;
  return { store, smallest, onProgress, onNote };
}
