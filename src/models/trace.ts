/**
 * The reader whose tensors are shapes: it turns a model text into the list of its operations.
 *
 * Parameter names, cost and summary are views of that list.
 *
 * @module
 */

import { appendedChannels, type NormLayer } from "../modulation/norm-layer.ts";
import type { ConvSpec, ConvTransposeSpec, LinearSpec, Ops, Shape, Size } from "./ops.ts";
import {
  convParameters,
  convTransposeParameters,
  linearParameters,
  normParameters,
  type ParameterSpec,
} from "./parameters.ts";

/**
 * One operation of a model text that has parameters or multiplies. A module that runs more than once has its parameters where
 * it runs first.
 */
export type Step = {
  /** Module path: "up_2.conv_0". */
  readonly name: string;
  readonly output: Shape;
  readonly parameters: readonly ParameterSpec[];
} & (
  | { readonly kind: "conv2d"; readonly spec: ConvSpec; readonly ofSemantics: boolean }
  | { readonly kind: "convTranspose2d"; readonly spec: ConvTransposeSpec }
  | { readonly kind: "linear"; readonly spec: LinearSpec }
  | { readonly kind: "modulate"; readonly layer: NormLayer }
  | {
      /** Pixels to style vectors ("pool") or back ("spread"). */
      readonly kind: "attention";
      readonly way: "pool" | "spread";
      readonly slots: number;

      /** Pixels of the attention maps. */
      readonly pixels: number;
    }
);

/** Sizes of the inputs that a text asks for by name or by role. */
export interface InputSizes {
  /** Size of the label map where the text names none. */
  readonly semantics?: Size;

  /** Of pictures, and of the label map of an exemplar. */
  readonly image?: Size;
}

/** Reads `text`; returns its operations in the order in which they run. */
export function trace(text: (ops: Ops<Shape>) => unknown, inputs: InputSizes = {}): Step[] {
  const ops = new TraceOps(inputs);
  text(ops);
  return ops.steps;
}

const ONE: Size = { height: 1, width: 1 };

class TraceOps implements Ops<Shape> {
  readonly steps: Step[] = [];
  readonly #convolved = new Set<string>();
  readonly inputs: InputSizes;

  constructor(inputs: InputSizes) {
    this.inputs = inputs;
  }

  semantics(channels: number, size: Size | undefined = this.inputs.semantics): Shape {
    return { channels, ...(size ?? ONE) };
  }

  image(_name: string): Shape {
    return { channels: 3, ...(this.inputs.image ?? ONE) };
  }

  latent(zDim: number): Shape {
    return { channels: zDim, height: 1, width: 1 };
  }

  layout(of: "target" | "exemplar", classes: number): Shape {
    const { semantics, image } = this.inputs;
    return { channels: classes, ...((of === "target" ? semantics : image) ?? ONE) };
  }

  convSemantics(name: string, spec: ConvSpec, size: Size): Shape {
    return this.#conv2d(this.semantics(spec.inChannels, size), name, spec, true);
  }

  conv2d(x: Shape, name: string, spec: ConvSpec): Shape {
    return this.#conv2d(x, name, spec, false);
  }

  convTranspose2d(x: Shape, name: string, spec: ConvTransposeSpec): Shape {
    const output = { channels: spec.outChannels, height: 2 * x.height, width: 2 * x.width };
    const parameters = convTransposeParameters(name, spec);
    this.steps.push({ kind: "convTranspose2d", name, spec, output, parameters });
    return output;
  }

  linear(_x: Shape, name: string, spec: LinearSpec): Shape {
    const output = { channels: spec.outFeatures, height: 1, width: 1 };
    this.steps.push({
      kind: "linear",
      name,
      spec,
      output,
      parameters: linearParameters(name, spec),
    });
    return output;
  }

  modulate(x: Shape, layer: NormLayer): Shape {
    const output = { ...x, channels: x.channels + appendedChannels(layer.method) };
    const parameters = normParameters(layer);
    this.steps.push({ kind: "modulate", name: layer.name, layer, output, parameters });
    return output;
  }

  instanceNorm(x: Shape): Shape {
    return x;
  }

  leakyRelu(x: Shape): Shape {
    return x;
  }

  tanh(x: Shape): Shape {
    return x;
  }

  sigmoid(x: Shape): Shape {
    return x;
  }

  add(a: Shape, _b: Shape): Shape {
    return a;
  }

  multiply(a: Shape, _b: Shape): Shape {
    return a;
  }

  concat(a: Shape, b: Shape): Shape {
    return { ...a, channels: a.channels + b.channels };
  }

  upsample(x: Shape): Shape {
    return { channels: x.channels, height: 2 * x.height, width: 2 * x.width };
  }

  averagePool(x: Shape): Shape {
    return {
      channels: x.channels,
      height: strided(x.height, 3, 2, 1),
      width: strided(x.width, 3, 2, 1),
    };
  }

  globalMean({ channels }: Shape): Shape {
    return { channels, ...ONE };
  }

  spatialSoftmax(x: Shape): Shape {
    return x;
  }

  channelSoftmax(x: Shape): Shape {
    return x;
  }

  attentionPool({ channels }: Shape, maps: Shape, name: string): Shape {
    return this.#attention(name, "pool", maps, { channels, height: maps.channels, width: 1 });
  }

  spread({ channels }: Shape, maps: Shape, name: string): Shape {
    return this.#attention(name, "spread", maps, { ...maps, channels });
  }

  resizeBilinear(x: Shape, size: Size): Shape {
    return { channels: x.channels, ...size };
  }

  unflatten(_x: Shape, shape: Shape): Shape {
    return shape;
  }

  flatten(x: Shape): Shape {
    return { channels: x.channels * x.height * x.width, height: 1, width: 1 };
  }

  tap(_name: string, x: Shape): Shape {
    return x;
  }

  #attention(name: string, way: "pool" | "spread", maps: Shape, output: Shape): Shape {
    const [slots, pixels] = [maps.channels, maps.height * maps.width];
    this.steps.push({ kind: "attention", name, way, slots, pixels, output, parameters: [] });
    return output;
  }

  #conv2d(x: Shape, name: string, spec: ConvSpec, ofSemantics: boolean): Shape {
    const { kernel, stride = 1, padding = (kernel - 1) / 2, outChannels } = spec;
    const output = {
      channels: outChannels,
      height: strided(x.height, kernel, stride, padding),
      width: strided(x.width, kernel, stride, padding),
    };
    const parameters = this.#convolved.has(name) ? [] : convParameters(name, spec);
    this.#convolved.add(name);
    this.steps.push({ kind: "conv2d", name, spec, ofSemantics, output, parameters });
    return output;
  }
}

function strided(length: number, kernel: number, stride: number, padding: number): number {
  return Math.floor((length + 2 * padding - kernel) / stride) + 1;
}
