/**
 * A convolution over tables of addresses, so that any stride and padding is the same to it: y[p, o] = bias[o] + Σₜ Σᵢ
 * x[sourceₚₜ + i] · w[t, i, o] for the pixels p. With one tap it is a product of matrices.
 *
 * After Dukhan, "The Indirect Convolution Algorithm", arXiv 1907.02129. Eight vectors hold 4 pixels × 8 channels while taps
 * and inner channels go by.
 *
 * @module
 */

import {
  add,
  type Code,
  constant,
  FunctionBuilder,
  floatPlus,
  floatTimes,
  increase,
  type Local,
  load,
  loadFloat,
  loadInteger,
  loadSplat,
  multiply,
  plus,
  store,
  storeFloat,
  times,
  whileAtMost,
} from "./assembler.ts";

const PIXELS = 4;
const VECTORS = 2;

/** Floats that `packed` has room for, for each tap and inner channel. */
export const PACKED: number = 4 * VECTORS;

/** Addresses, and counts. */
export interface IndirectConvolution {
  /** Table [pixels, taps] of addresses of what is seen, `inner` floats each. */
  readonly sources: number;

  /** [taps, inner, outer] */
  readonly weights: number;

  /** [outer] */
  readonly bias: number;

  /** The result, [pixels, outer]. */
  readonly result: number;

  /** Room for taps · inner · PACKED floats. */
  readonly packed: number;

  readonly pixels: number;
  readonly taps: number;
  readonly inner: number;
  readonly outer: number;
}

/** The order of the parameters. */
export const CONVOLUTION_PARAMETERS: readonly (keyof IndirectConvolution)[] = [
  "sources",
  "weights",
  "bias",
  "result",
  "packed",
  "pixels",
  "taps",
  "inner",
  "outer",
];

export function indirectConvolution(): { type: Code; body: Code } {
  const f = new FunctionBuilder(CONVOLUTION_PARAMETERS.length);
  const given = Object.fromEntries(
    CONVOLUTION_PARAMETERS.map((name, i) => [name, f.parameter(i)]),
  ) as Record<keyof IndirectConvolution, Local>;
  const integers = (count: number) => Array.from({ length: count }, () => f.integer());
  const [pitch, tapsBytes, innerBytes, depth] = integers(4);
  const [pixel, channel, source, sourceEnd, weight, to, from, packedEnd, xEnd] = integers(9);
  const xs = integers(PIXELS);
  const scalars = Array.from({ length: PIXELS }, () => f.float());
  const sums = Array.from({ length: PIXELS }, () => [f.vector(), f.vector()]);
  const weights = [f.vector(), f.vector()];
  const x = f.vector();

  const assign = (local: Local, value: Code): Code => [...value, ...local.set];
  const floats = (count: Code): Code => multiply(count, constant(4));
  const below = (end: Code): Code => add(end, constant(-1));
  /** The channel at hand of an array of channels. */
  const atChannel = (start: Code): Code => add(start, floats(channel.get));

  /** Goes through taps and inner channels of `height` pixels, doing `step` for each. */
  const throughTaps = (height: number, start: Code, weightStep: Code, step: Code): Code => [
    ...assign(source, add(given.sources.get, multiply(pixel.get, tapsBytes.get))),
    ...assign(sourceEnd, add(source.get, tapsBytes.get)),
    ...assign(weight, start),
    ...whileAtMost(source.get, below(sourceEnd.get), [
      ...xs
        .slice(0, height)
        .flatMap((at, i) =>
          assign(at, loadInteger(add(source.get, multiply(tapsBytes.get, constant(i))))),
        ),
      ...assign(xEnd, add(xs[0].get, innerBytes.get)),
      ...whileAtMost(xs[0].get, below(xEnd.get), [
        ...step,
        ...xs.slice(0, height).flatMap((at) => increase(at, constant(4))),
        ...increase(weight, weightStep),
      ]),
      ...increase(source, constant(4)),
    ]),
    ...assign(to, atChannel(add(given.result.get, multiply(pixel.get, pitch.get)))),
  ];

  /** `height` pixels by `width` vectors of channels. */
  const tile = (height: number, width: number): Code => {
    const rows = sums.slice(0, height).map((row) => row.slice(0, width));
    const bias = (j: number) => load(atChannel(given.bias.get), 16 * j);
    return [
      ...rows.flatMap((row) => row.flatMap((sum, j) => assign(sum, bias(j)))),
      ...throughTaps(height, given.packed.get, constant(16 * width), [
        ...weights.slice(0, width).flatMap((w, j) => assign(w, load(weight.get, 16 * j))),
        ...rows.flatMap((row, i) => [
          ...assign(x, loadSplat(xs[i].get)),
          ...row.flatMap((sum, j) => assign(sum, plus(sum.get, times(x.get, weights[j].get)))),
        ]),
      ]),
      ...rows.flatMap((row) => [
        ...row.flatMap((sum, j) => store(to.get, sum.get, 16 * j)),
        ...increase(to, pitch.get),
      ]),
    ];
  };

  /** `height` pixels of one channel. */
  const scalarTile = (height: number): Code => {
    const rows = scalars.slice(0, height);
    return [
      ...rows.flatMap((sum) => assign(sum, loadFloat(atChannel(given.bias.get)))),
      ...throughTaps(
        height,
        atChannel(given.weights.get),
        pitch.get,
        rows.flatMap((sum, i) =>
          assign(sum, floatPlus(sum.get, floatTimes(loadFloat(xs[i].get), loadFloat(weight.get)))),
        ),
      ),
      ...rows.flatMap((sum) => [...storeFloat(to.get, sum.get), ...increase(to, pitch.get)]),
    ];
  };

  /** Brings the weights of a tile's channels together: with many channels they are far apart. */
  const pack = (width: number): Code => [
    ...assign(from, atChannel(given.weights.get)),
    ...assign(weight, given.packed.get),
    ...assign(packedEnd, add(weight.get, multiply(depth.get, constant(16 * width)))),
    ...whileAtMost(weight.get, below(packedEnd.get), [
      ...weights
        .slice(0, width)
        .flatMap((_, j) => store(weight.get, load(from.get, 16 * j), 16 * j)),
      ...increase(weight, constant(16 * width)),
      ...increase(from, pitch.get),
    ]),
  ];

  /** All pixels, in tiles of four and then one by one. */
  const throughPixels = (of: (height: number) => Code): Code => [
    ...assign(pixel, constant(0)),
    ...[PIXELS, 1].flatMap((height) =>
      whileAtMost(add(pixel.get, constant(height)), given.pixels.get, [
        ...of(height),
        ...increase(pixel, constant(height)),
      ]),
    ),
  ];

  return f.built([
    ...assign(pitch, floats(given.outer.get)),
    ...assign(tapsBytes, floats(given.taps.get)),
    ...assign(innerBytes, floats(given.inner.get)),
    ...assign(depth, multiply(given.taps.get, given.inner.get)),
    ...assign(channel, constant(0)),
    ...[VECTORS, 1].flatMap((width) =>
      whileAtMost(add(channel.get, constant(4 * width)), given.outer.get, [
        ...pack(width),
        ...throughPixels((height) => tile(height, width)),
        ...increase(channel, constant(4 * width)),
      ]),
    ),
    ...whileAtMost(add(channel.get, constant(1)), given.outer.get, [
      ...throughPixels(scalarTile),
      ...increase(channel, constant(1)),
    ]),
  ]);
}
