/**
 * A 3×3 convolution of stride 1 with zero padding, six ways. Activations are matrices [pixels, channels], pixels in the
 * order [picture, row, column].
 *
 * | way | what it is | where it pays |
 * | --- | --- | --- |
 * | direct | the operator `Conv`, between two transpositions | large pictures |
 * | planes | nine maps of products, one for each tap, shifted and added | few results: `Conv` pads them to 16 |
 * | im2col | rows of nine pixels times one matrix | 8 × 8 pixels: too few tiles for Winograd |
 * | winograd2, winograd4x2, winograd4 | F(2×2, 3×3), F(4×2, 3×3), F(4×4, 3×3) out of plain products: 2.25, 3 and 4 times fewer multiply-adds | in between |
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";
import type { Graph } from "./graph.ts";
import { type OutputTile, winograd } from "./winograd.ts";

export type WinogradWay = "winograd2" | "winograd4x2" | "winograd4";
export type ConvolutionWay = "direct" | "planes" | "im2col" | WinogradWay;

const TILES: Readonly<Record<WinogradWay, OutputTile>> = {
  winograd2: { rows: 2, columns: 2 },
  winograd4x2: { rows: 4, columns: 2 },
  winograd4: { rows: 4, columns: 4 },
};

type Pair = readonly [rows: number, columns: number];

/** What is convolved, and by what. */
export interface Convolution extends Size {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;

  /** Constant [9, in, out]. */
  readonly kernel: string;
}

/** Matrices [in, out] that a way keeps of a kernel, and the number of results for which each of them multiplies once. */
export function matricesOf(way: ConvolutionWay): { matrices: number; results: number } {
  if (!isWinograd(way)) return { matrices: 9, results: 1 };
  const { rows, columns } = TILES[way];
  return { matrices: (rows + 2) * (columns + 2), results: rows * columns };
}

function isWinograd(way: ConvolutionWay): way is WinogradWay {
  return way in TILES;
}

/** Whether `way` can be done at this size: Winograd's squares must tile it. */
export function isPossible(way: ConvolutionWay, { height, width }: Size): boolean {
  if (!isWinograd(way)) return true;
  const { rows, columns } = TILES[way];
  return height % rows === 0 && width % columns === 0;
}

/**
 * @param bias [out].
 * @returns [pixels, out].
 */
export function convolution(
  graph: Graph,
  x: string,
  conv: Convolution,
  way: ConvolutionWay,
  bias: string | null,
): string {
  const plus = (y: string) => (bias === null ? y : graph.op("Add", [y, bias]));
  switch (way) {
    case "direct":
      return direct(graph, x, conv, bias);
    case "planes":
      return plus(byPlanes(graph, x, conv));
    case "im2col":
      return plus(im2col(graph, x, conv));
    case "winograd2":
    case "winograd4x2":
    case "winograd4":
      return plus(byWinograd(graph, x, conv, TILES[way]));
    default:
      return way satisfies never;
  }
}

/** [pixels, C] → [batch, C, height, width]. */
export function toChannelsFirst(
  graph: Graph,
  x: string,
  { batch, height, width }: Size & { readonly batch: number },
  channels: number,
): string {
  const map = graph.reshape(x, [batch, height, width, channels]);
  return graph.op("Transpose", [map], { perm: [0, 3, 1, 2] });
}

function direct(graph: Graph, x: string, conv: Convolution, bias: string | null): string {
  const { batch, height, width, inChannels, outChannels } = conv;
  // Constant: done once, when the session is made.
  const taps = graph.reshape(conv.kernel, [3, 3, inChannels, outChannels]);
  const weight = graph.op("Transpose", [taps], { perm: [3, 2, 0, 1] });
  const inputs = [toChannelsFirst(graph, x, conv, inChannels), weight];
  const y = graph.op("Conv", bias === null ? inputs : [...inputs, bias], {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
  });
  const back = graph.op("Transpose", [y], { perm: [0, 2, 3, 1] });
  return graph.reshape(back, [batch * height * width, outChannels]);
}

/** The picture's three channels at 256 × 256, from 64: 4 ms against the 14 of `Conv`. */
function byPlanes(graph: Graph, x: string, conv: Convolution): string {
  const { batch, height, width, inChannels, outChannels } = conv;
  // Constant: [9 · out, in], made once, when the session is.
  const turned = graph.op("Transpose", [conv.kernel], { perm: [0, 2, 1] });
  const matrix = graph.reshape(turned, [9 * outChannels, inChannels]);
  const planes = graph.op("Gemm", [matrix, x], { transB: 1 });
  const maps = graph.reshape(planes, [9 * outChannels, batch, height, width]);
  const padded = graph.op("Pad", [maps, graph.integers([0, 0, 1, 1, 0, 0, 1, 1])]);
  const taps = Array.from({ length: 9 }, (_, tap) => {
    const [row, column] = [Math.floor(tap / 3), tap % 3];
    return graph.op("Slice", [
      padded,
      graph.integers([tap * outChannels, row, column]),
      graph.integers([(tap + 1) * outChannels, row + height, column + width]),
      graph.integers([0, 2, 3]),
    ]);
  });
  const rows = graph.op("Transpose", [graph.op("Sum", taps)], { perm: [1, 2, 3, 0] });
  return graph.reshape(rows, [batch * height * width, outChannels]);
}

function im2col(graph: Graph, x: string, conv: Convolution): string {
  const { batch, height, width, inChannels, outChannels } = conv;
  const squares = gathered(graph, x, conv, { tile: [3, 3], step: [1, 1] }); //            [pixels, 9, C]
  const rows = graph.reshape(squares, [batch * height * width, 9 * inChannels]);
  return graph.op("MatMul", [rows, graph.reshape(conv.kernel, [9 * inChannels, outChannels])]);
}

/**
 * The products are separate matrices, since ONNX Runtime packs only two-dimensional constants ahead; the transforms are
 * small products tile by tile, so that a tile stays in the first cache.
 */
function byWinograd(graph: Graph, x: string, conv: Convolution, of: OutputTile): string {
  const { batch, height, width, inChannels, outChannels } = conv;
  const { inputTransform, filterTransform, outputTransform } = winograd(of);
  const tile = [of.rows + 2, of.columns + 2] as const;
  const points = tile[0] * tile[1];
  const tiles = (batch * height * width) / (of.rows * of.columns);

  // Constant: G g Gᵀ of all kernels is made once, when the session is.
  const flat = graph.reshape(conv.kernel, [9, inChannels * outChannels]);
  const transformed = graph.op("MatMul", [graph.floats(filterTransform, [points, 9]), flat]);
  const ones = graph.integers(new Array(points).fill(1));
  const kernels = graph.ops("Split", [transformed, ones], points, { axis: 0 });

  const squares = gathered(graph, x, conv, { tile, step: [of.rows, of.columns] }); //         [tiles, points, C]
  const spread = graph.op("MatMul", [graph.floats(inputTransform, [points, points]), squares]);
  const parts = graph.ops("Split", [spread, ones], points, { axis: 1 });
  const products = parts.map((part, i) => {
    const rows = graph.reshape(part, [tiles, inChannels]);
    const matrix = graph.reshape(kernels[i], [inChannels, outChannels]);
    return graph.reshape(graph.op("MatMul", [rows, matrix]), [tiles, 1, outChannels]);
  });
  const joined = graph.op("Concat", products, { axis: 1 }); //                  [tiles, points, K]
  const y = graph.op("MatMul", [
    graph.floats(outputTransform, [of.rows * of.columns, points]),
    joined,
  ]);
  const [rows, columns] = [(batch * height) / of.rows, width / of.columns];
  const map = graph.reshape(y, [rows, columns, of.rows, of.columns, outChannels]);
  const inOrder = graph.op("Transpose", [map], { perm: [0, 2, 1, 3, 4] });
  return graph.reshape(inOrder, [batch * height * width, outChannels]);
}

/** Tiles of pixels, one for each `step`, beginning a pixel before it; zeros outside; [tiles, pixels of one, C]. */
function gathered(
  graph: Graph,
  x: string,
  { batch, height, width, inChannels }: Convolution,
  { tile, step }: { readonly tile: Pair; readonly step: Pair },
): string {
  const map = graph.reshape(x, [batch, height, width, inChannels]);
  const padded = graph.op("Pad", [map, graph.integers([0, 1, 1, 0, 0, 1, 1, 0])]);
  const rows = graph.reshape(padded, [batch * (height + 2) * (width + 2), inChannels]);
  const indices: number[] = [];
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < height; y += step[0]) {
      for (let x0 = 0; x0 < width; x0 += step[1]) {
        for (let i = 0; i < tile[0]; i++) {
          for (let j = 0; j < tile[1]; j++) {
            indices.push((n * (height + 2) + y + i) * (width + 2) + x0 + j);
          }
        }
      }
    }
  }
  const points = tile[0] * tile[1];
  return graph.op("Gather", [rows, graph.integers(indices, [indices.length / points, points])], {
    axis: 0,
  });
}
