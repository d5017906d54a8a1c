/**
 * Runs a generator on ONNX Runtime: the same pictures as on tfjs, many times faster (Node only).
 *
 * @module
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { EngineError, isCladescopeError } from "../../errors.ts";
import { generator } from "../../models/generator.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Size } from "../../models/ops.ts";
import { generatorSteps } from "../../models/steps.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { Activation } from "../activation.ts";
import { checkConditions } from "../check-conditions.ts";
import {
  checkPicture,
  disposedOf,
  type PaintingEngine,
  type Synthesis,
  type SynthesizeOptions,
} from "../synthesis.ts";
import { convolutionWay, type MemoryMode, type TableWay, tableWay } from "./choices.ts";
import { givenFeeds } from "./given-banks.ts";
import { type Constant, Graph, type GraphValue } from "./graph.ts";
import { feedsOf, type PatternsBySize, patternsOf } from "./inputs.ts";
import { OnnxOps } from "./onnx-ops.ts";
import { encodeModel } from "./proto.ts";
import { makeScratchFolder, removeScratchFolder } from "./scratch-folder.ts";
import { onnxRuntime, openSession } from "./session.ts";
import { FedSources } from "./sources.ts";
import { networkConstants } from "./weights.ts";
import { writeConstants } from "./weights-file.ts";

export interface OnnxLoadOptions {
  /** How much memory Winograd's matrices may take; default "normal". Results differ by rounding. */
  readonly memory?: MemoryMode | undefined;

  /** Threads of one run; default: ONNX Runtime's, one for each core. */
  readonly threads?: number | undefined;

  /** Called as parameters are read. */
  readonly onProgress?: ((done: number, total: number, name: string) => void) | undefined;
}

const WEIGHTS = "weights.bin";

/** The graph of one kind of run, ready. */
interface Prepared {
  readonly session: InferenceSession;
  readonly inputs: readonly GraphValue[];
}

/** All that a graph depends on beside the network. */
interface Plan {
  readonly batch: number;
  readonly height: number;
  readonly width: number;

  /** How SPADE's rows are made, by "HxW". */
  readonly ways: ReadonlyMap<string, TableWay>;
  readonly taps: readonly string[];

  /** Layers whose rows are given. */
  readonly given: readonly string[];
}

/** A generator with its parameters, folded, in a file of its own and in the session of the run met last. */
export class OnnxGenerator implements PaintingEngine {
  readonly network: GeneratorNetwork;
  readonly engine = "onnx";
  readonly #folder: string;
  readonly #constants: ReadonlyMap<string, Constant>;
  readonly #offsets: ReadonlyMap<string, number>;
  readonly #options: OnnxLoadOptions;
  #prepared: { readonly key: string; readonly value: Promise<Prepared> } | null = null;
  #running: Promise<unknown> = Promise.resolve();
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
   * @throws EngineError if ONNX Runtime is not installed or the network is one that it does not run; CheckpointError if
   * the checkpoint cannot be read.
   */
  static async load(
    network: GeneratorNetwork,
    options: OnnxLoadOptions = {},
  ): Promise<OnnxGenerator> {
    await onnxRuntime();
    const constants = networkConstants(network);
    const folder = await makeScratchFolder();
    try {
      const offsets = await writeConstants(join(folder, WEIGHTS), constants, options.onProgress);
      return new OnnxGenerator(network, folder, constants, offsets, options);
    } catch (error) {
      await removeScratchFolder(folder);
      throw error;
    }
  }

  /** See `PaintingEngine.synthesize`. Runs asked for at the same time are done one after the other. */
  async synthesize(conditions: Conditions, options: SynthesizeOptions = {}): Promise<Synthesis> {
    const before = this.#running;
    const run = before.then(
      () => this.#run(conditions, options),
      () => this.#run(conditions, options),
    );
    this.#running = run;
    return run;
  }

  /** Waits for what runs, and removes the file. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#running.catch(() => {}); // whoever asked for it was told
    const prepared = this.#prepared;
    this.#prepared = null;
    await (await prepared?.value.catch(() => null))?.session.release();
    await removeScratchFolder(this.#folder);
  }

  async #run(
    conditions: Conditions,
    { taps, banks = new Map(), onProgress }: SynthesizeOptions,
  ): Promise<Synthesis> {
    const { config, where } = this.network;
    if (this.#disposed) throw disposedOf(where, "OnnxGenerator.load()");
    checkConditions(config, conditions, where, this.network.styles);
    const given = await givenFeeds(this.network, banks);
    const { batch, height, width } = conditions;
    const patterns = patternsOf(config, conditions, layerSizes(this.network, conditions));
    const ways = waysOf(patterns, batch);
    const shape = { batch, height, width, ways, given: [...banks.keys()] };
    const names = taps === undefined ? [] : this.#tapNames({ ...shape, taps: [] }, taps);
    try {
      const { session, inputs } = await this.#prepare({ ...shape, taps: names });
      const { Tensor } = await onnxRuntime();
      const feeds: Record<string, Tensor> = {};
      const way = (size: Size) => wayAt(ways, size);
      const all = feedsOf(config, conditions, patterns, inputs, way, given);
      for (const [name, { data, dims }] of all) {
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
      onProgress?.(1, 1, "output");
      return {
        image: checkPicture(activation("output"), where),
        taps: new Map(names.map((name) => [name, activation(name)])),
      };
    } catch (error) {
      throw isCladescopeError(error) ? error : failedRuntime(conditions, error);
    }
  }

  /** Names that `taps` wants, of those that the text gives. */
  #tapNames(plan: Plan, taps: (name: string) => boolean): string[] {
    const names = new Set<string>();
    this.#build(plan, (name) => {
      if (taps(name)) names.add(name);
      return false;
    });
    return [...names];
  }

  #build(plan: Plan, taps: (name: string) => boolean): Graph {
    const graph = new Graph();
    const { memory = "normal" } = this.#options;
    const ops = new OnnxOps({
      graph,
      batch: plan.batch,
      sources: new FedSources(graph, plan.batch),
      constant: (name) => graph.constant(this.#constants.get(name) as Constant),
      tableWay: (size) => wayAt(plan.ways, size),
      given: new Set(plan.given),
      convolutionWay: (size) => convolutionWay(size, memory),
      taps,
    });
    generator(this.network.config, plan, ops);
    return graph;
  }

  /** The session of a plan; that of the plan before is given back first, so that there is one at a time. */
  async #prepare(plan: Plan): Promise<Prepared> {
    const key = JSON.stringify({ ...plan, ways: [...plan.ways] });
    if (this.#prepared?.key === key) return this.#prepared.value;
    const before = this.#prepared;
    const value = (async () => {
      await (await before?.value.catch(() => null))?.session.release();
      const wanted = new Set(["output", ...plan.taps]);
      const graph = this.#build(plan, (name) => wanted.has(name));
      const path = join(this.#folder, "graph.onnx");
      const external = { location: WEIGHTS, offsets: this.#offsets };
      await writeFile(path, encodeModel(graph, external));
      const session = await openSession(path, { threads: this.#options.threads });
      return { session, inputs: graph.inputs };
    })();
    this.#prepared = { key, value };
    return value;
  }
}

function wayAt(ways: ReadonlyMap<string, TableWay>, { height, width }: Size): TableWay {
  return ways.get(`${height}x${width}`) ?? "joined";
}

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

function failedRuntime({ height, width, batch }: Conditions, cause: unknown): EngineError {
  return new EngineError({
    what: `ONNX Runtime failed while painting ${batch} × ${height} × ${width} pixels`,
    where: "engine onnx",
    got: String(cause).split("\n")[0].slice(0, 200),
    hint: "a smaller size or batch, or --memory small, needs less memory; --engine tfjs runs without it",
    cause,
  });
}
