/**
 * Where a graph's indices and maps come from: inputs that the host computes for each run, or operators that compute them
 * from a label map.
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";
import type { Graph } from "./graph.ts";

/** Names of what `bordersOf` finds (borders.ts), int64. */
export interface BorderValues {
  readonly own: string;
  readonly others: string;
  readonly blocks: string;
  readonly pixels: string;
  readonly numbers: string;
  readonly touched: string;
  readonly around: string;
}

/** Values of a graph by what they stand for, at a size; see inputs.ts for what each holds. */
export interface Sources {
  /** Rows of `fc` of each pixel of the start; int64 [9 · pixels]. */
  start(size: Size): string;

  /** The latent code, [batch, zDim]. */
  latent(zDim: number): string;

  /** Class of each pixel; int64 [pixels]. */
  labels(size: Size): string;

  /** dy and dx, [pixels, 2]. */
  positions(size: Size): string;

  /** Edge bits as floats, [pixels, 1]. */
  edges(size: Size): string;

  /** SPADE: rows of its first convolution, for each window of symbols; int64 [k² · first]. */
  windows(size: Size): string;

  /** SPADE: windows around each window; int64 [9 · second]. */
  five(size: Size): string;

  /** SPADE: row of each pixel, int64 [pixels]; null where every pixel has a row of its own, in order. */
  index(size: Size): string | null;

  /** SPADE, "dense": window of each pixel, int64 [pixels]; null where every pixel has one of its own, in order. */
  centre(size: Size): string | null;

  /** Where the rows of an upsampled map differ within its 2×2 blocks. */
  borders(size: Size): BorderValues;
}

function inputName(what: string, { height, width }: Size): string {
  return `${what} ${height}x${width}`;
}

/** Inputs of the graph, computed on the host. */
export class FedSources implements Sources {
  readonly #graph: Graph;
  readonly #batch: number;

  constructor(graph: Graph, batch: number) {
    this.#graph = graph;
    this.#batch = batch;
  }

  start(size: Size): string {
    return this.#graph.input("start", "int64", [9 * this.#pixels(size)]);
  }

  latent(zDim: number): string {
    return this.#graph.input("z", "float32", [this.#batch, zDim]);
  }

  labels(size: Size): string {
    return this.#graph.input(inputName("labels", size), "int64", [this.#pixels(size)]);
  }

  positions(size: Size): string {
    return this.#graph.input(inputName("positions", size), "float32", [this.#pixels(size), 2]);
  }

  edges(size: Size): string {
    return this.#graph.input(inputName("edges", size), "float32", [this.#pixels(size), 1]);
  }

  windows(size: Size): string {
    return this.#rows("windows", size);
  }

  five(size: Size): string {
    return this.#rows("five", size);
  }

  index(size: Size): string {
    return this.#graph.input(inputName("index", size), "int64", [this.#pixels(size)]);
  }

  centre(size: Size): string {
    return this.#graph.input(inputName("centre", size), "int64", [this.#pixels(size)]);
  }

  borders(size: Size): BorderValues {
    return {
      own: this.#graph.input(inputName("own", size), "int64", [this.#pixels(size) / 4]),
      others: this.#rows("others", size),
      blocks: this.#rows("blocks", size),
      pixels: this.#rows("pixels", size),
      numbers: this.#rows("numbers", size),
      touched: this.#rows("touched", size),
      around: this.#rows("around", size),
    };
  }

  /** Its length differs from run to run; dimensions of one name would have to be equal. */
  #rows(what: string, size: Size): string {
    const name = inputName(what, size);
    return this.#graph.input(name, "int64", [name]);
  }

  #pixels({ height, width }: Size): number {
    return this.#batch * height * width;
  }
}
