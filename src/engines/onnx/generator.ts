/**
 * Runs a generator on ONNX Runtime: the same pictures as on tfjs, many times faster (Node only).
 *
 * @module
 */

import { basename } from "node:path";
import type { Tensor } from "onnxruntime-node";
import { EngineError, isCladescopeError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import { generator } from "../../models/generator.ts";
import { layerStyles } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { Activation } from "../activation.ts";
import { checkConditions } from "../check-conditions.ts";
import { checkModulations } from "../check-modulations.ts";
import {
  checkPicture,
  disposedOf,
  type PaintingEngine,
  type Synthesis,
  type SynthesizeOptions,
} from "../synthesis.ts";
import type { CacheStore } from "./cache-store.ts";
import { convolutionWay, shapeName } from "./choices.ts";
import { matricesOf } from "./convolution.ts";
import { failedRuntime } from "./failed-runtime.ts";
import { bankFeeds } from "./given-banks.ts";
import { type Given, givenAs, modulationFeeds } from "./given-modulations.ts";
import { type Constant, Graph, type GraphValue } from "./graph.ts";
import { type GraphSession, graphSession } from "./graph-session.ts";
import { type Feed, feedsOf } from "./inputs.ts";
import { type OnnxLoadOptions, storeOf, weightsOptions } from "./load-options.ts";
import { type ExecutedWay, OnnxOps } from "./onnx-ops.ts";
import { OpenGraphs } from "./open-graphs.ts";
import { type Plan, planOf } from "./plan.ts";
import { onnxRuntime } from "./session.ts";
import { FedSources } from "./sources.ts";
import { type StoredWeights, storedWeights } from "./stored-weights.ts";
import { styleSetsOf } from "./style-sets.ts";
import { StyleTables } from "./style-tables.ts";
import { networkConstants } from "./weights.ts";
import { constantBytes, constantOffsets } from "./weights-file.ts";

/** The graph of one kind of run, ready. */
interface Prepared extends GraphSession {
  readonly inputs: readonly GraphValue[];
}

/** All that a graph depends on beside the network. */
interface Wanted {
  readonly plan: Plan;
  readonly taps: readonly string[];

  /** Layers whose modulation is given, and how. */
  readonly given: ReadonlyMap<string, Given>;
}

/** A generator with its parameters, folded, in a file and in the sessions of the runs met last. */
export class OnnxGenerator implements PaintingEngine {
  readonly network: GeneratorNetwork;
  readonly engine = "onnx";
  readonly #constants: ReadonlyMap<string, Constant>;
  readonly #options: OnnxLoadOptions;
  readonly #store: CacheStore | null;
  readonly #names = new Set<string>();
  readonly #styles: StyleTables;
  #weights: StoredWeights;
  readonly #graphs = new OpenGraphs<Prepared>();
  #running: Promise<unknown> = Promise.resolve();
  #disposed = false;

  private constructor(
    network: GeneratorNetwork,
    constants: ReadonlyMap<string, Constant>,
    weights: StoredWeights,
    store: CacheStore | null,
    options: OnnxLoadOptions,
  ) {
    this.network = network;
    this.#constants = constants;
    this.#weights = weights;
    this.#store = store;
    this.#options = options;
    this.#styles = new StyleTables(network.layers, {
      constants,
      offsets: constantOffsets(constants),
      folder: () => this.#wholeWeights(),
      threads: options.threads,
    });
  }

  /**
   * Folds the network's parameters into a file that all its graphs share; with a network from a file, the cache may have
   * it already.
   *
   * @throws EngineError if ONNX Runtime is not installed or the network is one that it does not run; CheckpointError if
   * the checkpoint cannot be read.
   */
  static async load(
    network: GeneratorNetwork,
    options: OnnxLoadOptions = {},
  ): Promise<OnnxGenerator> {
    const { spade = "auto" } = options;
    checkChoice(EngineError, "spade", spade, ["auto", "tables", "convolutions"]);
    await onnxRuntime();
    const constants = networkConstants(network);
    const notes = new Set<string>();
    const onNote = (text: string) => {
      if (!notes.has(text)) options.onNote?.(text); // once, not for each graph
      notes.add(text);
    };
    const given = { ...options, onNote };
    const store = storeOf(given);
    const weights = await storedWeights(network, constants, weightsOptions(store, given));
    return new OnnxGenerator(network, constants, weights, store, given);
  }

  /** See `PaintingEngine.synthesize`. Runs asked for at the same time are done one after the other. */
  async synthesize(conditions: Conditions, options: SynthesizeOptions = {}): Promise<Synthesis> {
    if (this.#disposed) throw disposedOf(this.network.where, "OnnxGenerator.load()");
    const before = this.#running;
    const run = before.then(
      () => this.#run(conditions, options),
      () => this.#run(conditions, options),
    );
    this.#running = run;
    return run;
  }

  /** Waits for what runs, and gives back the file. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#running.catch(() => {}); // whoever asked for it was told
    await this.#graphs.release();
    await this.#styles.release();
    await this.#weights.release();
  }

  async #run(
    conditions: Conditions,
    { taps, banks = new Map(), modulations = new Map(), onProgress }: SynthesizeOptions,
  ): Promise<Synthesis> {
    const { config, where } = this.network;
    checkConditions(config, conditions, where, this.network.styles);
    checkModulations(this.network, conditions, modulations, banks);
    const givenFeeds = new Map([
      ...(await bankFeeds(this.network, banks)),
      ...(await modulationFeeds(this.network, modulations)),
    ]);
    const given = new Map<string, Given>([
      ...[...banks.keys()].map((name) => [name, "classes"] as const),
      ...[...modulations].map(([name, modulation]) => [name, givenAs(modulation)] as const),
    ]);
    const { method } = config;
    const styles =
      method.kind === "sean"
        ? styleSetsOf(layerStyles(this.network, { method }, conditions), conditions.batch)
        : undefined;
    const { spade } = this.#options;
    const plan = planOf(config, conditions, {
      given: [...given.keys()],
      spade,
      ...(styles && { styles }),
    });
    const names = taps === undefined ? [] : this.#tapNames({ plan, taps: [], given }).filter(taps);
    try {
      const { session, inputs } = await this.#prepare({ plan, taps: names, given });
      const { Tensor } = await onnxRuntime();
      const styleFeeds: ReadonlyMap<string, Feed> =
        styles === undefined || styles.codes.length === 0
          ? new Map()
          : await this.#styles.of(styles, plan.convolved ? "mu" : "table");
      const made = new Map([...givenFeeds, ...styleFeeds]);
      const feeds: Record<string, Tensor> = {};
      for (const [name, { data, dims }] of feedsOf(config, conditions, plan, inputs, made)) {
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

  /** Names of all activations, which are the same for every label map and size. */
  #tapNames(wanted: Wanted): readonly string[] {
    if (this.#names.size === 0) {
      this.#build(wanted, (name) => {
        this.#names.add(name);
        return false;
      });
    }
    return [...this.#names];
  }

  /** The graph, and about how many bytes its constants take once kernels are transformed. */
  #build(
    { plan, given }: Wanted,
    taps: (name: string) => boolean,
  ): { readonly graph: Graph; readonly bytes: number } {
    const graph = new Graph({ viewed: true });
    const used = new Map<string, Constant>();
    let grown = 0;
    const { memory = "normal", tuning } = this.#options;
    const ops = new OnnxOps({
      graph,
      batch: plan.batch,
      sources: new FedSources(graph, plan.batch),
      constant: (name) => {
        const constant = this.#constants.get(name) as Constant;
        used.set(name, constant);
        return graph.constant(constant);
      },
      styleSets: plan.styleSets,
      convolved: plan.convolved,
      noisy: plan.noisy,
      tableWay: plan.tableWay,
      halved: plan.halved,
      given,
      convolutionWay: (shape) => convolutionWay(shape, memory, tuning?.get(shapeName(shape))),
      onWay: (name, way) => {
        const kernel = this.#constants.get(`${name}.kernel`);
        if (kernel !== undefined) grown += kernel.byteLength * (keptOfKernel(way) - 1);
      },
      taps,
    });
    generator(this.network.config, plan, ops);
    return { graph, bytes: constantBytes(used) + grown };
  }

  /** The session of a plan, with whatever is given in it. */
  #prepare(wanted: Wanted): Promise<Prepared> {
    const key = JSON.stringify([wanted.plan.key, wanted.taps, [...wanted.given]]);
    return this.#graphs.of(key, () => {
      const { plan, taps, given } = wanted;
      const outputs = new Set(["output", ...taps]);
      const { graph, bytes } = this.#build(wanted, (name) => outputs.has(name));
      const { memory = "normal", threads, onGraph, onNote } = this.#options;
      const { batch, height, width } = plan;
      const size = `${batch === 1 ? "" : `${batch} × `}${height} × ${width}`;
      const about = `${basename(this.network.where)}, ${size}, ${memory}`;
      const options = {
        weightsKey: this.#weights.key,
        weightsFolder: () => this.#wholeWeights(),
        offsets: constantOffsets(this.#constants),
        bytes,
        store: this.#keepsGraphs && taps.length === 0 && given.size === 0 ? this.#store : null,
        ...{ threads, onGraph, onNote },
      };
      return {
        bytes: bytes + activationBytes(this.network.config.ngf, plan),
        open: async () => ({
          ...(await graphSession(graph, about, options)),
          inputs: graph.inputs,
        }),
      };
    });
  }

  /**
   * Not of a network that is met for the first time: writing half a gigabyte would make its first picture a second later.
   * Nor graphs with taps: analysis asks for one after the other, and they would push out all that is used often.
   */
  get #keepsGraphs(): boolean {
    const { cache } = this.#options;
    return !this.#weights.isNew || (cache !== "off" && cache?.graphsAtOnce === true);
  }

  /** The folder of the weights; the file is written again if somebody has removed or altered it. */
  async #wholeWeights(): Promise<string> {
    if (!(await this.#weights.isWhole())) {
      await this.#weights.release();
      const wanted = weightsOptions(this.#store, this.#options);
      this.#weights = await storedWeights(this.network, this.#constants, wanted);
    }
    return this.#weights.folder;
  }
}

/** How many times its size a session keeps of a kernel. */
function keptOfKernel(way: ExecutedWay): number {
  switch (way) {
    case "upsampled":
      return 2; // sums of taps, and the taps for what differs
    case "product":
    case "look-up":
    case "joined":
    case "taps":
    case "dense":
      return 1;
    default:
      return matricesOf(way).matrices / 9;
  }
}

/** About what the last stages hold on their way: some maps of `ngf` channels at full size. */
function activationBytes(ngf: number, { batch, height, width }: Plan): number {
  return 8 * Float32Array.BYTES_PER_ELEMENT * batch * ngf * height * width;
}
