/**
 * How spatial a modulation is on data: the variance of its effective scale and shift over pixels, split into what
 * differs between classes and what differs within a class. CLADE's look-up has nothing within a class.
 *
 * `Σ_p (a_p − a̅)² = Σ_k n_k (a̅_k − a̅)² + Σ_k Σ_{p in k} (a_p − a̅_k)²`, channel by channel. Exact, from the rows of the
 * bank and their pixels, and for CLADE-ICPE, whose scale at p is the row's times a factor f_p, from count, mean and
 * squares of the factors of each row. Splits of several label maps merge, in any order, after Chan, Golub and LeVeque
 * (1983), which loses no digits to large means.
 *
 * @module
 */

import type { Bank, Modulation } from "../modulation/modulation.ts";
import type { ClassFacts } from "./class-facts.ts";

/** Count, mean and sum of squared deviations of every channel over the pixels of one class. */
export interface ChannelMoments {
  readonly mean: Float64Array;
  readonly squares: Float64Array;
}

/** What is kept of one class. */
export interface ClassMoments {
  readonly count: number;
  readonly scale: ChannelMoments;
  readonly shift: ChannelMoments;
}

/** The modulation of one layer over all pixels seen so far. */
export interface VarianceSplit {
  readonly channels: number;
  readonly classes: ReadonlyMap<number, ClassMoments>;

  /** Pixels whose neighbourhood is not all of one class: there alone SPADE 3×3 differs from a look-up. */
  readonly mixedPixels: number;
}

/** Of a row that was made from modulations alone, which know no label set, `classes` and what follows is absent. */
export interface VarianceSplitRow extends Partial<ClassFacts> {
  /** "up_2.norm_0". */
  readonly layer: string;
  readonly channels: number;
  readonly pixels: number;

  /** Variances, means over channels; NaN without pixels. */
  readonly withinScale: number;
  readonly betweenScale: number;
  readonly withinShift: number;
  readonly betweenShift: number;

  /**
   * Within over all, scale and shift together: x̂ has variance 1, so both count alike in what they do to y. 0 for a
   * modulation that is constant; NaN without pixels.
   */
  readonly share: number;

  /** Of pixels whose 5×5 neighbourhood has more than one symbol or the picture's edge; 0 for look-ups by class, NaN without pixels. */
  readonly mixedShare: number;
}

/** The split of one layer's modulation of a batch. */
export function varianceSplit(modulation: Modulation): VarianceSplit {
  const { scale, shift, index, classes, spatial } = modulation;
  const split = {
    channels: scale.channels,
    classes: new Map<number, ClassMoments>(),
    mixedPixels: mixedPixels(modulation),
  };
  const scaleFactors = factorMoments(modulation, spatial?.scale);
  const shiftFactors = factorMoments(modulation, spatial?.shift);
  for (const [row, count] of index.counts.entries()) {
    if (count === 0) continue;
    const moments = {
      count,
      scale: rowMoments(scale, row, scaleFactors),
      shift: rowMoments(shift, row, shiftFactors),
    };
    const known = split.classes.get(classes[row]);
    split.classes.set(classes[row], known === undefined ? moments : joined(known, moments));
  }
  return split;
}

/** What one split of all their pixels would be. The parts are of the same layer. */
export function mergeSplits(...parts: readonly VarianceSplit[]): VarianceSplit {
  const classes = new Map<number, ClassMoments>();
  for (const part of parts) {
    for (const [row, moments] of part.classes) {
      const known = classes.get(row);
      classes.set(row, known === undefined ? moments : joined(known, moments));
    }
  }
  return {
    channels: parts[0]?.channels ?? 0,
    classes,
    mixedPixels: parts.reduce((sum, part) => sum + part.mixedPixels, 0),
  };
}

export function varianceSplitRow(layer: string, split: VarianceSplit): VarianceSplitRow {
  const { channels, classes, mixedPixels } = split;
  const moments = [...classes.values()];
  const pixels = moments.reduce((sum, { count }) => sum + count, 0);
  const [withinScale, betweenScale] = parts(moments, "scale", channels);
  const [withinShift, betweenShift] = parts(moments, "shift", channels);
  const within = withinScale + withinShift;
  const all = within + betweenScale + betweenShift;
  return {
    layer,
    channels,
    pixels,
    withinScale,
    betweenScale,
    withinShift,
    betweenShift,
    share: pixels === 0 ? Number.NaN : all > 0 ? within / all : 0,
    mixedShare: mixedPixels / pixels, // 0 / 0, NaN, without pixels
  };
}

/** How spatial a set of layers is on label maps: a row for each layer. */
export function spatialShare(
  layers: Iterable<readonly [layer: string, modulations: readonly Modulation[]]>,
): VarianceSplitRow[] {
  return [...layers].map(([layer, modulations]) =>
    varianceSplitRow(layer, mergeSplits(...modulations.map(varianceSplit))),
  );
}

/** Mean and sum of squared deviations of the factors of each row, [rows]; null for factors of 1. */
export function factorMoments(
  { index, scale }: Pick<Modulation, "index" | "scale">,
  factors: Float32Array | undefined,
): { readonly mean: Float64Array; readonly squares: Float64Array } | null {
  if (factors === undefined) return null;
  const mean = new Float64Array(scale.rows);
  const squares = new Float64Array(scale.rows);
  for (const [p, row] of index.rows.entries()) mean[row] += factors[p] / index.counts[row];
  for (const [p, row] of index.rows.entries()) squares[row] += (factors[p] - mean[row]) ** 2;
  return { mean, squares };
}

/** A row times its factors: mean a·f̄, squares a²·Σ(f − f̄)². */
function rowMoments(
  { channels, values }: Bank,
  row: number,
  factors: ReturnType<typeof factorMoments>,
): ChannelMoments {
  const bank = Float64Array.from(values.subarray(row * channels, (row + 1) * channels));
  if (factors === null) return { mean: bank, squares: new Float64Array(channels) };
  const [mean, squares] = [factors.mean[row], factors.squares[row]];
  return { mean: bank.map((a) => a * mean), squares: bank.map((a) => a * a * squares) };
}

function joined(a: ClassMoments, b: ClassMoments): ClassMoments {
  const count = a.count + b.count;
  const join = (x: ChannelMoments, y: ChannelMoments): ChannelMoments => ({
    mean: x.mean.map((mean, c) => mean + ((y.mean[c] - mean) * b.count) / count),
    squares: x.squares.map(
      (squares, c) =>
        squares + y.squares[c] + ((y.mean[c] - x.mean[c]) ** 2 * a.count * b.count) / count,
    ),
  });
  return { count, scale: join(a.scale, b.scale), shift: join(a.shift, b.shift) };
}

/** Variance within and between classes, mean over channels. */
function parts(
  classes: readonly ClassMoments[],
  which: "scale" | "shift",
  channels: number,
): [within: number, between: number] {
  const pixels = classes.reduce((sum, { count }) => sum + count, 0);
  if (pixels === 0) return [Number.NaN, Number.NaN];
  let [within, between] = [0, 0];
  for (let c = 0; c < channels; c++) {
    const mean = classes.reduce((sum, k) => sum + k.count * k[which].mean[c], 0) / pixels;
    for (const k of classes) {
      within += k[which].squares[c];
      between += k.count * (k[which].mean[c] - mean) ** 2;
    }
  }
  return [within / pixels / channels, between / pixels / channels];
}

/** Pixels of neighbourhoods with more than one symbol; none where there are no neighbourhoods. */
export function mixedPixels({ patterns, index }: Modulation): number {
  if (patterns === undefined) return 0;
  return index.counts.reduce((sum, count, row) => {
    const neighbourhood = patterns.subarray(row * 25, (row + 1) * 25);
    return sum + (neighbourhood.every((symbol) => symbol === neighbourhood[0]) ? 0 : count);
  }, 0);
}
