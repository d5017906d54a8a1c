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
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";
import { type Method, semanticChannels } from "../../modulation/norm-layer.ts";
import type { Graph } from "./graph.ts";
import type { Sources } from "./sources.ts";
import { symbolCount } from "./weights.ts";

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
  readonly #known = new Map<string, string>();

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
    return this.#windows(size, method.kind === "clade" ? 3 : method.kernel);
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

  borders(): never {
    throw new Error("whole maps take no borders");
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
      const outside = graph.integers([symbols], []);
      const padded = graph.op("Pad", [own, graph.integers([0, 1, 1, 0, 1, 1]), outside]);
      const taps = Array.from({ length: 9 }, (_, tap) => {
        const [y, x] = [Math.floor(tap / 3), tap % 3];
        const part = graph.op("Slice", [
          padded,
          graph.integers([y, x]),
          graph.integers([y + size.height, x + size.width]),
          graph.integers([1, 2]),
        ]);
        const rows = graph.op("Add", [part, graph.integers([tap * (symbols + 1)], [1])]);
        return graph.reshape(rows, [pixels, 1]);
      });
      return graph.reshape(graph.op("Concat", taps, { axis: 1 }), [pixels * 9]);
    });
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

  #once(key: string, make: () => string): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#known.set(key, made);
    return made;
  }
}
