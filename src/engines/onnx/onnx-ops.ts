/**
 * The reader whose tensors are values of an ONNX graph: it turns a generator's model text into operators.
 *
 * @module
 */

import type { ConvSpec, LinearSpec, Shape, Size } from "../../models/ops.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import type { Building, Value } from "./building.ts";
import { type ConvolutionShape, FEW_CHANNELS, type TableWay } from "./choices.ts";
import {
  type Convolution,
  type ConvolutionWay,
  convolution,
  toChannelsFirst,
} from "./convolution.ts";
import { modulated, plus, withNoise } from "./modulation.ts";
import { RefusingOps } from "./refusing-ops.ts";
import { startRows } from "./spade-rows.ts";
import { upsampledConvolution } from "./upsampled.ts";

/** How an operation is computed: its products are those of a table, of a way to convolve, or as nominally. */
export type ExecutedWay = ConvolutionWay | "upsampled" | TableWay | "look-up" | "product";

export interface OnnxOptions extends Building {
  /** How convolutions of 3×3 are computed. */
  readonly convolutionWay: (shape: ConvolutionShape) => ConvolutionWay;

  /** Told how each operation is computed, and whether for blocks with borders beside. */
  readonly onWay?: ((name: string, way: ExecutedWay, halved: boolean) => void) | undefined;

  /** Which named results become outputs of the graph, under their names. */
  readonly taps?: ((name: string) => boolean) | undefined;
}

export class OnnxOps extends RefusingOps<Value> {
  readonly #given: OnnxOptions;

  constructor(options: OnnxOptions) {
    super("in a generator");
    this.#given = options;
  }

  override convSemantics(name: string, { outChannels, kernel }: ConvSpec, size: Size): Value {
    this.#given.onWay?.(name, "look-up", false);
    const rows = startRows(this.#given, name, size, outChannels, kernel ** 2);
    return this.tap(name, { name: rows, channels: outChannels, ...size, up: false });
  }

  override conv2d(value: Value, name: string, spec: ConvSpec): Value {
    const { graph, batch, constant, convolutionWay, onWay } = this.#given;
    const { inChannels, outChannels, kernel, bias } = spec;
    const weight = constant(`${name}.kernel`);
    const biasName = bias ? constant(`${name}.bias`) : null;
    const { height, width } = value;
    if (kernel === 1) {
      // Pixel by pixel: an upsampling may as well be done after it.
      onWay?.(name, "product", value.up);
      const matrix = graph.reshape(weight, [inChannels, outChannels]);
      const y = eachOf(value, (part) => {
        const product = graph.op("MatMul", [part, matrix]);
        return biasName === null ? product : graph.op("Add", [product, biasName]);
      });
      return this.tap(name, { ...y, channels: outChannels });
    }
    const conv = { batch, height, width, inChannels, outChannels, kernel: weight };
    if (value.up && outChannels >= FEW_CHANNELS && this.#given.halved(value)) {
      onWay?.(name, "upsampled", true);
      const y = upsampledConvolution(graph, value.name, conv, biasName);
      const corrected = value.border === undefined ? y : this.#corrected(y, value, conv);
      return this.tap(name, { name: corrected, channels: outChannels, height, width, up: false });
    }
    const x = this.#whole(value);
    const way = convolutionWay(conv);
    onWay?.(name, way, false);
    const y = convolution(graph, x.name, conv, way, biasName);
    return this.tap(name, { name: y, channels: outChannels, height, width, up: false });
  }

  override latent(zDim: number): Value {
    const name = this.#given.sources.latent(zDim);
    return { name, channels: zDim, height: 1, width: 1, up: false };
  }

  override linear(x: Value, name: string, { outFeatures }: LinearSpec): Value {
    const { graph, constant, onWay } = this.#given;
    onWay?.(name, "product", false);
    const y = graph.op("MatMul", [x.name, constant(`${name}.matrix`)]);
    const shifted = graph.op("Add", [y, constant(`${name}.bias`)]);
    return this.tap(name, { ...x, name: shifted, channels: outFeatures });
  }

  override unflatten(x: Value, { channels, height, width }: Shape): Value {
    const { graph, batch } = this.#given;
    const planes = graph.reshape(x.name, [batch, channels, height * width]);
    const pixels = graph.op("Transpose", [planes], { perm: [0, 2, 1] });
    const name = graph.reshape(pixels, [batch * height * width, channels]);
    return { name, channels, height, width, up: false };
  }

  override modulate(x: Value, layer: NormLayer): Value {
    this.tap(`${layer.name}.input`, x);
    const { noisy = false } = this.#given;
    const noise = noisy && layer.method.kind === "sean";
    // Mean and variance are of all pixels, noise is another at each, and rows that are given may differ where the layer's
    // own do not.
    const given = this.#given.given?.get(layer.name) ?? "classes";
    const all = noise || layer.paramFreeNorm === "instance" || given !== "classes";
    const whole = all && x.border !== undefined ? this.#whole(x) : x;
    const y = modulated(this.#given, noise ? withNoise(this.#given, whole, layer) : whole, layer);
    const tables = layer.method.kind !== "clade";
    this.#given.onWay?.(layer.name, tables ? this.#given.tableWay(x) : "look-up", y.up);
    return this.tap(layer.name, y);
  }

  override leakyRelu(x: Value): Value {
    const { graph } = this.#given;
    return eachOf(x, (part) => graph.op("LeakyRelu", [part], { alpha: { float: 0.2 } }));
  }

  override tanh(x: Value): Value {
    return { ...x, name: this.#given.graph.op("Tanh", [x.name]) };
  }

  override add(a: Value, b: Value): Value {
    const { graph, sources } = this.#given;
    if (a.up === b.up) {
      const name = graph.op("Add", [a.name, b.name]);
      if (a.border === undefined && b.border === undefined) return { ...a, name };
      return { ...a, name, border: graph.op("Add", [this.#border(a), this.#border(b)]) };
    }
    const [small, large] = a.up ? [a, b] : [b, a];
    const name = plus(this.#given, large.name, small);
    if (small.border === undefined) return { ...large, name };
    const { pixels, numbers } = sources.borders(small);
    const more = graph.op("Gather", [this.#difference(small), numbers], { axis: 0 });
    return { ...large, name: this.#addAt(name, pixels, more) };
  }

  /** Done by whoever reads the result: as a broadcast it costs nothing. */
  override upsample(value: Value): Value {
    const x = this.#whole(value);
    return { ...x, height: 2 * x.height, width: 2 * x.width, up: true };
  }

  override tap(name: string, x: Value): Value {
    const { taps, graph, batch } = this.#given;
    if (!taps?.(name)) return x;
    const { height, width, channels } = x;
    const first = toChannelsFirst(graph, this.#whole(x).name, { batch, height, width }, channels);
    graph.output(first, name, [batch, channels, height, width]);
    return x;
  }

  /** The matrix at its full size. */
  #whole(x: Value): Value {
    if (!x.up) return x;
    const { graph, batch, sources } = this.#given;
    const [rows, columns] = [(batch * x.height) / 2, x.width / 2];
    const points = graph.reshape(x.name, [rows, 1, columns, 1, x.channels]);
    const squares = graph.op("Expand", [points, graph.integers([rows, 2, columns, 2, x.channels])]);
    const equal = graph.reshape(squares, [batch * x.height * x.width, x.channels]);
    if (x.border === undefined) return { ...x, name: equal, up: false };
    const { pixels, numbers } = sources.borders(x);
    const values = graph.op("Gather", [x.border, numbers], { axis: 0 });
    const name = graph.op("ScatterND", [equal, this.#places(pixels), values]);
    return { ...x, name, up: false, border: undefined };
  }

  /** Adds to a convolution of a map's blocks what its border pixels are more than their blocks. */
  #corrected(y: string, value: Value, { inChannels, outChannels, kernel }: Convolution): string {
    const { graph, sources } = this.#given;
    const { touched, around } = sources.borders(value);
    // Constant: [in, 9 · out], made once, when the session is.
    const turned = graph.op("Transpose", [kernel], { perm: [1, 0, 2] });
    const matrix = graph.reshape(turned, [inChannels, 9 * outChannels]);
    const products = graph.op("MatMul", [this.#difference(value), matrix]);
    const none = graph.floats(new Float32Array(outChannels), [1, outChannels]);
    const taps = graph.op("Concat", [graph.reshape(products, [-1, outChannels]), none], {
      axis: 0,
    });
    const found = graph.op("Gather", [taps, around], { axis: 0 });
    const windows = graph.reshape(found, [-1, 9, outChannels]);
    const sums = graph.op("ReduceSum", [windows, graph.integers([1])], { keepdims: 0 });
    return this.#addAt(y, touched, sums);
  }

  /** Values at the border pixels. */
  #border(x: Value): string {
    const { graph, sources } = this.#given;
    return x.border ?? graph.op("Gather", [x.name, sources.borders(x).blocks], { axis: 0 });
  }

  /** What the border pixels are more than their blocks. */
  #difference(x: Value): string {
    const { graph, sources } = this.#given;
    const blocks = graph.op("Gather", [x.name, sources.borders(x).blocks], { axis: 0 });
    return graph.op("Sub", [this.#border(x), blocks]);
  }

  #addAt(map: string, pixels: string, values: string): string {
    const { graph } = this.#given;
    const sums = graph.op("Add", [graph.op("Gather", [map, pixels], { axis: 0 }), values]);
    return graph.op("ScatterND", [map, this.#places(pixels), sums]);
  }

  #places(pixels: string): string {
    return this.#given.graph.reshape(pixels, [-1, 1]);
  }
}

/** The same of a map and of its borders. */
function eachOf(x: Value, make: (part: string) => string): Value {
  return { ...x, name: make(x.name), ...(x.border !== undefined && { border: make(x.border) }) };
}
