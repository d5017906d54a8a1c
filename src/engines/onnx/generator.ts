/**
 * Runs a generator on ONNX Runtime: the same pictures as on tfjs, several times faster (Node only).
 *
 * @module
 */

import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { EngineError } from "../../errors.ts";
import { generator } from "../../models/generator.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Size } from "../../models/ops.ts";
import { generatorSteps } from "../../models/steps.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { Activation } from "../activation.ts";
import { checkConditions } from "../check-conditions.ts";
import { type MemoryMode, type TableWay, tableWay } from "./choices.ts";
import { type Constant, Graph, type GraphValue } from "./graph.ts";
import { feedsOf, type PatternsBySize, patternsOf } from "./inputs.ts";
import { OnnxOps } from "./onnx-ops.ts";
import { encodeModel } from "./proto.ts";
import { onnxRuntime, openSession } from "./session.ts";
import { networkConstants } from "./weights.ts";

export interface OnnxLoadOptions {
  /** Default "normal". */
  readonly memory?: MemoryMode | undefined;

  /** Threads of one run; default: ONNX Runtime's, one for each core. */
  readonly threads?: number | undefined;

  /** Called as parameters are read. */
  readonly onProgress?: ((done: number, total: number, name: string) => void) | undefined;
}

export interface OnnxSynthesizeOptions {
  /** Which activations to keep; names as of `TfjsGenerator.synthesize`. */
  readonly taps?: ((name: string) => boolean) | undefined;
}

/** Constants of fewer bytes are in the graph's own file. */
const SMALL = 1024;

/** The graph of one kind of run, ready. */
interface Prepared {
  readonly session: InferenceSession;
  readonly inputs: readonly GraphValue[];
}

export class OnnxGenerator {
  readonly network: GeneratorNetwork;
  readonly #folder: string;
  readonly #constants: ReadonlyMap<string, Constant>;
  readonly #offsets: ReadonlyMap<string, number>;
  readonly #options: OnnxLoadOptions;
  #prepared: { readonly key: string; readonly value: Promise<Prepared> } | null = null;
  #disposed = false;

  private constructor(
    network: GeneratorNetwork,
    folder: string,
    constants: ReadonlyMap<string, Constant>,
    offsets: ReadonlyMap<string, number>,
    options: OnnxLoadOptions,
  ) {
    this.network = network;
    this.#folder = folder;
    this.#constants = constants;
    this.#offsets = offsets;
    this.#options = options;
  }

  /**
   * Writes the network's parameters, folded, into a file that all its graphs share.
   *
   * @throws EngineError if ONNX Runtime is not installed, CheckpointError if the checkpoint cannot be read.
   */
  static async load(
    network: GeneratorNetwork,
    options: OnnxLoadOptions = {},
  ): Promise<OnnxGenerator> {
    await onnxRuntime();
    const constants = networkConstants(network);
    const folder = await mkdtemp(join(tmpdir(), "cladescope-onnx-"));
    try {
      const offsets = await writeConstants(join(folder, WEIGHTS), constants, options.onProgress);
      return new OnnxGenerator(network, folder, constants, offsets, options);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Paints the pictures of `conditions`, whose size is that of the output. */
  async synthesize(
    conditions: Conditions,
    { taps }: OnnxSynthesizeOptions = {},
  ): Promise<{ image: Activation; taps: ReadonlyMap<string, Activation> }> {
    const { config, where } = this.network;
    if (this.#disposed) {
      throw new EngineError({
        what: "the generator was disposed of",
        where,
        expected: "pictures asked for before dispose()",
        hint: "load it again with OnnxGenerator.load()",
      });
    }
    checkConditions(config, conditions, where, this.network.styles);
    const patterns = patternsOf(config, conditions, layerSizes(this.network, conditions));
    const ways = waysOf(patterns, conditions.batch);
    const way = (size: Size): TableWay => ways.get(`${size.height}x${size.width}`) ?? "joined";
    const names = taps === undefined ? [] : this.#tapNames(conditions, taps);
    const { session, inputs } = await this.#prepare(conditions, ways, way, names);
    const { Tensor } = await onnxRuntime();
    const feeds: Record<string, Tensor> = {};
    for (const [name, { data, dims }] of feedsOf(config, conditions, patterns, inputs, way)) {
      feeds[name] =
        data instanceof Float32Array
          ? new Tensor("float32", data, dims)
          : new Tensor("int64", data, dims);
    }
    const results = await session.run(feeds);
    const activation = (name: string): Activation => {
      const { data, dims } = results[name];
      return { shape: dims as unknown as Activation["shape"], data: data as Float32Array };
    };
    return {
      image: activation("output"),
      taps: new Map(names.map((name) => [name, activation(name)])),
    };
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const prepared = this.#prepared;
    this.#prepared = null;
    await (await prepared?.value)?.session.release();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Names that `taps` wants, of those that the text gives. */
  #tapNames(conditions: Conditions, taps: (name: string) => boolean): string[] {
    const names: string[] = [];
    this.#build(
      conditions,
      () => "joined",
      (name) => {
        if (taps(name)) names.push(name);
        return false;
      },
    );
    return names;
  }

  #build(
    { batch, height, width }: Conditions,
    way: (size: Size) => TableWay,
    taps: (name: string) => boolean,
  ): Graph {
    const graph = new Graph();
    const { memory = "normal" } = this.#options;
    const constant = (name: string) => {
      const found = this.#constants.get(name);
      if (found === undefined) throw new Error(`no constant ${name}`);
      return graph.constant(found);
    };
    const ops = new OnnxOps({ graph, batch, constant, tableWay: way, memory, taps });
    generator(this.network.config, { height, width }, ops);
    return graph;
  }

  async #prepare(
    conditions: Conditions,
    ways: ReadonlyMap<string, TableWay>,
    way: (size: Size) => TableWay,
    taps: readonly string[],
  ): Promise<Prepared> {
    const { batch, height, width } = conditions;
    const key = JSON.stringify([batch, height, width, [...ways], taps]);
    if (this.#prepared?.key === key) return this.#prepared.value;
    const before = this.#prepared;
    const value = (async () => {
      await (await before?.value)?.session.release();
      const wanted = new Set(["output", ...taps]);
      const graph = this.#build(conditions, way, (name) => wanted.has(name));
      const path = join(this.#folder, "graph.onnx");
      const chunks = encodeModel(
        graph,
        { producerVersion: "1" },
        { location: WEIGHTS, offsets: this.#offsets },
      );
      await writeFile(path, chunks);
      const session = await openSession(path, { threads: this.#options.threads });
      return { session, inputs: graph.inputs };
    })();
    this.#prepared = { key, value };
    return value;
  }
}

const WEIGHTS = "weights.bin";

function waysOf(patterns: PatternsBySize, batch: number): Map<string, TableWay> {
  const ways = new Map<string, TableWay>();
  for (const [size, { first, second, index }] of patterns) {
    const { height, width } = index;
    const rows = { first: first.rows, second: second.rows };
    ways.set(size, tableWay({ height, width, batch }, rows));
  }
  return ways;
}

/** Sizes of the normalisation layers, each once. */
function layerSizes({ config }: GeneratorNetwork, size: Size): Size[] {
  const sizes = new Map<string, Size>();
  for (const step of generatorSteps(config, size)) {
    const { height, width } = step.output;
    if (step.kind === "modulate") sizes.set(`${height}x${width}`, { height, width });
  }
  return [...sizes.values()];
}

/** Writes the larger constants one after the other; returns where each begins. */
async function writeConstants(
  path: string,
  constants: ReadonlyMap<string, Constant>,
  onProgress: OnnxLoadOptions["onProgress"],
): Promise<Map<string, number>> {
  const offsets = new Map<string, number>();
  const file = await open(path, "w");
  try {
    let at = 0;
    let done = 0;
    for (const [name, { byteLength, load }] of constants) {
      if (byteLength >= SMALL) {
        await file.write(await load(), 0, byteLength, at);
        offsets.set(name, at);
        at += Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;
      }
      onProgress?.(++done, constants.size, name);
    }
  } finally {
    await file.close();
  }
  return offsets;
}

/** Bytes between the beginnings of constants: pages, so that they can be mapped. */
const ALIGNMENT = 4096;
