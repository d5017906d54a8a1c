/**
 * One step of the training: the generator (and encoder) updated once, then the discriminator once.
 *
 * The order is the released one (trainers/pix2pix_trainer.py of tzt101/CLADE @ 1ffd19d): for the discriminator the updated
 * generator paints anew, without gradients but in training mode, so that running statistics and spectral vectors of G
 * and D move twice in a step.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { toChannelsLast } from "../engines/tfjs/layout.ts";
import { discriminator } from "../models/discriminator.ts";
import { generator } from "../models/generator.ts";
import { imageEncoder } from "../models/image-encoder.ts";
import { seededNormal } from "../models/latent.ts";
import { layerNoise } from "../models/layer-noise.ts";
import { styleEncoder } from "../models/style-encoder.ts";
import type { Batch } from "./batch.ts";
import { BatchInputs } from "./forward/batch-inputs.ts";
import { ParametersInUse } from "./forward/parameters-in-use.ts";
import { pooledRegions } from "./forward/sean.ts";
import { TrainingOps } from "./forward/training-ops.ts";
import {
  discriminatorHinge,
  type Features,
  featureMatching,
  generatorHinge,
  kld,
} from "./losses.ts";
import type { Part, Parts } from "./networks.ts";
import type { Losses } from "./step-losses.ts";
import { learningRates, type TrainingConfig } from "./training-config.ts";

export type { Losses };

/** For those who look on, and for tests. */
export interface StepObserver {
  /** The VAE's normal noise in a pass, [batch, zDim]; default a function of seed, step and pass. */
  readonly noise?: (pass: 0 | 1) => Float32Array;

  /** SEAN's noise of a layer in a pass, `count` numbers; default a function of seed, step, pass and layer. */
  readonly layerNoise?: (pass: 0 | 1, layer: string, count: number) => Float32Array;

  /** A gradient, laid out as the part's parameters; only valid during the call. */
  readonly onGradient?: (part: Part, gradient: tf.Tensor1D) => void;

  /** A named activation of a training-mode pass; only valid during the call. */
  readonly onActivation?: (part: Part, name: string, x: tf.Tensor4D) => void;

  /** Whether the step only looks: then no parameter, statistic or moment moves. Default false. */
  readonly lookOnly?: boolean;
}

/** A loss or a gradient that is not a number or infinite; nothing of the half step that gave it was kept. */
export interface BrokenHalf {
  readonly part: "G" | "D";
  readonly what: "loss" | "gradient";
  readonly losses: Partial<Losses>;
}

/**
 * Takes one step.
 *
 * @param step Counted from 0: decides the learning rates and the VAE's noise.
 * @returns The losses, or what broke; then the part is as it was before the step.
 */
export async function ganStep(
  config: TrainingConfig,
  parts: Parts,
  batch: Batch,
  step: number,
  observer: StepObserver = {},
): Promise<Losses | BrokenHalf> {
  const { height, width } = config.size;
  const { batch: count } = batch.conditions;
  const rates = learningRates(config, step);
  const inputs = new BatchInputs(batch.conditions);
  const shape: [number, number, number, number] = [count, height, width, 3];
  const real = tf.tensor4d(toChannelsLast(batch.images, { channels: 3, height, width }), shape);
  const passes = new Passes(config, inputs, real, step, observer);
  const length = count * (config.encoder?.zDim ?? 0);
  const noise =
    observer.noise ?? ((pass) => seededNormal(config.seed * 1_000_003 + 2 * step + pass, length));
  try {
    const first = await generatorHalf(config, parts, passes, noise(0), rates.generator, observer);
    if ("what" in first) return first;
    const second = await discriminatorHalf(parts, passes, noise(1), rates.discriminator, observer);
    if ("what" in second) return second;
    return { ...first, ...second };
  } finally {
    real.dispose();
    inputs.dispose();
  }
}

async function generatorHalf(
  config: TrainingConfig,
  { G, D, E }: Parts,
  passes: Passes,
  noise: Float32Array,
  learningRate: number,
  { onGradient, lookOnly }: StepObserver,
): Promise<Pick<Losses, "gan" | "feature" | "pixel" | "kld"> | BrokenHalf> {
  const inUse = {
    G: new ParametersInUse(G.network),
    D: new ParametersInUse(D.network),
    E: E && new ParametersInUse(E.network),
  };
  let parts: tf.Tensor1D | null = null;
  const zero = tf.scalar(0);
  const loss = (flat: tf.Tensor1D, flatE?: tf.Tensor1D): tf.Scalar => {
    const latent = inUse.E && flatE ? passes.encode(inUse.E, flatE, noise) : null;
    const fake = passes.paint(inUse.G, flat, 0, latent?.z);
    const features = passes.judge(inUse.D, D.network.flat, fake);
    const terms = [
      generatorHinge(features),
      tf.mul(featureMatching(features), config.lambdaFeature),
      config.lambdaPixel === 0
        ? zero
        : tf.mul(tf.mean(tf.abs(tf.sub(fake, passes.real))), config.lambdaPixel),
      latent === null ? zero : tf.mul(kld(latent.mu, latent.logvar), config.lambdaKld),
    ];
    parts = tf.keep(tf.stack(terms)) as unknown as tf.Tensor1D;
    return tf.sum(parts);
  };
  const flats: tf.Tensor1D[] = E === null ? [G.network.flat] : [G.network.flat, E.network.flat];
  const { value, grads } = tf.valueAndGrads(loss as (...flats: tf.Tensor[]) => tf.Scalar)(flats);
  try {
    const [gan, feature, pixel, divergence] = await (parts as unknown as tf.Tensor1D).data();
    const losses = { gan, feature, pixel, kld: divergence };
    if (!finite(losses)) return { part: "G", what: "loss", losses };
    onGradient?.("G", grads[0] as tf.Tensor1D);
    if (E !== null) onGradient?.("E", grads[1] as tf.Tensor1D);
    if (!(await finiteSquares(grads))) return { part: "G", what: "gradient", losses };
    if (lookOnly) return losses;
    G.adam.apply(G.network.flat, grads[0] as tf.Tensor1D, learningRate);
    inUse.G.commit();
    inUse.D.commit();
    if (E === null) return losses;
    E.adam.apply(E.network.flat, grads[1] as tf.Tensor1D, learningRate);
    inUse.E?.commit();
    return losses;
  } finally {
    for (const used of Object.values(inUse)) used?.discard();
    tf.dispose([value, ...grads, zero]);
    (parts as tf.Tensor1D | null)?.dispose();
  }
}

async function discriminatorHalf(
  { G, D, E }: Parts,
  passes: Passes,
  noise: Float32Array,
  learningRate: number,
  { onGradient, lookOnly }: StepObserver,
): Promise<Pick<Losses, "fake" | "real"> | BrokenHalf> {
  const inUse = {
    G: new ParametersInUse(G.network),
    D: new ParametersInUse(D.network),
    E: E && new ParametersInUse(E.network),
  };
  const painted = tf.tidy(() => {
    const latent = inUse.E && E ? passes.encode(inUse.E, E.network.flat, noise) : null;
    return passes.paint(inUse.G, G.network.flat, 1, latent?.z);
  });
  let parts: tf.Tensor1D | null = null;
  const loss = (flat: tf.Tensor): tf.Scalar => {
    const { fake, real } = discriminatorHinge(passes.judge(inUse.D, flat as tf.Tensor1D, painted));
    parts = tf.keep(tf.stack([fake, real])) as unknown as tf.Tensor1D;
    return tf.sum(parts);
  };
  const { value, grads } = tf.valueAndGrads(loss)([D.network.flat]);
  try {
    const [fake, real] = await (parts as unknown as tf.Tensor1D).data();
    const losses = { fake, real };
    if (!finite(losses)) return { part: "D", what: "loss", losses };
    onGradient?.("D", grads[0] as tf.Tensor1D);
    if (!(await finiteSquares(grads))) return { part: "D", what: "gradient", losses };
    if (lookOnly) return losses;
    D.adam.apply(D.network.flat, grads[0] as tf.Tensor1D, learningRate);
    for (const used of Object.values(inUse)) used?.commit();
    return losses;
  } finally {
    for (const used of Object.values(inUse)) used?.discard();
    tf.dispose([value, ...grads, painted]);
    (parts as tf.Tensor1D | null)?.dispose();
  }
}

/** The forward passes of a step over one batch. */
class Passes {
  readonly real: tf.Tensor4D;
  readonly #config: TrainingConfig;
  readonly #inputs: BatchInputs;
  readonly #step: number;
  readonly #observer: StepObserver;

  constructor(
    config: TrainingConfig,
    inputs: BatchInputs,
    real: tf.Tensor4D,
    step: number,
    observer: StepObserver,
  ) {
    this.#config = config;
    this.#inputs = inputs;
    this.real = real;
    this.#step = step;
    this.#observer = observer;
  }

  /**
   * [batch, height, width, 3] in [−1, 1]. SEAN paints every picture in its own style, and with its noise, as released.
   *
   * @param pass The first of a step or the second: each has noise of its own.
   */
  paint(inUse: ParametersInUse, flat: tf.Tensor1D, pass: 0 | 1, z?: tf.Tensor4D): tf.Tensor4D {
    inUse.take(flat);
    const { generator: config, size, seed } = this.#config;
    const { classes, instanceEdges } = config.method;
    const noiseSeed = seed * 1_000_003 + 2 * this.#step + pass;
    const { layerNoise: given } = this.#observer;
    const images = config.msca && new Map([["exemplar", this.#inputs.exemplarImages()]]);
    const ops = new TrainingOps({
      inUse,
      z,
      images,
      codes: this.#styles(inUse),
      noise: (layer, count) => given?.(pass, layer, count) ?? layerNoise(layer, noiseSeed, count),
      batch: this.#inputs,
      semantics: (_channels, at) => this.#inputs.semantics(classes, instanceEdges, at),
      ...this.#taps("G"),
    });
    return generator(config, size, ops);
  }

  /** SEAN's style codes of the real pictures, [batch, classes, styleLength]. */
  #styles(inUse: ParametersInUse): tf.Tensor3D | undefined {
    const { styleEncoder: config, generator } = this.#config;
    if (config === null) return undefined;
    const images = new Map([["style", this.real]]);
    const features = styleEncoder(config, new TrainingOps({ inUse, images, ...this.#taps("G") }));
    const [, height, width] = features.shape;
    const shares = this.#inputs.regionShares(generator.method.classes, { height, width });
    return pooledRegions(features, shares);
  }

  /** Fake and real pictures in one batch. */
  judge(inUse: ParametersInUse, flat: tf.Tensor1D, fake: tf.Tensor4D): Features {
    inUse.take(flat);
    const { classes, instanceEdges } = this.#config.generator.method;
    const images = new Map([["image", tf.concat([fake, this.real], 0)]]);
    const semantics = () => this.#inputs.semanticsTwice(classes, instanceEdges);
    const ops = new TrainingOps({ inUse, semantics, images, ...this.#taps("D") });
    return discriminator(this.#config.discriminator, ops);
  }

  /** z = mu + exp(logvar / 2) · noise, [batch, 1, 1, zDim]. */
  encode(inUse: ParametersInUse, flat: tf.Tensor1D, noise: Float32Array) {
    const { encoder } = this.#config;
    if (encoder === null) throw new Error("a network without a VAE has no encoder");
    inUse.take(flat);
    const images = new Map([["image", this.real]]);
    const ops = new TrainingOps({ inUse, images, ...this.#taps("E") });
    const { mu, logvar } = imageEncoder(encoder, ops);
    const z = tf.add(mu, tf.mul(tf.exp(tf.mul(logvar, 0.5)), tf.tensor4d(noise, mu.shape)));
    return { mu, logvar, z: z as tf.Tensor4D };
  }

  #taps(part: Part): { onTap?: (name: string, x: tf.Tensor4D) => void } {
    const { onActivation } = this.#observer;
    return onActivation ? { onTap: (name, x) => onActivation(part, name, x) } : {};
  }
}

function finite(losses: Readonly<Record<string, number>>): boolean {
  return Object.values(losses).every(Number.isFinite);
}

/** Whether the squares, which are what Adam keeps, add up to a number. */
async function finiteSquares(gradients: readonly tf.Tensor[]): Promise<boolean> {
  const sums = tf.tidy(() => tf.stack(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
  const values = await sums.data();
  sums.dispose();
  return values.every(Number.isFinite);
}
