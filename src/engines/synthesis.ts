/**
 * What an engine that runs generators is asked for, and what it gives: the same for all of them.
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { Conditions } from "../modulation/conditions.ts";
import type { ClassBanks, Modulation } from "../modulation/modulation.ts";
import type { Activation } from "./activation.ts";

export interface Synthesis {
  /** The pictures in [−1, 1], [batch, 3, height, width]. */
  readonly image: Activation;

  /** Named activations, if asked for: outputs of the released modules by their paths. */
  readonly taps: ReadonlyMap<string, Activation>;
}

export interface SynthesizeOptions {
  /**
   * Which activations to keep; default none. Names are module paths, for what the module gives, and those of
   * normalisation layers with ".input", for what they are given: "up_2.norm_0.input".
   */
  readonly taps?: (name: string) => boolean;

  /** Layers that take these rows by class in the place of their own modulation. Reads the network once more. */
  readonly banks?: ReadonlyMap<string, ClassBanks>;

  /**
   * Layers that take this modulation in the place of their own, each at the layer's size in the picture. No noise is added
   * in such a layer of SEAN.
   */
  readonly modulations?: ReadonlyMap<string, Modulation>;

  /** Called after each named operation; by engines that run a picture in one piece, at its end. */
  readonly onProgress?: (done: number, total: number, name: string) => void;
}

/** A generator with its parameters in an engine. It owns their memory until `dispose`. */
export interface PaintingEngine {
  readonly network: GeneratorNetwork;

  /** "tfjs, wasm", "onnx": for people. */
  readonly engine: string;

  /**
   * Paints the pictures of `conditions`, whose size is that of the output.
   *
   * @throws EngineError if the conditions do not fit the network, or it was disposed of.
   */
  synthesize(conditions: Conditions, options?: SynthesizeOptions): Promise<Synthesis>;

  dispose(): void | Promise<void>;
}

/** Finite but absurd parameters overflow on the way, and NaN would be painted black without a word. */
export function checkPicture(image: Activation, where: string): Activation {
  const bad = image.data.findIndex((x) => !Number.isFinite(x));
  if (bad < 0) return image;
  throw new EngineError({
    what: "the picture holds values that are not finite",
    where,
    expected: "numbers in [−1, 1]",
    got: `${image.data[bad]} at element ${bad}`,
    hint: "the network's activations overflow: use an earlier checkpoint, or codes, z and factors of interventions of usual size",
  });
}

/** What a generator says once it was disposed of. */
export function disposedOf(where: string, load: string): EngineError {
  return new EngineError({
    what: "the generator was disposed of",
    where,
    expected: "pictures asked for before dispose()",
    hint: `load it again with ${load}`,
  });
}
