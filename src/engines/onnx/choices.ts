/**
 * Which way each convolution is computed, and why.
 *
 * Measured on an AMD EPYC (Zen 5, AVX-512), one thread, milliseconds a convolution of the ADE20K network at 256 × 256:
 *
 * | layer | im2col | winograd2 | winograd4 | direct |
 * | --- | --- | --- | --- | --- |
 * | head_0, 8 × 8 | 7.8 | 7.9 | 7.9 | |
 * | G_middle, 16 × 16 | 24.5 | 16 | 15.7 | |
 * | up_0.conv_0, 32 × 32 | 51 | 28 | 23 | |
 * | up_1.conv_0, 64 × 64 | | 37 | 29 | |
 * | up_2.conv_0, 128 × 128 | | 57 | 44 | 45 |
 * | up_3.conv_0, 256 × 256 | | 104 | 87 | 52 |
 *
 * Other processors may choose otherwise: `tune()` measures the same on the machine at hand, and what it finds can be given
 * in the place of the table (`Tuning`). Ways differ by rounding, at most 3e-5 of the picture's tanh output.
 *
 * Most of the conv_0 are computed at half the size instead (upsampled.ts). winograd4x2 at 16 × 16 takes 4 ms of a picture
 * less than winograd2, and 400 MB more while the session is made. winograd4 keeps 36 matrices for each kernel of nine taps, winograd4x2 24, winograd2 16: where there
 * are few pixels the larger saves little time and costs much memory.
 *
 * @module
 */

import type { Size } from "../../models/ops.ts";
import { type ConvolutionWay, isPossible, matricesOf } from "./convolution.ts";

/** How much memory may go into Winograd's matrices: none, for most layers the smaller, or all of them. */
export type MemoryMode = "small" | "normal" | "large";

/**
 * Every way but that of few results, of which there is no choice; first the one that needs the least memory. For the type's
 * sake as a record.
 */
export const WAYS = Object.keys({
  direct: true,
  im2col: true,
  winograd2: true,
  winograd4x2: true,
  winograd4: true,
} satisfies Record<Exclude<ConvolutionWay, "planes">, true>) as ConvolutionWay[];

/** Most pixels of a picture at which each way is taken, the best first. */
const LADDERS: Readonly<
  Record<MemoryMode, readonly (readonly [pixels: number, ConvolutionWay])[]>
> = {
  small: [[8 * 8, "im2col"]],
  normal: [
    [8 * 8, "im2col"],
    [32 * 32, "winograd2"],
    [128 * 128, "winograd4"],
  ],
  large: [
    [8 * 8, "im2col"],
    [16 * 16, "winograd4x2"],
    [128 * 128, "winograd4"],
  ],
};

/** Of fewer results Winograd's transforms cost more than they save. */
export const FEW_CHANNELS = 8;

/** A 3×3 convolution as the choice sees it; size of the output, which is that of the input. */
export interface ConvolutionShape extends Size {
  readonly inChannels: number;
  readonly outChannels: number;
}

/** Milliseconds of one convolution by each way that was measured. */
export type WayTimes = Readonly<Partial<Record<ConvolutionWay, number>>>;

/** Measured times by `shapeName()`. */
export type Tuning = ReadonlyMap<string, WayTimes>;

/** "64x64 512>256": height, width, channels in and out. */
export function shapeName({ height, width, inChannels, outChannels }: ConvolutionShape): string {
  return `${height}x${width} ${inChannels}>${outChannels}`;
}

/** Whether a mode has the memory for a way: "normal" has none for 36 matrices where they are the largest. */
export function isAllowed(way: ConvolutionWay, size: Size, memory: MemoryMode): boolean {
  const large = size.height * size.width > 32 * 32;
  const most = { small: 9, normal: large ? 36 : 16, large: 36 }[memory];
  return matricesOf(way).matrices <= most;
}

/** @param times Measured, of which the mode's fastest is taken; without, by the table. */
export function convolutionWay(
  shape: Size & Pick<ConvolutionShape, "outChannels">,
  memory: MemoryMode,
  times: WayTimes = {},
): ConvolutionWay {
  if (shape.outChannels < FEW_CHANNELS) return "planes";
  const measured = Object.entries(times) as [ConvolutionWay, number][];
  const [fastest] = measured
    .filter(([way]) => isPossible(way, shape) && isAllowed(way, shape, memory))
    .sort(([, a], [, b]) => a - b);
  return fastest?.[0] ?? wayOfTable(shape, memory);
}

function wayOfTable(size: Size, memory: MemoryMode): ConvolutionWay {
  const pixels = size.height * size.width;
  const wanted = LADDERS[memory].find(([most]) => pixels <= most)?.[1] ?? "direct";
  if (isPossible(wanted, size)) return wanted;
  return isPossible("winograd2", size) ? "winograd2" : "im2col";
}

/** How SPADE's rows are made. */
export type TableWay =
  /** Nine hidden rows side by side times one matrix. */
  | "joined"
  /** All nine taps' products with the hidden rows first, then sums of nine of their rows. */
  | "taps"
  /** A convolution over all pixels, where nearly every one has a neighbourhood of its own. */
  | "dense";

/** Below so many pixels hidden rows are about as many as rows of the result, and sums of products save nothing. */
const JOINED_PIXELS = 16 * 16;

/**
 * @param size Of the layer.
 * @param rows Of the 3×3 and the 5×5 table, of all pictures together.
 */
export function tableWay(
  size: Size & { readonly batch: number },
  rows: { readonly first: number; readonly second: number },
): TableWay {
  const pixels = size.height * size.width;
  if (pixels <= JOINED_PIXELS) return "joined";
  // The taps' products are of 3×3 rows, the sums of 5×5 rows. Measured on COCO label maps at 32 × 32: a half and 0.9 of
  // the pixels are about as fast either way; at a quarter the tables save a third of the layer's time.
  const all = pixels * size.batch;
  return rows.first > 0.5 * all || rows.second > 0.9 * all ? "dense" : "taps";
}
