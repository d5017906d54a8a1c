/**
 * The reader of the model texts for training: batch statistics, fresh spectral norms, modulation whose parameters
 * gradients reach. Nothing folds.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { TfjsOps } from "../../engines/tfjs/tfjs-ops.ts";
import { leakyReluTraining } from "../../engines/tfjs/training-ops/activation.ts";
import {
  batchNormTraining,
  instanceNormTraining,
  type Normalised,
} from "../../engines/tfjs/training-ops/batch-norm.ts";
import { convTraining } from "../../engines/tfjs/training-ops/conv.ts";
import { convTransposeTraining } from "../../engines/tfjs/training-ops/conv-transpose.ts";
import { modulateRows } from "../../engines/tfjs/training-ops/modulate-rows.ts";
import { reflectPad } from "../../engines/tfjs/training-ops/reflect-pad.ts";
import { upsampleGrad } from "../../engines/tfjs/training-ops/upsample.ts";
import type { ConvSpec, ConvTransposeSpec, Size } from "../../models/ops.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import type { BatchInputs } from "./batch-inputs.ts";
import type { ParametersInUse } from "./parameters-in-use.ts";
import { seanModulation } from "./sean.ts";
import { type SpadeModulation, spadeModulation } from "./spade.ts";

export interface TrainingInputs {
  readonly inUse: ParametersInUse;

  /** The batch's conditions; a network that sees only pictures needs none. */
  readonly batch?: BatchInputs | undefined;

  /** What `semantics` gives; [n, height, width, channels]. */
  readonly semantics?: ((channels: number, size?: Size) => tf.Tensor4D) | undefined;

  /** Pictures by name, [n, height, width, 3]. */
  readonly images?: ReadonlyMap<string, tf.Tensor4D> | undefined;

  /** Latent codes, [n, 1, 1, zDim]. */
  readonly z?: tf.Tensor4D | undefined;

  /** SEAN's style codes; [n, classes, styleLength]. */
  readonly codes?: tf.Tensor3D | undefined;

  /** SEAN's noise of a layer, `count` normal numbers; none is added where this is left out. */
  readonly noise?: ((layer: string, count: number) => Float32Array) | undefined;

  /** Called with each named result, while it lives. */
  readonly onTap?: ((name: string, x: tf.Tensor4D) => void) | undefined;
}

export class TrainingOps extends TfjsOps {
  readonly #given: TrainingInputs;

  /** x̂ of each activation met so far: the shortcut normalises what the first convolution does. */
  readonly #normalised = new Map<number, Normalised>();

  constructor(given: TrainingInputs) {
    const { inUse, images, onTap } = given;
    super({
      weights: { get: (name, spec) => inUse.weight(name, spec) },
      ...(images && { images }),
      ...(onTap && { onTap }),
    });
    this.#given = given;
  }

  override semantics(channels: number, size?: Size): tf.Tensor4D {
    return needed(this.#given.semantics, "semantics")(channels, size);
  }

  override layout(of: "target" | "exemplar", classes: number): tf.Tensor4D {
    const batch = needed(this.#given.batch, "conditions");
    return of === "target" ? batch.semantics(classes, false) : batch.exemplarLayout(classes);
  }

  override convSemantics(name: string, spec: ConvSpec, size: Size): tf.Tensor4D {
    return this.conv2d(this.semantics(spec.inChannels, size), name, spec);
  }

  override conv2d(x: tf.Tensor4D, name: string, spec: ConvSpec): tf.Tensor4D {
    const { kernel: k, stride = 1, padding = (k - 1) / 2, paddingMode = "zeros" } = spec;
    const { kernel, bias } = this.#given.inUse.weight(name, spec);
    if (paddingMode === "reflect") {
      if (padding !== 1) throw new Error(`${name} is padded by ${padding}, not by one pixel`);
      return this.tap(name, convTraining(reflectPad(x), kernel, bias, stride, 0));
    }
    return this.tap(name, convTraining(x, kernel, bias, stride, padding));
  }

  override convTranspose2d(x: tf.Tensor4D, name: string, _spec: ConvTransposeSpec): tf.Tensor4D {
    const { inUse } = this.#given;
    const kernel = inUse.get<tf.Tensor4D>(`${name}.weight`); // [3, 3, out, in]
    const bias = inUse.get<tf.Tensor1D>(`${name}.bias`);
    return this.tap(name, convTransposeTraining(x, kernel, bias));
  }

  override instanceNorm(x: tf.Tensor4D): tf.Tensor4D {
    return instanceNormTraining(x);
  }

  override leakyRelu(x: tf.Tensor4D): tf.Tensor4D {
    return leakyReluTraining(x);
  }

  override upsample(x: tf.Tensor4D): tf.Tensor4D {
    return upsampleGrad(x);
  }

  override latent(_zDim: number): tf.Tensor4D {
    return needed(this.#given.z, "z");
  }

  override modulate(x: tf.Tensor4D, layer: NormLayer): tf.Tensor4D {
    const { name, method } = layer;
    const { inUse } = this.#given;
    const batch = needed(this.#given.batch, "conditions");
    const [, height, width] = x.shape;
    const size = { height, width };
    const xHat = this.#normalise(this.#noisy(x, layer), layer);
    switch (method.kind) {
      case "spade": {
        const tables = batch.spadeTables(method, size);
        const modulation = spadeModulation(inUse, name, method, tables);
        return this.tap(name, modulated(xHat, modulation));
      }
      case "clade": {
        const affine = `${name}.class_specified_affine`;
        const factors = method.positional && {
          a: this.#plane(`${affine}.dist_conv_w`, size),
          b: this.#plane(`${affine}.dist_conv_b`, size),
        };
        const y = modulateRows(xHat, {
          gamma: inUse.get<tf.Tensor2D>(`${affine}.weight`),
          beta: inUse.get<tf.Tensor2D>(`${affine}.bias`),
          index: batch.labels(size),
          ...(factors && { factors }),
        });
        if (!method.instanceEdges) return this.tap(name, y);
        const weight = tf.reshape(inUse.get(`${name}.inst_conv.weight`), [1]);
        const edge = tf.add(
          tf.mul(batch.edges(size), weight),
          inUse.get(`${name}.inst_conv.bias`),
        ) as tf.Tensor4D;
        return this.tap(name, tf.concat([y, edge], 3));
      }
      case "sean": {
        const modulation = seanModulation(inUse, name, method, batch, size, this.#given.codes);
        return this.tap(name, modulated(xHat, modulation));
      }
      default:
        return method satisfies never;
    }
  }

  /** The factor 1 + w · (dy, dx) + b of every pixel; [pixels, 1]. */
  #plane(name: string, size: Size): tf.Tensor2D {
    const { inUse } = this.#given;
    const weight: tf.Tensor2D = tf.reshape(inUse.get(`${name}.weight`), [2, 1]);
    const offset = tf.add(inUse.get<tf.Tensor1D>(`${name}.bias`), 1);
    const positions = needed(this.#given.batch, "conditions").positions(size);
    return tf.add(tf.matMul(positions, weight), offset);
  }

  /** SEAN: x with noise of one value a pixel, scaled for each channel by what the layer has learned. */
  #noisy(x: tf.Tensor4D, { name, method }: NormLayer): tf.Tensor4D {
    const { noise, inUse } = this.#given;
    if (method.kind !== "sean" || noise === undefined) return x;
    const [n, height, width] = x.shape;
    const drawn = tf.tensor4d(noise(name, n * height * width), [n, height, width, 1]);
    return tf.add(x, tf.mul(drawn, inUse.get<tf.Tensor1D>(`${name}.noise_var`)));
  }

  #normalise(x: tf.Tensor4D, layer: NormLayer): tf.Tensor4D {
    if (layer.paramFreeNorm === "instance") return this.instanceNorm(x);
    const known = this.#normalised.get(x.id);
    const normalised = known ?? batchNormTraining(x);
    this.#normalised.set(x.id, normalised);
    const { mean, variance, xHat } = normalised;
    const count = x.size / layer.channels;
    this.#given.inUse.sawStatistics(`${layer.name}.param_free_norm`, mean, variance, count);
    return xHat;
  }
}

/** @param modulation Rows with the scale 1 + γ, or maps of γ itself. */
function modulated(xHat: tf.Tensor4D, modulation: SpadeModulation): tf.Tensor4D {
  if (modulation.kind === "rows") return modulateRows(xHat, modulation);
  const { gamma, beta } = modulation;
  return tf.add(tf.add(xHat, tf.mul(xHat, gamma)), beta); // (1 + γ) x̂ + β
}

/** What the trainer gives whenever the text can ask for it: a lack is a mistake in the trainer. */
function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the training pass was given no ${what}`);
  return value;
}
