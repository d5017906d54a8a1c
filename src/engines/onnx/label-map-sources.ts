/**
 * A graph that takes the label map itself: nearest resizing, windows and look-ups are operators of it, so that whoever
 * runs it needs nothing of ours.
 *
 * | input | | |
 * | --- | --- | --- |
 * | `labels` | int64 [batch, height, width] | bank rows |
 * | `semantics` | float [batch, semantic_nc, height, width] | in the place of `labels` and `edges`: the released code's one-hot map, its edge channel last |
 * | `edges` | int64 [batch, height, width] | instance edge bits, 0 or 1 |
 * | `positions` | float [batch, 2, height, width] | positional maps (dy, dx) |
 * | `z` | float [batch, zDim] | latent codes |
 * | `codes` | float [batch, K, S] | SEAN: style codes of every region of each picture |
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";
import { type Method, semanticChannels } from "../../modulation/norm-layer.ts";
import type { Graph } from "./graph.ts";
import type { BorderValues, Sources } from "./sources.ts";
import { symbolCount } from "./weight-layouts.ts";

/** A slice goes on to the end of its axis. */
const TO_THE_END = 2 ** 31 - 1;

export interface LabelMapInputs extends Size {
  readonly batch: number;
  readonly method: Method;

  /** Whether the input is the one-hot map. */
  readonly oneHot: boolean;
}

export class LabelMapSources implements Sources {
  readonly #graph: Graph;
  readonly #of: LabelMapInputs;
  readonly #known = new Map<string, unknown>();

  constructor(graph: Graph, of: LabelMapInputs) {
    this.#graph = graph;
    this.#of = of;
  }

  start(size: Size): string {
    return this.#windows(size, 3);
  }

  latent(zDim: number): string {
    return this.#graph.input("z", "float32", [this.#of.batch, zDim]);
  }

  labels(size: Size): string {
    return this.#graph.reshape(this.#map("labels", size), [-1]);
  }

  positions(size: Size): string {
    return this.#once(`positions ${size.height}x${size.width}`, () => {
      const { batch, height, width } = this.#of;
      const all = this.#graph.input("positions", "float32", [batch, 2, height, width]);
      const planes = this.#nearest(all, size, [2, 3]);
      const pixels = this.#graph.op("Transpose", [planes], { perm: [0, 2, 3, 1] });
      return this.#graph.reshape(pixels, [batch * size.height * size.width, 2]);
    });
  }

  edges(size: Size): string {
    const bits = this.#graph.op("Cast", [this.#map("edges", size)], { to: 1 });
    return this.#graph.reshape(bits, [this.#of.batch * size.height * size.width, 1]);
  }

  windows(size: Size): string {
    const { method } = this.#of;
    return this.#windows(size, method.kind === "spade" ? method.kernel : 3);
  }

  five(): string {
    throw new Error("every pixel has a window of its own: the dense way takes no table");
  }

  index(): null {
    return null;
  }

  centre(): null {
    return null;
  }

  styleTable(): null {
    return null;
  }

  mu(): null {
    return null;
  }

  codes(dims: readonly number[]): string {
    return this.#graph.input("codes", "float32", dims);
  }

  styleWindows(): string {
    throw new Error("the dense way convolves the styles");
  }

  centres(): string {
    throw new Error("every pixel has a window of its own: the dense way takes no table");
  }

  /** Each picture has a style of its own. */
  regions(size: Size): string {
    return this.#once(`regions ${size.height}x${size.width}`, () => {
      const { batch, method } = this.#of;
      const labels = this.#map("labels", size);
      if (batch === 1) return this.#graph.reshape(labels, [-1]);
      const starts = Array.from({ length: batch }, (_, n) => n * method.classes);
      const apart = this.#graph.op("Add", [labels, this.#graph.integers(starts, [batch, 1, 1])]);
      return this.#graph.reshape(apart, [-1]);
    });
  }

  noise(): string {
    throw new Error("models for other programs add no noise");
  }

  borders(size: Size): BorderValues {
    return this.#once(`borders ${size.height}x${size.width}`, () => this.#findBorders(size));
  }

  /** `bordersOf` (borders.ts) in operators; every pixel that differs from its block has a number of its own. */
  #findBorders(size: Size): BorderValues {
    const graph = this.#graph;
    const { height, width } = size;
    const pixelCount = this.#of.batch * height * width;
    const rows = graph.reshape(this.#symbols(size), [pixelCount]);

    // The pixel that stands for each block: the first of those with the row that most of them have.
    const firsts = firstPixels(pixelCount, width);
    const corners = [0, 1, width, width + 1].map((step) =>
      graph.integers(firsts.map((first) => first + step)),
    );
    const [a, b, c, d] = corners.map((places) => graph.op("Gather", [rows, places]));
    const equal = (x: string, y: string) => graph.op("Equal", [x, y]);
    const or = (x: string, y: string) => graph.op("Or", [x, y]);
    const where = (when: string, x: string, y: string) => graph.op("Where", [when, x, y]);
    const third = where(equal(c, d), corners[2], corners[0]);
    const second = where(or(equal(b, c), equal(b, d)), corners[1], third);
    const own = where(or(or(equal(a, b), equal(a, c)), equal(a, d)), corners[0], second);

    const blockOf = graph.integers(blocksOf(pixelCount, width));
    const expected = graph.op("Gather", [graph.op("Gather", [rows, own]), blockOf]);
    const differ = graph.op("NonZero", [graph.op("Not", [equal(rows, expected)])]);
    // The first pixel as well, so that the list is never empty; twice does no harm.
    const zero = graph.integers([0]);
    const pixels = graph.op("Concat", [zero, graph.reshape(differ, [-1])], { axis: 0 });
    const count = graph.op("Shape", [pixels]);
    const scalar = (x: string) => graph.reshape(x, []);
    const one = graph.integers([1]);
    const numbers = graph.op("Range", [scalar(zero), scalar(count), scalar(one)]);

    // Number of the border pixel at each tap of each pixel's window, −1 where there is none.
    const none = graph.op("Expand", [graph.integers([-1]), graph.integers([pixelCount])]);
    const numbered = graph.op("ScatterElements", [none, pixels, numbers], { axis: 0 });
    const map = graph.reshape(numbered, [this.#of.batch, height, width]);
    const windows = this.#taps(map, size, -1);
    const most = graph.op("ReduceMax", [windows], { axes: [1], keepdims: 0 });
    const isTouched = graph.op("Greater", [most, graph.integers([-1])]);
    const touched = graph.reshape(graph.op("NonZero", [isTouched]), [-1]);
    const around = graph.op("Gather", [windows, touched], { axis: 0 });
    const nine = graph.integers([9]);
    const taps = graph.integers([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const places = where(
      graph.op("Greater", [around, graph.integers([-1])]),
      graph.op("Add", [graph.op("Mul", [around, nine]), taps]),
      graph.op("Mul", [count, nine]),
    );
    return {
      own,
      others: pixels,
      blocks: graph.op("Gather", [blockOf, pixels]),
      pixels,
      numbers,
      touched,
      around: graph.reshape(places, [-1]),
    };
  }

  /** Row of each tap of each pixel, tap · (S + 1) + symbol, S outside; [pixels · k²]. */
  #windows(size: Size, kernel: number): string {
    return this.#once(`windows ${kernel} ${size.height}x${size.width}`, () => {
      const graph = this.#graph;
      const { batch, method } = this.#of;
      const symbols = symbolCount(method);
      const own = this.#symbols(size);
      const pixels = batch * size.height * size.width;
      if (kernel === 1) return graph.reshape(own, [pixels]);
      const starts = graph.integers(Array.from({ length: 9 }, (_, tap) => tap * (symbols + 1)));
      const rows = graph.op("Add", [this.#taps(own, size, symbols), starts]);
      return graph.reshape(rows, [pixels * 9]);
    });
  }

  /** What a map [batch, height, width] has at each tap of the 3×3 window of each pixel; [pixels, 9]. */
  #taps(map: string, { height, width }: Size, outside: number): string {
    const graph = this.#graph;
    const pixels = this.#of.batch * height * width;
    const around = graph.integers([0, 1, 1, 0, 1, 1]);
    const padded = graph.op("Pad", [map, around, graph.integers([outside], [])]);
    const taps = Array.from({ length: 9 }, (_, tap) => {
      const [y, x] = [Math.floor(tap / 3), tap % 3];
      const part = graph.op("Slice", [
        padded,
        graph.integers([y, x]),
        graph.integers([y + height, x + width]),
        graph.integers([1, 2]),
      ]);
      return graph.reshape(part, [pixels, 1]);
    });
    return graph.op("Concat", taps, { axis: 1 });
  }

  /** What each pixel shows to SPADE and `fc`: its class or, with an edge channel, 2 · class + edge. */
  #symbols(size: Size): string {
    const labels = this.#map("labels", size);
    if (!this.#of.method.instanceEdges) return labels;
    const doubled = this.#graph.op("Mul", [labels, this.#graph.integers([2], [1])]);
    return this.#graph.op("Add", [doubled, this.#map("edges", size)]);
  }

  /** Labels or edges, int64 [batch, height, width] at a size. */
  #map(what: "labels" | "edges", size: Size): string {
    return this.#once(`${what} ${size.height}x${size.width}`, () =>
      this.#nearest(this.#whole(what), size, [1, 2]),
    );
  }

  #whole(what: "labels" | "edges"): string {
    const { batch, height, width, method, oneHot } = this.#of;
    const graph = this.#graph;
    if (!oneHot) return graph.input(what, "int64", [batch, height, width]);
    return this.#once(what, () => {
      const channels = semanticChannels(method);
      const all = graph.input("semantics", "float32", [batch, channels, height, width]);
      const { classes } = method;
      const [from, to] = what === "labels" ? [0, classes] : [classes, classes + 1];
      const part = graph.op("Slice", [
        all,
        graph.integers([from]),
        graph.integers([to]),
        graph.integers([1]),
      ]);
      if (what === "labels") return graph.op("ArgMax", [part], { axis: 1, keepdims: 0 });
      const bits = graph.op("Cast", [part], { to: 7 });
      return graph.reshape(bits, [batch, height, width]);
    });
  }

  /** PyTorch's nearest rule for whole factors: every s-th row and column. */
  #nearest(map: string, size: Size, axes: readonly [number, number]): string {
    const { height, width } = this.#of;
    const steps = [height / size.height, width / size.width];
    if (steps[0] === 1 && steps[1] === 1) return map;
    const graph = this.#graph;
    return graph.op("Slice", [
      map,
      graph.integers([0, 0]),
      graph.integers([TO_THE_END, TO_THE_END]),
      graph.integers(axes),
      graph.integers(steps),
    ]);
  }

  /** @param key One for each thing: it tells its type as well. */
  #once<T>(key: string, make: () => T): T {
    if (this.#known.has(key)) return this.#known.get(key) as T;
    const made = make();
    this.#known.set(key, made);
    return made;
  }
}

/** The first pixel of each 2×2 block, of maps of an even height and this width. */
function firstPixels(pixels: number, width: number): number[] {
  const perRow = width / 2;
  return Array.from(
    { length: pixels / 4 },
    (_, block) => 2 * Math.floor(block / perRow) * width + 2 * (block % perRow),
  );
}

/** The block of each pixel. */
function blocksOf(pixels: number, width: number): number[] {
  return Array.from(
    { length: pixels },
    (_, p) => Math.floor(p / (2 * width)) * (width / 2) + ((p % width) >> 1),
  );
}
