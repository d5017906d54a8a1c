/**
 * The reader of the model texts for training: batch statistics, fresh spectral norms, modulation whose parameters
 * gradients reach. Nothing folds.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { TfjsOps } from "../../engines/tfjs/tfjs-ops.ts";
import { unsupportedSean } from "../../models/layer-parameters.ts";
import type { ConvSpec, Size } from "../../models/ops.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import type { BatchInputs } from "./batch-inputs.ts";
import { type BatchNormalised, batchNormTraining } from "./batch-norm.ts";
import type { ParametersInUse } from "./parameters-in-use.ts";
import { spadeMaps } from "./spade.ts";

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

  /** Called with each named result, while it lives. */
  readonly onTap?: ((name: string, x: tf.Tensor4D) => void) | undefined;
}

export class TrainingOps extends TfjsOps {
  readonly #given: TrainingInputs;

  /** x̂ of each activation met so far: the shortcut normalises what the first convolution does. */
  readonly #normalised = new Map<number, BatchNormalised>();

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

  override convSemantics(name: string, spec: ConvSpec, size: Size): tf.Tensor4D {
    return this.conv2d(this.semantics(spec.inChannels, size), name, spec);
  }

  override latent(_zDim: number): tf.Tensor4D {
    return needed(this.#given.z, "z");
  }

  override modulate(x: tf.Tensor4D, layer: NormLayer): tf.Tensor4D {
    const { name, method, channels } = layer;
    const { inUse } = this.#given;
    const batch = needed(this.#given.batch, "conditions");
    const [, height, width] = x.shape;
    const size = { height, width };
    const rows: tf.Tensor2D = tf.reshape(this.#normalise(x, layer), [-1, channels]);
    const back = (y: tf.Tensor): tf.Tensor4D => tf.reshape(y, x.shape);
    switch (method.kind) {
      case "spade": {
        const tables = batch.spadeTables(method, size);
        const { gamma, beta } = spadeMaps(inUse, name, method, tables);
        const y = tf.add(tf.add(rows, tf.mul(rows, gamma)), beta); // (1 + γ) x̂ + β
        return this.tap(name, back(y));
      }
      case "clade": {
        // The look-up as a product with one-hot rows: for so few classes it is several times faster than a gather,
        // and its gradient than a segment sum.
        const classes = batch.classes(method.classes, size);
        const affine = `${name}.class_specified_affine`;
        let gamma: tf.Tensor2D = tf.matMul(classes, inUse.get<tf.Tensor2D>(`${affine}.weight`));
        let beta: tf.Tensor2D = tf.matMul(classes, inUse.get<tf.Tensor2D>(`${affine}.bias`));
        if (method.positional) {
          gamma = tf.mul(gamma, this.#plane(`${affine}.dist_conv_w`, size));
          beta = tf.mul(beta, this.#plane(`${affine}.dist_conv_b`, size));
        }
        const y = back(tf.add(tf.mul(rows, gamma), beta));
        if (!method.instanceEdges) return this.tap(name, y);
        const weight = tf.reshape(inUse.get(`${name}.inst_conv.weight`), [1]);
        const edge = tf.add(
          tf.mul(batch.edges(size), weight),
          inUse.get(`${name}.inst_conv.bias`),
        ) as tf.Tensor4D;
        return this.tap(name, tf.concat([y, edge], 3));
      }
      case "sean":
        throw unsupportedSean(name);
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

/** What the trainer gives whenever the text can ask for it: a lack is a mistake in the trainer. */
function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the training pass was given no ${what}`);
  return value;
}
