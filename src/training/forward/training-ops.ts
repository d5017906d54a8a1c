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
import { modulateRows } from "../../engines/tfjs/training-ops/modulate-rows.ts";
import { upsampleGrad } from "../../engines/tfjs/training-ops/upsample.ts";
import { TrainingError } from "../../errors.ts";
import type { ConvSpec, Size } from "../../models/ops.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import type { BatchInputs } from "./batch-inputs.ts";
import type { ParametersInUse } from "./parameters-in-use.ts";
import { spadeModulation } from "./spade.ts";

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
    if (paddingMode !== "zeros") return super.conv2d(x, name, spec);
    const { kernel, bias } = this.#given.inUse.weight(name, spec);
    return this.tap(name, convTraining(x, kernel, bias, stride, padding));
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
    const xHat = this.#normalise(x, layer);
    switch (method.kind) {
      case "spade": {
        const tables = batch.spadeTables(method, size);
        const spade = spadeModulation(inUse, name, method, tables);
        if (spade.kind === "rows") return this.tap(name, modulateRows(xHat, spade));
        const { gamma, beta } = spade;
        const y = tf.add(tf.add(xHat, tf.mul(xHat, gamma)), beta); // (1 + γ) x̂ + β
        return this.tap(name, y as tf.Tensor4D);
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
      case "sean":
        throw new TrainingError({
          what: "SEAN networks cannot be trained here",
          where: name,
          expected: "spade, clade or clade-icpe",
          got: "sean",
          hint: "SEAN checkpoints can be run and analysed",
        });
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
