/**
 * The reader whose tensors are values of an ONNX graph: it turns a generator's model text into operators.
 *
 * @module
 */

import type { ConvSpec, LinearSpec, Ops, Shape, Size } from "../../models/ops.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { type ConvolutionShape, FEW_CHANNELS } from "./choices.ts";
import { type ConvolutionWay, convolution, toChannelsFirst } from "./convolution.ts";
import { type Building, modulated, plus, startRows, type Value } from "./modulation.ts";
import { unsupported } from "./unsupported.ts";

export interface OnnxOptions extends Building {
  /** How convolutions of 3×3 are computed. */
  readonly convolutionWay: (shape: ConvolutionShape) => ConvolutionWay;

  /** Which named results become outputs of the graph, under their names. */
  readonly taps?: ((name: string) => boolean) | undefined;
}

export class OnnxOps implements Ops<Value> {
  readonly #given: OnnxOptions;

  constructor(options: OnnxOptions) {
    this.#given = options;
  }

  convSemantics(name: string, { outChannels, kernel }: ConvSpec, size: Size): Value {
    const rows = startRows(this.#given, name, size, outChannels, kernel ** 2);
    return this.tap(name, { name: rows, channels: outChannels, ...size, up: false });
  }

  conv2d(value: Value, name: string, spec: ConvSpec): Value {
    const { graph, batch, constant, convolutionWay } = this.#given;
    const { inChannels, outChannels, kernel, stride = 1, paddingMode = "zeros", bias } = spec;
    const side = (kernel - 1) / 2;
    const plain = stride === 1 && (spec.padding ?? side) === side && paddingMode === "zeros";
    if (!plain || (kernel !== 1 && kernel !== 3)) throw unsupported(name, "this convolution");
    const x = this.#whole(value);
    const weight = constant(`${name}.kernel`);
    const { height, width } = x;
    const shape = { height, width, inChannels, outChannels };
    const y =
      kernel === 1
        ? graph.op("MatMul", [x.name, graph.reshape(weight, [inChannels, outChannels])])
        : convolution(
            graph,
            x.name,
            { batch, ...shape, kernel: weight },
            outChannels < FEW_CHANNELS ? "direct" : convolutionWay(shape),
          );
    const shifted = bias ? graph.op("Add", [y, constant(`${name}.bias`)]) : y;
    return this.tap(name, { name: shifted, channels: outChannels, height, width, up: false });
  }

  latent(zDim: number): Value {
    const name = this.#given.sources.latent(zDim);
    return { name, channels: zDim, height: 1, width: 1, up: false };
  }

  linear(x: Value, name: string, { outFeatures }: LinearSpec): Value {
    const { graph, constant } = this.#given;
    const y = graph.op("MatMul", [x.name, constant(`${name}.matrix`)]);
    const shifted = graph.op("Add", [y, constant(`${name}.bias`)]);
    return this.tap(name, { ...x, name: shifted, channels: outFeatures });
  }

  unflatten(x: Value, { channels, height, width }: Shape): Value {
    const { graph, batch } = this.#given;
    const planes = graph.reshape(x.name, [batch, channels, height * width]);
    const pixels = graph.op("Transpose", [planes], { perm: [0, 2, 1] });
    const name = graph.reshape(pixels, [batch * height * width, channels]);
    return { name, channels, height, width, up: false };
  }

  modulate(x: Value, layer: NormLayer): Value {
    this.tap(`${layer.name}.input`, x);
    return this.tap(layer.name, modulated(this.#given, x, layer));
  }

  leakyRelu(x: Value): Value {
    const name = this.#given.graph.op("LeakyRelu", [x.name], { alpha: { float: 0.2 } });
    return { ...x, name };
  }

  tanh(x: Value): Value {
    return { ...x, name: this.#given.graph.op("Tanh", [x.name]) };
  }

  add(a: Value, b: Value): Value {
    if (a.up === b.up) return { ...a, name: this.#given.graph.op("Add", [a.name, b.name]) };
    const [small, large] = a.up ? [a, b] : [b, a];
    return { ...large, name: plus(this.#given, large.name, small) };
  }

  /** Done by whoever reads the result: as a broadcast it costs nothing. */
  upsample(value: Value): Value {
    const x = this.#whole(value);
    return { ...x, height: 2 * x.height, width: 2 * x.width, up: true };
  }

  tap(name: string, x: Value): Value {
    const { taps, graph, batch } = this.#given;
    if (!taps?.(name)) return x;
    const { height, width, channels } = x;
    const first = toChannelsFirst(graph, this.#whole(x).name, { batch, height, width }, channels);
    graph.output(first, name, [batch, channels, height, width]);
    return x;
  }

  semantics(): Value {
    throw unsupported("semantics", "a one-hot label map");
  }

  image(name: string): Value {
    throw unsupported(name, "a picture as input");
  }

  convTranspose2d(_x: Value, name: string): Value {
    throw unsupported(name, "a transposed convolution");
  }

  instanceNorm(): Value {
    throw unsupported("instance norm", "a network without modulation");
  }

  concat(): Value {
    throw unsupported("concat", "a network without modulation");
  }

  averagePool(): Value {
    throw unsupported("average pooling", "a network without modulation");
  }

  resizeBilinear(): Value {
    throw unsupported("bilinear resizing", "a network without modulation");
  }

  flatten(): Value {
    throw unsupported("flatten", "a network without modulation");
  }

  /** The matrix at its full size. */
  #whole(x: Value): Value {
    if (!x.up) return x;
    const { graph, batch } = this.#given;
    const [rows, columns] = [(batch * x.height) / 2, x.width / 2];
    const points = graph.reshape(x.name, [rows, 1, columns, 1, x.channels]);
    const squares = graph.op("Expand", [points, graph.integers([rows, 2, columns, 2, x.channels])]);
    const name = graph.reshape(squares, [batch * x.height * x.width, x.channels]);
    return { ...x, name, up: false };
  }
}
