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

  /**
   * SEAN: what the taps of a layer's style convolutions add where they meet each region of each style; [9 (sets · K + 1), 2C];
   * null where the graph makes it of `codes`.
   */
  styleTable(layer: string, dims: readonly number[]): string | null;

  /** SEAN: μ of each region of each style, [sets · K, S]; null where the graph makes it of `codes`. */
  mu(layer: string, dims: readonly number[]): string | null;

  /** SEAN: the style codes, [sets, K, S]. */
  codes(dims: readonly number[]): string;

  /** SEAN: row of the style table at each tap of each window; int64 [first, 9]. */
  styleWindows(size: Size): string;

  /** SEAN: the window around the pixel itself of each row of the second table; int64 [second]. */
  centres(size: Size): string;

  /** SEAN: region and style of each pixel; int64 [pixels]. */
  regions(size: Size): string;

  /** SEAN: noise of a layer, [pixels, 1]. */
  noise(layer: string, size: Size): string;
}

function inputName(what: string, { height, width }: Size): string {
  return `${what} ${height}x${width}`;
}

/** Name of the input that is what a layer makes of the style codes. */
export function styleName(what: "table" | "mu", layer: string): string {
  return `${what} ${layer}`;
}

/** Name of the input that is a layer's noise. */
function noiseName(layer: string): string {
  return `noise ${layer}`;
}

/** Inputs of the graph, computed on the host. */
export class FedSources implements Sources {
  readonly #graph: Graph;
  readonly #batch: number;
  readonly #fromCodes: boolean;

  /** @param options `fromCodes`: SEAN's graph takes the style codes; default: what `StyleTables` makes of them. */
  constructor(
    graph: Graph,
    batch: number,
    { fromCodes = false }: { readonly fromCodes?: boolean } = {},
  ) {
    this.#graph = graph;
    this.#batch = batch;
    this.#fromCodes = fromCodes;
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

  styleTable(layer: string, dims: readonly number[]): string | null {
    if (this.#fromCodes) return null;
    return this.#graph.input(styleName("table", layer), "float32", dims);
  }

  mu(layer: string, dims: readonly number[]): string {
    return this.#graph.input(styleName("mu", layer), "float32", dims);
  }

  codes(dims: readonly number[]): string {
    return this.#graph.input("codes", "float32", dims);
  }

  styleWindows(size: Size): string {
    const name = inputName("styles", size);
    return this.#graph.input(name, "int64", [name, 9]);
  }

  centres(size: Size): string {
    return this.#rows("centres", size);
  }

  regions(size: Size): string {
    return this.#graph.input(inputName("regions", size), "int64", [this.#pixels(size)]);
  }

  noise(layer: string, size: Size): string {
    return this.#graph.input(noiseName(layer), "float32", [this.#pixels(size), 1]);
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
