/**
 * The session of a graph: from the cache where it was made before.
 *
 * Making one takes ONNX Runtime seconds: it transforms Winograd's kernels, lays out those of direct convolutions, and
 * holds what goes in and what comes out at once. What comes out is kept as a model of its own, whose constants are mapped
 * from its file and optimised no more.
 *
 * From the checkpoint on disk to the first picture at 256 × 256, ADE20K's size (151 classes, ngf 64), a new process, one
 * thread of an AMD EPYC, seconds (docs/benchmarks-engine.md): first start, second, which keeps the graph, and later
 * ones. On disk: what the graph takes, beside weights of 286 (CLADE) and 387 MB (SPADE).
 *
 * | | first | second | later | on disk |
 * | --- | --- | --- | --- | --- |
 * | CLADE small | 2.2 | 2.5 | 0.8 | 286 MB |
 * | CLADE normal | 2.7 | 2.5 | 1.1 | 453 MB |
 * | SPADE small | 3.1 | 2.8 | 1.1 | 387 MB |
 * | SPADE normal | 3.6 | 3.0 | 1.4 | 553 MB |
 *
 * Its matrices packed as well (`save_external_prepacked_constant_initializers`) were tried: twice the bytes on disk, and
 * the first picture comes no sooner, since what is not packed at the start is read at the first run.
 *
 * @module
 */

import { statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { InferenceSession } from "onnxruntime-node";
import { readBounded } from "./bounded-file.ts";
import { type CacheKey, MAIN_FILE } from "./cache-entry.ts";
import { graphKey } from "./cache-keys.ts";
import type { CacheEntry, CacheStore } from "./cache-store.ts";
import { isOutOfMemory } from "./failed-runtime.ts";
import type { Graph } from "./graph.ts";
import { modelBytes } from "./proto.ts";
import { onnxRuntime, openSession } from "./session.ts";
import { withoutCache } from "./stored-weights.ts";
import { WEIGHTS } from "./weights-file.ts";

/** A graph is built ("build": takes seconds), taken from the cache ("open"), and ready. */
export type GraphState = "build" | "open" | "ready";

export interface GraphOptions {
  /** Of the weights' cache entry; null if there is none, and then the graph is not kept either. */
  readonly weightsKey: CacheKey | null;

  /** The folder of the weights, checked or written again; asked for where the graph is not in the cache. */
  readonly weightsFolder: () => Promise<string>;

  /** Where each constant begins in the weights' file. */
  readonly offsets: ReadonlyMap<string, number>;

  /** About how many bytes the constants take that are kept, Winograd's kernels transformed. */
  readonly bytes: number;

  /** Null: nothing is kept. */
  readonly store: CacheStore | null;
  readonly threads?: number | undefined;
  readonly onGraph?: ((state: GraphState) => void) | undefined;
  readonly onNote?: ((text: string) => void) | undefined;
}

export interface GraphSession {
  readonly session: InferenceSession;

  /** Gives back the session and what it uses of the cache. */
  release(): Promise<void>;
}

const MODEL = MAIN_FILE.graph;

/** Bytes of the largest model that is read; its constants are in a file of their own. */
const MOST_MODEL_BYTES = 64e6;

/** Winograd's matrices are 16 or 36 for kernels of nine taps. */
const MOST_GROWTH = 36 / 9;

/** @param about For people who list the cache: "net_G.pth, 256 × 256, normal". */
export async function graphSession(
  graph: Graph,
  about: string,
  options: GraphOptions,
): Promise<GraphSession> {
  const { weightsKey, offsets, store, onGraph } = options;
  const model = await modelBytes(graph, { location: WEIGHTS, offsets });
  try {
    if (store === null || weightsKey === null) return await built(model, options);
    const { env } = await onnxRuntime();
    const key = graphKey(weightsKey, model, env.versions.node ?? "");
    return (
      (await kept(key, store, options)) ??
      (await builtAndKept(
        model,
        { key, about, bytes: model.length + options.bytes },
        store,
        options,
      ))
    );
  } finally {
    onGraph?.("ready");
  }
}

async function kept(
  key: CacheKey,
  store: CacheStore,
  { threads, onGraph }: GraphOptions,
): Promise<GraphSession | null> {
  const entry = await store.find(key);
  if (entry === null) return null;
  onGraph?.("open");
  try {
    const { folder } = entry;
    const model = await readBounded(join(folder, MODEL), MOST_MODEL_BYTES);
    return releasing(await openSession(model, { threads, folder, optimized: true }), entry);
  } catch (error) {
    await entry.release();
    if (isOutOfMemory(error)) throw error; // making it anew would take more
    await store.remove(key); // what was written, and yet nothing that ONNX Runtime takes
    return null;
  }
}

async function built(
  model: Uint8Array,
  options: GraphOptions,
  saveTo?: string,
): Promise<GraphSession> {
  const { weightsFolder, threads, onGraph } = options;
  const open = async (folder: string) =>
    releasing(await openSession(model, { threads, folder, saveTo }));
  const folder = await weightsFolder();
  const before = weightsBytes(folder); // at once: what happens later to the file is to be seen
  onGraph?.("build");
  try {
    return await open(folder);
  } catch (error) {
    if (before !== null && weightsBytes(folder) === before) throw error;
    return open(await weightsFolder()); // somebody removed or cut them since they were checked
  }
}

/** Null if they are gone. */
function weightsBytes(folder: string): number | null {
  return statSync(join(folder, WEIGHTS), { throwIfNoEntry: false })?.size ?? null;
}

/** A graph to be kept. */
interface Kept {
  readonly key: CacheKey;
  readonly about: string;

  /** Bytes that it takes about, known before it is made: one that is too large is not written first, each time. */
  readonly bytes: number;
}

async function builtAndKept(
  model: Uint8Array,
  { key, about, bytes }: Kept,
  store: CacheStore,
  options: GraphOptions,
): Promise<GraphSession> {
  let session: GraphSession | undefined;
  try {
    await store.checkLimit(key, bytes);
    const { size } = await stat(join(await options.weightsFolder(), WEIGHTS));
    const entry = await store.add(key, about, MOST_GROWTH * size, async (folder) => {
      session = await built(model, options, join(folder, MODEL));
    });
    await entry.release(); // it was made from the weights
  } catch (error) {
    if (isOutOfMemory(error)) throw error;
    session ??= await built(model, options);
    options.onNote?.(withoutCache(store, error));
  }
  return session ?? built(model, options);
}

function releasing(session: InferenceSession, entry?: CacheEntry): GraphSession {
  return {
    session,
    release: async () => {
      await session.release();
      await entry?.release();
    },
  };
}
