/**
 * The reader that turns the text of a network without modulation into operators on planes, [batch, channels, height, width]:
 * `Conv` and its like as ONNX Runtime has them.
 *
 * @module
 */

import { effectiveWeight } from "../../models/layer-parameters.ts";
import type { ParameterStore } from "../../models/network.ts";
import type { ConvSpec, ConvTransposeSpec, Shape } from "../../models/ops.ts";
import { EPSILON } from "../../modulation/batch-norm.ts";
import type { Constant, Graph } from "./graph.ts";
import { RefusingOps } from "./refusing-ops.ts";

/** A picture or its activation. */
export interface Planes extends Shape {
  readonly name: string;
}

/** It has what SEAN's style encoder is written in. */
export class PlanesOps extends RefusingOps<Planes> {
  readonly #graph: Graph;
  readonly #store: ParameterStore;
  readonly #image: Shape;

  /** @param image Of the input; one picture at a time. */
  constructor(graph: Graph, store: ParameterStore, image: Shape) {
    super("in a style encoder");
    this.#graph = graph;
    this.#store = store;
    this.#image = image;
  }

  override image(name: string): Planes {
    const { channels, height, width } = this.#image;
    this.#graph.input(name, "float32", [1, channels, height, width]);
    return { name, ...this.#image };
  }

  override conv2d(x: Planes, name: string, spec: ConvSpec): Planes {
    const { inChannels, outChannels, kernel, stride = 1, paddingMode = "zeros", bias } = spec;
    const { padding = (kernel - 1) / 2 } = spec;
    const reflected = paddingMode === "reflect";
    const inputs = [
      reflected ? this.#reflected(x, padding) : x.name,
      this.#floats(`${name}.weight`, [outChannels, inChannels, kernel, kernel], () =>
        effectiveWeight(this.#store, name, spec),
      ),
    ];
    if (bias) inputs.push(this.#parameter(`${name}.bias`, [outChannels]));
    const pad = reflected ? 0 : padding;
    const y = this.#graph.op("Conv", inputs, {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    });
    const side = (of: number) => Math.floor((of + 2 * padding - kernel) / stride) + 1;
    const size = { height: side(x.height), width: side(x.width) };
    return this.tap(name, { name: y, channels: outChannels, ...size });
  }

  override convTranspose2d(
    x: Planes,
    name: string,
    { inChannels, outChannels }: ConvTransposeSpec,
  ): Planes {
    const weight = this.#parameter(`${name}.weight`, [inChannels, outChannels, 3, 3]);
    const bias = this.#parameter(`${name}.bias`, [outChannels]);
    const y = this.#graph.op("ConvTranspose", [x.name, weight, bias], {
      kernel_shape: [3, 3],
      strides: [2, 2],
      pads: [1, 1, 1, 1],
      output_padding: [1, 1],
    });
    const size = { height: 2 * x.height, width: 2 * x.width };
    return this.tap(name, { name: y, channels: outChannels, ...size });
  }

  override instanceNorm(x: Planes): Planes {
    const constant = (value: number) =>
      this.#graph.floats(new Float32Array(x.channels).fill(value), [x.channels]);
    const y = this.#graph.op("InstanceNormalization", [x.name, constant(1), constant(0)], {
      epsilon: { float: EPSILON },
    });
    return { ...x, name: y };
  }

  override leakyRelu(x: Planes): Planes {
    return { ...x, name: this.#graph.op("LeakyRelu", [x.name], { alpha: { float: 0.2 } }) };
  }

  override tanh(x: Planes): Planes {
    return { ...x, name: this.#graph.op("Tanh", [x.name]) };
  }

  /** The border without its outermost row and column, mirrored outside. */
  #reflected(x: Planes, padding: number): string {
    const mirrored = (side: number) =>
      this.#graph.integers(
        Array.from({ length: side + 2 * padding }, (_, i) => {
          const at = Math.abs(i - padding);
          return at < side ? at : 2 * (side - 1) - at;
        }),
      );
    const rows = this.#graph.op("Gather", [x.name, mirrored(x.height)], { axis: 2 });
    return this.#graph.op("Gather", [rows, mirrored(x.width)], { axis: 3 });
  }

  #parameter(key: string, dims: readonly number[]): string {
    return this.#floats(key, dims, () => this.#store.parameter(key));
  }

  #floats(name: string, dims: readonly number[], values: () => Promise<Float32Array>): string {
    const constant: Constant = {
      name,
      type: "float32",
      dims,
      byteLength: 4 * dims.reduce((a, b) => a * b, 1),
      load: async () => {
        const { buffer, byteOffset, byteLength } = await values();
        return new Uint8Array(buffer, byteOffset, byteLength);
      },
    };
    return this.#graph.constant(constant);
  }
}
