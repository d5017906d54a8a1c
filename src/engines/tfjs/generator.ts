/**
 * Runs a generator on tfjs.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { EngineError, isCladescopeError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import { generator } from "../../models/generator.ts";
import { smallestSize } from "../../models/generator-config.ts";
import {
  cladeParameters,
  layerStyles,
  runningStatistics,
  seanParameters,
  spadeParameters,
} from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { generatorSteps } from "../../models/steps.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
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
import { type BackendName, useBackend } from "./backend.ts";
import { cladeModulator } from "./clade.ts";
import { givenModulators } from "./given-banks.ts";
import { modulatorsOf } from "./given-modulations.ts";
import type { Modulator } from "./modulator.ts";
import { withLayerNoise } from "./noise.ts";
import { seanModulator } from "./sean.ts";
import { spadeModulator } from "./spade.ts";
import type { SpadeMode } from "./spade-mode.ts";
import { TfjsOps } from "./tfjs-ops.ts";
import { download } from "./transfer.ts";
import { disposeWeights, uploadWeight, type Weight, type Weights } from "./weights.ts";

export interface LoadOptions {
  /** Default "wasm". */
  readonly backend?: BackendName;

  /** How SPADE's modulation is computed; default "auto". Results are the same. */
  readonly spade?: SpadeMode;

  /** Called as parameters arrive. */
  readonly onProgress?: (done: number, total: number, name: string) => void;
}

/** A generator with its parameters on a back end. It owns their memory until `dispose`. */
export class TfjsGenerator implements PaintingEngine {
  readonly network: GeneratorNetwork;
  readonly backend: BackendName;
  readonly #weights: Weights;
  readonly #modulators: ReadonlyMap<string, Modulator>;
  #disposed = false;

  private constructor(
    network: GeneratorNetwork,
    backend: BackendName,
    weights: Weights,
    modulators: ReadonlyMap<string, Modulator>,
  ) {
    this.network = network;
    this.backend = backend;
    this.#weights = weights;
    this.#modulators = modulators;
  }

  /**
   * Reads all parameters of `network` onto the back end.
   *
   * @throws CheckpointError if the file cannot be read, EngineError if the back end is not there.
   */
  static async load(network: GeneratorNetwork, options: LoadOptions = {}): Promise<TfjsGenerator> {
    const { backend = "wasm", spade = "auto", onProgress } = options;
    checkChoice(EngineError, "spade", spade, ["auto", "tables", "convolutions"]);
    await useBackend(backend);
    const steps = generatorSteps(network.config, smallestSize(network.config));
    const weights = new Map<string, Weight>();
    const modulators = new Map<string, Modulator>();
    try {
      for (const [i, step] of steps.entries()) {
        if (step.kind === "modulate") {
          modulators.set(step.name, await loadModulator(network, step.layer, spade));
        } else {
          const weight = await uploadWeight(network, step);
          if (weight !== null) weights.set(step.name, weight);
        }
        onProgress?.(i + 1, steps.length, step.name);
      }
    } catch (error) {
      disposeAll(weights, modulators);
      throw error;
    }
    return new TfjsGenerator(network, backend, weights, modulators);
  }

  /**
   * Paints the pictures of `conditions`, whose size is that of the output.
   *
   * @throws EngineError if the conditions do not fit the network, or it was disposed of.
   */
  async synthesize(conditions: Conditions, options: SynthesizeOptions = {}): Promise<Synthesis> {
    const { config, where } = this.network;
    if (this.#disposed) {
      throw disposedOf(where, "TfjsGenerator.load()");
    }
    checkConditions(config, conditions, where, this.network.styles);
    await useBackend(this.backend);
    const { height, width } = conditions;
    const all = generatorSteps(config, conditions, conditions.exemplar);
    const steps = new Set(all.map((step) => step.name));
    const kept = new Map<string, tf.Tensor4D>();
    let done = 0;
    let image: tf.Tensor4D | null = null;
    const { banks = new Map(), modulations = new Map() } = options;
    checkModulations(this.network, conditions, modulations, banks);
    const given = await givenModulators(this.network, banks);
    try {
      for (const [name, modulator] of await modulatorsOf(this.network, modulations)) {
        given.set(name, modulator);
      }
      const noised = await withLayerNoise(this.network, given, conditions);
      image = tf.tidy(() => {
        const ops = new TfjsOps({
          weights: this.#weights,
          modulators: new Map([...this.#modulators, ...noised]),
          conditions,
          instanceEdges: config.method.instanceEdges,
          onTap: (name, x) => {
            if (options.taps?.(name)) {
              kept.get(name)?.dispose(); // a module that runs twice is shown as it ran last
              kept.set(name, tf.keep(tf.clone(x)));
            }
            if (steps.has(name)) options.onProgress?.(++done, all.length, name);
          },
        });
        return generator(config, { height, width }, ops);
      });
      const taps = new Map<string, Activation>();
      for (const [name, x] of kept) taps.set(name, await download(x));
      return { image: checkPicture(await download(image), where), taps };
    } catch (error) {
      throw isCladescopeError(error) ? error : failedBackend(this.backend, conditions, error);
    } finally {
      image?.dispose();
      for (const modulator of given.values()) modulator.dispose();
      for (const x of kept.values()) x.dispose();
    }
  }

  get engine(): string {
    return `tfjs, ${this.backend}`;
  }

  dispose(): void {
    this.#disposed = true;
    disposeAll(this.#weights, this.#modulators);
  }
}

/** tfjs and wasm run out of memory with errors of many kinds. */
function failedBackend(
  backend: BackendName,
  { height, width, batch }: Conditions,
  cause: unknown,
): EngineError {
  return new EngineError({
    what: `the back end failed while painting ${batch} × ${height} × ${width} pixels`,
    where: `back end ${backend}`,
    got: String(cause).split("\n")[0].slice(0, 200),
    hint: "a smaller size or batch needs less memory; or another back end (cladescope backends)",
    cause,
  });
}

async function loadModulator(
  network: GeneratorNetwork,
  layer: NormLayer,
  spade: SpadeMode,
): Promise<Modulator> {
  const { method, channels, name } = layer;
  const statistics = await runningStatistics(network, layer);
  switch (method.kind) {
    case "clade":
      return cladeModulator(await cladeParameters(network, layer), statistics, channels);
    case "spade":
      return spadeModulator(
        await spadeParameters(network, name),
        method,
        statistics,
        channels,
        spade,
      );
    case "sean":
      return seanModulator(
        {
          layer: name,
          parameters: await seanParameters(network, layer),
          method,
          statistics,
          channels,
          mode: spade,
        },
        (conditions) => layerStyles(network, layer, conditions),
      );
    default:
      return method satisfies never;
  }
}

function disposeAll(weights: Weights, modulators: ReadonlyMap<string, Modulator>): void {
  disposeWeights(weights);
  for (const modulator of modulators.values()) modulator.dispose();
}
