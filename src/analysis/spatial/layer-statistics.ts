/**
 * What is kept of one layer's modulation over any number of pictures, and how a picture is added: everything from the
 * rows of the bank and how many pixels take each, nothing from dense maps.
 *
 * The value of class k at pixel p in channel c is written as
 *
 * `a = interior[k, c] · (1 + g(p)) + d(p, c)`
 *
 * with `interior` the class's own row (CLADE's bank, SPADE's closed form away from borders), g the plane of CLADE-ICPE
 * less 1, and d what SPADE's neighbourhood adds. CLADE has g = d = 0, so it has exactly nothing within a class; ICPE
 * needs count, Σg and Σg² of each class; SPADE needs Σd and Σd² of each class and channel. All of these are sums
 * (see sums.ts), so statistics of parts of a data set add up to those of the whole, in any order.
 *
 * @module
 */

import type { Bank, Modulation } from "../../modulation/modulation.ts";
import { mixedPixels } from "../variance-split.ts";
import { boundaryDistance, FARTHEST } from "./boundary-distance.ts";
import { add, addSums, type Sums, zeroSums } from "./sums.ts";

/** How a layer's values come about: by class alone, times a plane, or by neighbourhood. */
export type ModulationKind = "lookup" | "plane" | "neighbourhood";

/** A layer, and what of it is the same for every picture. */
export interface LayerDescription {
  /** "up_2.norm_0". */
  readonly layer: string;
  readonly kind: ModulationKind;
  readonly classes: number;
  readonly channels: number;

  /** Name of the network's label set; null where none is known. */
  readonly labelSet: string | null;

  /** Names of the bank rows, or null without a label set. */
  readonly classNames: readonly string[] | null;

  /** SPADE with an edge channel: 2 symbols for each class, without and with the bit; else 1. */
  readonly symbolsPerClass: 1 | 2;

  /** Effective scale and shift of each class in its interior; [classes, channels] each. */
  readonly interior: { readonly scale: Bank; readonly shift: Bank };

  /** CLADE-ICPE: weights of dy and dx, and bias. */
  readonly planes: { readonly scale: PlaneNumbers; readonly shift: PlaneNumbers } | null;
}

export type PlaneNumbers = readonly [weightY: number, weightX: number, bias: number];

/** Sums of scale or of shift. */
export interface KindSums {
  /** Σg of each class; [classes]. Kind "plane", else zeros. */
  readonly factor: Sums;

  /** Σg², [classes]. */
  readonly factorSquares: Sums;

  /** Σd and Σd² of each class that occurred, [channels] each. Kind "neighbourhood", else empty. */
  readonly deviations: Map<number, { readonly sum: Sums; readonly squares: Sums }>;

  /** Σ over pixels and channels of |a − interior| by class and distance; [classes, FARTHEST]. */
  readonly profile: Sums;

  /** Largest |a − interior|, [classes, FARTHEST]. */
  readonly profileMax: Float64Array;
}

export interface LayerStatistics {
  readonly description: LayerDescription;

  /** Resolution of the layer; [0, 0] before the first picture, [−1, −1] once pictures differ. */
  size: readonly [height: number, width: number];

  /** Pictures added. */
  pictures: number;

  /** Pixels by class and distance to the border of their region; [classes, FARTHEST]. */
  readonly pixels: Float64Array;

  /** Pixels whose 3×3 and 5×5 labels are of one class where what lies beyond the picture counts as no other class. */
  readonly oneClassInside: [three: number, five: number];

  /** Pixels whose neighbourhood (SPADE 3×3) has more than one symbol: another class, an edge bit, the border. */
  mixedPixels: number;

  /** Rows of the bank in use, summed over pictures, and the most of one picture. */
  rows: number;
  mostRows: number;

  /** The same by class, and the pictures that have the class; [classes] each. */
  readonly classRows: Float64Array;
  readonly mostClassRows: Float64Array;
  readonly classPictures: Float64Array;

  readonly scale: KindSums;
  readonly shift: KindSums;
}

export function emptyStatistics(description: LayerDescription): LayerStatistics {
  const { classes } = description;
  const kind = (): KindSums => ({
    factor: zeroSums(classes),
    factorSquares: zeroSums(classes),
    deviations: new Map(),
    profile: zeroSums(classes * FARTHEST),
    profileMax: new Float64Array(classes * FARTHEST),
  });
  return {
    description,
    size: [0, 0],
    pictures: 0,
    pixels: new Float64Array(classes * FARTHEST),
    oneClassInside: [0, 0],
    mixedPixels: 0,
    rows: 0,
    mostRows: 0,
    classRows: new Float64Array(classes),
    mostClassRows: new Float64Array(classes),
    classPictures: new Float64Array(classes),
    scale: kind(),
    shift: kind(),
  };
}

/** What layers of one resolution share: how far pixels are from the border of their region, [height, width]. */
export interface Distances {
  /** The picture's edge counts as a border. */
  readonly distances: Uint8Array;

  /** It does not. */
  readonly inside: Uint8Array;
}

/** Of one picture, at the layer's resolution. */
export function distancesOf(labels: Parameters<typeof boundaryDistance>[0]): Distances {
  return {
    distances: boundaryDistance(labels),
    inside: boundaryDistance(labels, { border: false }),
  };
}

/**
 * Adds one picture.
 *
 * @param modulation Of this layer, of one picture.
 */
export function addPicture(
  to: LayerStatistics,
  modulation: Modulation,
  { distances, inside }: Distances,
): void {
  const { index, classes } = modulation;
  to.size = joinedSize(to.size, [index.height, index.width]);
  to.pictures += 1;
  for (const distance of inside) {
    if (distance >= 2) to.oneClassInside[0]++;
    if (distance >= 3) to.oneClassInside[1]++;
  }
  to.mixedPixels += mixedPixels(modulation);
  const inUse = new Float64Array(to.description.classes);
  for (const [row, count] of index.counts.entries()) if (count > 0) inUse[classes[row]]++;
  addRows(to, inUse);

  const histogram = new Int32Array(index.counts.length * FARTHEST);
  for (let p = 0; p < distances.length; p++) {
    histogram[index.rows[p] * FARTHEST + distances[p] - 1]++;
  }
  for (let i = 0; i < histogram.length; i++) {
    const row = Math.floor(i / FARTHEST);
    if (histogram[i] > 0) to.pixels[classes[row] * FARTHEST + (i % FARTHEST)] += histogram[i];
  }
  for (const which of ["scale", "shift"] as const) {
    const { kind, interior } = to.description;
    const factors = modulation.spatial?.[which];
    if (kind === "neighbourhood") addDeviations(to, which, modulation, histogram);
    else if (factors !== undefined)
      addFactors(to[which], modulation, factors, interior[which], distances);
  }
}

/** Adds what was kept of other pictures. Both are of the same layer of the same network. */
export function mergeInto(to: LayerStatistics, from: LayerStatistics): void {
  to.size = joinedSize(to.size, from.size);
  to.pictures += from.pictures;
  to.mixedPixels += from.mixedPixels;
  to.oneClassInside[0] += from.oneClassInside[0];
  to.oneClassInside[1] += from.oneClassInside[1];
  to.rows += from.rows;
  to.mostRows = Math.max(to.mostRows, from.mostRows);
  for (const name of ["pixels", "classRows", "classPictures"] as const) {
    for (const [i, value] of from[name].entries()) to[name][i] += value;
  }
  raise(to.mostClassRows, from.mostClassRows);
  for (const which of ["scale", "shift"] as const) {
    const [a, b] = [to[which], from[which]];
    addSums(a.factor, b.factor);
    addSums(a.factorSquares, b.factorSquares);
    addSums(a.profile, b.profile);
    raise(a.profileMax, b.profileMax);
    for (const [k, { sum, squares }] of b.deviations) {
      const own = deviationsOf(a, k, sum.high.length);
      addSums(own.sum, sum);
      addSums(own.squares, squares);
    }
  }
}

/** SPADE: Σd, Σd² by class and channel, |d| by distance. */
function addDeviations(
  { description, ...statistics }: LayerStatistics,
  which: "scale" | "shift",
  { index, classes, patterns, ...banks }: Modulation,
  histogram: Int32Array,
): void {
  const { channels, values } = banks[which];
  const interior = description.interior[which];
  const to = statistics[which];
  for (const [row, count] of index.counts.entries()) {
    if (count === 0) continue;
    const k = classes[row];
    const { sum, squares } = deviationsOf(to, k, channels);
    // Its own class all around and no edge bit: that is the interior, whatever the rounding of two ways to it.
    const symbol = k * description.symbolsPerClass;
    if (patterns?.subarray(row * 25, (row + 1) * 25).every((s) => s === symbol)) continue;
    let [absolute, largest] = [0, 0];
    for (let c = 0; c < channels; c++) {
      const d = values[row * channels + c] - interior.values[k * channels + c];
      if (d === 0) continue;
      add(sum, c, count * d);
      add(squares, c, count * d * d);
      const size = Math.abs(d);
      absolute += size;
      if (size > largest) largest = size;
    }
    if (absolute === 0) continue;
    for (let b = 0; b < FARTHEST; b++) {
      const pixels = histogram[row * FARTHEST + b];
      if (pixels === 0) continue;
      const at = k * FARTHEST + b;
      add(to.profile, at, pixels * absolute);
      to.profileMax[at] = Math.max(to.profileMax[at], largest);
    }
  }
}

/** CLADE-ICPE: Σg, Σg² by class, |interior · g| by distance; g is shared by all channels. */
function addFactors(
  to: KindSums,
  { index, classes }: Modulation,
  factors: Float32Array,
  interior: Bank,
  distances: Uint8Array,
): void {
  const K = to.factor.high.length;
  const [sum, squares] = [new Float64Array(K), new Float64Array(K)];
  const [absolute, largest] = [new Float64Array(K * FARTHEST), new Float64Array(K * FARTHEST)];
  for (let p = 0; p < factors.length; p++) {
    const k = classes[index.rows[p]];
    const g = factors[p] - 1;
    sum[k] += g;
    squares[k] += g * g;
    const at = k * FARTHEST + distances[p] - 1;
    const size = Math.abs(g);
    absolute[at] += size;
    if (size > largest[at]) largest[at] = size;
  }
  for (const k of new Set(classes)) {
    add(to.factor, k, sum[k]);
    add(to.factorSquares, k, squares[k]);
    const row = interior.values.subarray(k * interior.channels, (k + 1) * interior.channels);
    let [rowSum, rowMax] = [0, 0];
    for (const value of row) {
      rowSum += Math.abs(value);
      rowMax = Math.max(rowMax, Math.abs(value));
    }
    for (let at = k * FARTHEST; at < (k + 1) * FARTHEST; at++) {
      add(to.profile, at, absolute[at] * rowSum);
      to.profileMax[at] = Math.max(to.profileMax[at], largest[at] * rowMax);
    }
  }
}

function addRows(to: LayerStatistics, inUse: Float64Array): void {
  const rows = inUse.reduce((sum, count) => sum + count, 0);
  to.rows += rows;
  to.mostRows = Math.max(to.mostRows, rows);
  for (const [k, count] of inUse.entries()) {
    to.classRows[k] += count;
    if (count > 0) to.classPictures[k]++;
  }
  raise(to.mostClassRows, inUse);
}

function deviationsOf(
  { deviations }: KindSums,
  k: number,
  channels: number,
): { readonly sum: Sums; readonly squares: Sums } {
  const known = deviations.get(k);
  if (known !== undefined) return known;
  const made = { sum: zeroSums(channels), squares: zeroSums(channels) };
  deviations.set(k, made);
  return made;
}

function raise(to: Float64Array, from: Float64Array): void {
  for (const [i, value] of from.entries()) if (value > to[i]) to[i] = value;
}

function joinedSize(
  a: LayerStatistics["size"],
  b: LayerStatistics["size"],
): LayerStatistics["size"] {
  if (a[0] === 0) return b;
  if (b[0] === 0 || (a[0] === b[0] && a[1] === b[1])) return a;
  return [-1, -1];
}
