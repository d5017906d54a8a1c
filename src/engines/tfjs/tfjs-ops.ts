/**
 * The reader whose tensors are tfjs tensors [batch, height, width, channels]: it runs a model text.
 *
 * Everything runs on whatever back end is current. Padding is done with `tf.pad` and "valid" convolutions, since the
 * TensorFlow back ends refuse numeric padding.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../../errors.ts";
import type {
  ConvSpec,
  ConvTransposeSpec,
  LinearSpec,
  Ops,
  Shape,
  Size,
} from "../../models/ops.ts";
import { type Conditions, conditionsAt } from "../../modulation/conditions.ts";
import { exemplarOf } from "../../modulation/exemplar.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { instanceNorm, type Modulator } from "./modulator.ts";
import { oneHot } from "./one-hot.ts";
import { upload } from "./transfer.ts";
import type { Weight } from "./weights.ts";

/** Where a run's weights come from: those of a loaded network by name, or made for the pass at hand. */
export interface WeightSource {
  get(name: string, spec: Pick<ConvSpec, "bias" | "spectral">): Weight | undefined;
}

/** What a run is given. */
export interface TfjsInputs {
  readonly weights: WeightSource;
  readonly modulators?: ReadonlyMap<string, Modulator>;
  readonly conditions?: Conditions;

  /** Whether `semantics` has an edge channel. */
  readonly instanceEdges?: boolean;

  /** Pictures by name, [batch, height, width, 3] in [−1, 1]. */
  readonly images?: ReadonlyMap<string, tf.Tensor4D>;

  /** Called with each named result, while it lives. */
  readonly onTap?: (name: string, x: tf.Tensor4D) => void;
}

export class TfjsOps implements Ops<tf.Tensor4D> {
  readonly #in: TfjsInputs;
  /** The conditions at each size met so far: every layer of a size shares them. */
  readonly #resized = new Map<string, Conditions>();

  constructor(inputs: TfjsInputs) {
    this.#in = inputs;
  }

  semantics(channels: number, size?: Size): tf.Tensor4D {
    const conditions = this.#conditions(size);
    const edges = this.#in.instanceEdges ?? false;
    return oneHot(conditions, channels - (edges ? 1 : 0), edges);
  }

  layout(of: "target" | "exemplar", classes: number): tf.Tensor4D {
    const conditions = this.#conditions();
    return oneHot(
      of === "target" ? conditions : { ...conditions, ...exemplarOf(conditions) },
      classes,
      false,
    );
  }

  image(name: string): tf.Tensor4D {
    const { images, conditions } = this.#in;
    const given = images?.get(name);
    const image = given ?? (name === "exemplar" && conditions ? exemplarImage(conditions) : given);
    if (image === undefined)
      throw missingInput(`the picture "${name}"`, "pass it with the label map");
    return image;
  }

  latent(zDim: number): tf.Tensor4D {
    const { z, batch } = this.#conditions();
    if (z === undefined)
      throw missingInput(`a latent code z of length ${zDim}`, "put z beside the labels");
    return tf.tensor4d(z, [batch, 1, 1, zDim]);
  }

  convSemantics(name: string, spec: ConvSpec, size: Size): tf.Tensor4D {
    return this.conv2d(this.semantics(spec.inChannels, size), name, spec);
  }

  conv2d(x: tf.Tensor4D, name: string, spec: ConvSpec): tf.Tensor4D {
    const { kernel: k, stride = 1, padding = (k - 1) / 2, paddingMode = "zeros" } = spec;
    const { kernel, bias } = this.#weight(name, spec);
    // At stride 1 an odd kernel's zero padding is what "same" means, and saves a copy.
    const same = stride === 1 && 2 * padding === k - 1 && paddingMode === "zeros";
    const y = tf.tidy(() =>
      same
        ? tf.conv2d(x, kernel, 1, "same")
        : tf.conv2d(padded(x, padding, paddingMode), kernel, stride, "valid"),
    );
    return this.tap(name, bias === null ? y : tf.tidy(() => tf.add(y, bias)));
  }

  convTranspose2d(x: tf.Tensor4D, name: string, { outChannels }: ConvTransposeSpec): tf.Tensor4D {
    const { kernel, bias } = this.#weight(name, { bias: true, spectral: false });
    const [batch, height, width] = x.shape;
    const y = tf.tidy(() => {
      // PyTorch's padding of 1 cuts the first row and column of the whole result, its output padding keeps the last.
      const whole: [number, number, number, number] = [
        batch,
        2 * height + 1,
        2 * width + 1,
        outChannels,
      ];
      const full = tf.conv2dTranspose(x, kernel, whole, 2, "valid");
      const cut = tf.slice(full, [0, 1, 1, 0], [batch, 2 * height, 2 * width, outChannels]);
      return bias === null ? cut : (tf.add(cut, bias) as tf.Tensor4D);
    });
    return this.tap(name, y);
  }

  linear(x: tf.Tensor4D, name: string, { inFeatures, outFeatures }: LinearSpec): tf.Tensor4D {
    const { kernel, bias } = this.#weight(name, { bias: true, spectral: false });
    const batch = x.shape[0];
    const matrix: tf.Tensor2D = tf.reshape(kernel, [inFeatures, outFeatures]);
    const y = tf.matMul(tf.reshape(x, [batch, inFeatures]) as tf.Tensor2D, matrix);
    const shifted = bias === null ? y : tf.add(y, bias);
    return this.tap(name, tf.reshape(shifted, [batch, 1, 1, outFeatures]));
  }

  modulate(x: tf.Tensor4D, layer: NormLayer): tf.Tensor4D {
    const modulator = this.#in.modulators?.get(layer.name);
    if (modulator === undefined) throw missingInput(`the modulation of ${layer.name}`, WHOLE);
    const [, height, width] = x.shape;
    this.tap(`${layer.name}.input`, x);
    return this.tap(layer.name, modulator.apply(x, this.#conditions({ height, width })));
  }

  instanceNorm(x: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => instanceNorm(x));
  }

  leakyRelu(x: tf.Tensor4D): tf.Tensor4D {
    return tf.leakyRelu(x, 0.2);
  }

  tanh(x: tf.Tensor4D): tf.Tensor4D {
    return tf.tanh(x);
  }

  sigmoid(x: tf.Tensor4D): tf.Tensor4D {
    return tf.sigmoid(x);
  }

  add(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
    return tf.add(a, b);
  }

  multiply(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
    return tf.mul(a, b);
  }

  concat(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
    return tf.concat([a, b], 3);
  }

  upsample(x: tf.Tensor4D): tf.Tensor4D {
    return tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]);
  }

  averagePool(x: tf.Tensor4D): tf.Tensor4D {
    // PyTorch's count_include_pad=False: the mean of the pixels that are there.
    const mean = (y: tf.Tensor4D) => tf.avgPool(padded(y, 1, "zeros"), 3, 2, "valid");
    return tf.tidy(() => {
      const ones: tf.Tensor4D = tf.ones([1, x.shape[1], x.shape[2], 1]);
      return tf.div(mean(x), mean(ones));
    });
  }

  globalMean(x: tf.Tensor4D): tf.Tensor4D {
    return tf.mean(x, [1, 2], true);
  }

  spatialSoftmax(x: tf.Tensor4D): tf.Tensor4D {
    const [batch, height, width, channels] = x.shape;
    return tf.tidy(() => {
      const rows = tf.transpose(tf.reshape(x, [batch, height * width, channels]), [0, 2, 1]);
      return tf.reshape(tf.transpose(tf.softmax(rows), [0, 2, 1]), x.shape) as tf.Tensor4D;
    });
  }

  channelSoftmax(x: tf.Tensor4D): tf.Tensor4D {
    return tf.softmax(x);
  }

  attentionPool(x: tf.Tensor4D, maps: tf.Tensor4D, name: string): tf.Tensor4D {
    const [batch, , , channels] = x.shape;
    const slots = maps.shape[3];
    const pooled = tf.tidy(() => {
      const vectors = tf.matMul(pixelRows(maps), pixelRows(x), true, false); // [batch, slots, channels]
      return tf.reshape(vectors, [batch, slots, 1, channels]) as tf.Tensor4D;
    });
    return this.tap(name, pooled);
  }

  spread(vectors: tf.Tensor4D, maps: tf.Tensor4D, name: string): tf.Tensor4D {
    const [batch, height, width] = maps.shape;
    const channels = vectors.shape[3];
    const pixels = tf.tidy(() => {
      const rows = tf.matMul(pixelRows(maps), pixelRows(vectors)); // [batch, pixels, channels]
      return tf.reshape(rows, [batch, height, width, channels]) as tf.Tensor4D;
    });
    return this.tap(name, pixels);
  }

  resizeBilinear(x: tf.Tensor4D, { height, width }: Size): tf.Tensor4D {
    if (x.shape[1] === height && x.shape[2] === width) return x;
    return tf.image.resizeBilinear(x, [height, width], false, true);
  }

  unflatten(x: tf.Tensor4D, { channels, height, width }: Shape): tf.Tensor4D {
    return tf.tidy(() => {
      const first = tf.reshape(x, [x.shape[0], channels, height, width]);
      return tf.transpose(first, [0, 2, 3, 1]) as tf.Tensor4D;
    });
  }

  flatten(x: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [x.shape[0], 1, 1, -1]));
  }

  tap(name: string, x: tf.Tensor4D): tf.Tensor4D {
    this.#in.onTap?.(name, x);
    return x;
  }

  #conditions(size?: Size): Conditions {
    const { conditions } = this.#in;
    if (conditions === undefined)
      throw missingInput("a label map", "pass the conditions that conditionsOf() makes");
    if (size === undefined) return conditions;
    const key = `${size.height}x${size.width}`;
    const known = this.#resized.get(key);
    if (known !== undefined) return known;
    const resized = conditionsAt(conditions, size.height, size.width);
    this.#resized.set(key, resized);
    return resized;
  }

  #weight(name: string, spec: Pick<ConvSpec, "bias" | "spectral">): Weight {
    const weight = this.#in.weights.get(name, spec);
    if (weight === undefined) throw missingInput(`the weight of ${name}`, WHOLE);
    return weight;
  }
}

/** [batch, pixels, channels]. */
function pixelRows(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, height, width, channels] = x.shape;
  return tf.reshape(x, [batch, height * width, channels]);
}

function exemplarImage(conditions: Conditions): tf.Tensor4D {
  const { height, width, image } = exemplarOf(conditions);
  return upload({ shape: [conditions.batch, 3, height, width], data: image });
}

function padded(x: tf.Tensor4D, by: number, mode: "zeros" | "reflect"): tf.Tensor4D {
  if (by === 0) return x;
  const paddings: [number, number][] = [
    [0, 0],
    [by, by],
    [by, by],
    [0, 0],
  ];
  return mode === "reflect" ? tf.mirrorPad(x, paddings, "reflect") : tf.pad(x, paddings);
}

/** Weights and modulations are loaded together, so one of them missing means a mixture of networks. */
const WHOLE = "load weights and modulation from the network that is run";

function missingInput(what: string, hint: string): EngineError {
  return new EngineError({
    what: "the network cannot run without an input",
    where: "tfjs",
    expected: what,
    hint,
  });
}
