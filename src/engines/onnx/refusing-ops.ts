/**
 * A reader that refuses every operation by name: what the engine's readers are made from, each with the operations of the
 * texts that it reads.
 *
 * @module
 */

import type { EngineError } from "../../errors.ts";
import type {
  ConvSpec,
  ConvTransposeSpec,
  LinearSpec,
  Ops,
  Shape,
  Size,
} from "../../models/ops.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { unsupported } from "./unsupported.ts";

/** Each operation throws an EngineError. */
export class RefusingOps<T> implements Ops<T> {
  /** What the reader is for, after the operation: "in a generator". */
  readonly #place: string;

  constructor(place: string) {
    this.#place = place;
  }

  semantics(_channels: number, _size?: Size): T {
    throw this.#refused("semantics", "a one-hot label map");
  }

  image(name: string): T {
    throw this.#refused(name, "a picture as input");
  }

  latent(_zDim: number): T {
    throw this.#refused("latent", "a latent code");
  }

  layout(of: "target" | "exemplar", _classes: number): T {
    throw this.#refused(`layout of the ${of}`, "a one-hot label map");
  }

  convSemantics(name: string, _spec: ConvSpec, _size: Size): T {
    throw this.#refused(name, "a convolution of the label map");
  }

  conv2d(_x: T, name: string, _spec: ConvSpec): T {
    throw this.#refused(name, "a convolution");
  }

  convTranspose2d(_x: T, name: string, _spec: ConvTransposeSpec): T {
    throw this.#refused(name, "a transposed convolution");
  }

  linear(_x: T, name: string, _spec: LinearSpec): T {
    throw this.#refused(name, "a linear map");
  }

  modulate(_x: T, { name }: NormLayer): T {
    throw this.#refused(name, "modulation");
  }

  instanceNorm(_x: T): T {
    throw this.#refused("instance norm", "instance norm without modulation");
  }

  leakyRelu(_x: T): T {
    throw this.#refused("leaky ReLU", "a leaky ReLU");
  }

  tanh(_x: T): T {
    throw this.#refused("tanh", "a tanh");
  }

  sigmoid(_x: T): T {
    throw this.#refused("sigmoid", "a sigmoid");
  }

  add(_a: T, _b: T): T {
    throw this.#refused("add", "a sum");
  }

  multiply(_a: T, _b: T): T {
    throw this.#refused("multiply", "a product of activations");
  }

  concat(_a: T, _b: T): T {
    throw this.#refused("concat", "channels side by side");
  }

  upsample(_x: T): T {
    throw this.#refused("upsample", "upsampling");
  }

  averagePool(_x: T): T {
    throw this.#refused("average pooling", "average pooling");
  }

  globalMean(_x: T): T {
    throw this.#refused("global mean", "a mean over all pixels");
  }

  spatialSoftmax(_x: T): T {
    throw this.#refused("softmax over pixels", "attention over pixels");
  }

  channelSoftmax(_x: T): T {
    throw this.#refused("softmax over channels", "attention over channels");
  }

  attentionPool(_x: T, _maps: T, name: string): T {
    throw this.#refused(name, "means under attention maps");
  }

  spread(_vectors: T, _maps: T, name: string): T {
    throw this.#refused(name, "vectors spread by attention");
  }

  resizeBilinear(_x: T, _size: Size): T {
    throw this.#refused("bilinear resizing", "bilinear resizing");
  }

  unflatten(_x: T, _shape: Shape): T {
    throw this.#refused("unflatten", "a vector as a map");
  }

  flatten(_x: T): T {
    throw this.#refused("flatten", "a map as a vector");
  }

  /** Names nothing; for readers that have no taps. */
  tap(_name: string, x: T): T {
    return x;
  }

  #refused(where: string, what: string): EngineError {
    return unsupported(where, `${what} ${this.#place}`);
  }
}
