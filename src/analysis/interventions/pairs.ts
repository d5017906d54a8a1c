/**
 * Two modulations of one picture over the same pixels: rows of both at once.
 *
 * @module
 */

import type { IndexMap } from "../../modulation/modulation.ts";
import {
  type ExactModulation,
  type ExactPart,
  PARTS,
  rowForEachPixel,
} from "./exact-modulation.ts";

/** The pairs of numbers that occur. */
interface Pairs {
  readonly index: IndexMap;

  /** [rows] each. */
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** @param b A number of 0 or more for each pixel of `a`. */
function pairsOf(a: IndexMap, b: Int32Array): Pairs {
  const span = b.reduce((most, value) => Math.max(most, value), 0) + 1;
  const numbers = new Map<number, number>();
  const [first, second, counts]: number[][] = [[], [], []];
  const rows = a.rows.map((row, p) => {
    const key = row * span + b[p];
    let number = numbers.get(key);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(key, number);
      first.push(row);
      second.push(b[p]);
      counts.push(0);
    }
    counts[number]++;
    return number;
  });
  const { batch, height, width } = a;
  return {
    index: { batch, height, width, rows, counts: Int32Array.from(counts) },
    first: Int32Array.from(first),
    second: Int32Array.from(second),
  };
}

/** The same values, no row of which is shared by pixels of two classes. @param labels Class of each pixel. */
export function withClasses(exact: ExactModulation, labels: Int32Array): ExactModulation {
  const { index, classes, channels, appended } = exact;
  if (index.rows.every((row, p) => classes[row] === labels[p])) return exact;
  const pairs = pairsOf(index, labels);
  const part = ({ base, varying }: ExactPart): ExactPart => ({
    base: rowsOf(base, pairs.first, channels),
    varying: varying && { ...varying, slope: rowsOf(varying.slope, pairs.first, channels) },
  });
  return {
    channels,
    index: pairs.index,
    classes: pairs.second,
    scale: part(exact.scale),
    shift: part(exact.shift),
    ...(appended && { appended }),
  };
}

/**
 * A weighted sum of two modulations of one picture at every pixel, with weights that may depend on class, channel and part.
 *
 * @param weight Of `b`, which leaves `1 − weight` for `a`. At 0 and 1 the other does not count, be it infinite.
 * @returns With the classes and the appended channel of `a`.
 */
export function blendedModulations(
  a: ExactModulation,
  b: ExactModulation,
  weight: (at: {
    readonly part: "scale" | "shift";
    readonly class: number;
    readonly channel: number;
  }) => number,
): ExactModulation {
  const [x, y] = sameFactors(a, b) ? [a, b] : [rowForEachPixel(a), rowForEachPixel(b)];
  const { channels, appended } = x;
  const pairs = pairsOf(x.index, y.index.rows);
  const classes = pairs.first.map((row) => x.classes[row]);
  const blend = (part: "scale" | "shift"): ExactPart => {
    const each = (u: Float64Array | undefined, v: Float64Array | undefined) => {
      const out = new Float64Array(classes.length * channels);
      for (let row = 0; row < classes.length; row++) {
        for (let channel = 0; channel < channels; channel++) {
          const t = weight({ part, class: classes[row], channel });
          const p = u?.[pairs.first[row] * channels + channel] ?? 0;
          const q = v?.[pairs.second[row] * channels + channel] ?? 0;
          out[row * channels + channel] = t === 0 ? p : t === 1 ? q : (1 - t) * p + t * q;
        }
      }
      return out;
    };
    const factor = x[part].varying?.factor ?? y[part].varying?.factor;
    return {
      base: each(x[part].base, y[part].base),
      varying:
        factor === undefined
          ? null
          : { factor, slope: each(x[part].varying?.slope, y[part].varying?.slope) },
    };
  };
  return {
    channels,
    index: pairs.index,
    classes,
    scale: blend("scale"),
    shift: blend("shift"),
    ...(appended && { appended }),
  };
}

/** Whether one factor for each pixel does for both, in scale and in shift. */
function sameFactors(a: ExactModulation, b: ExactModulation): boolean {
  return PARTS.every((part) => {
    const [f, g] = [a[part].varying?.factor, b[part].varying?.factor];
    return f === undefined || g === undefined || f.every((value, p) => value === g[p]);
  });
}

function rowsOf(table: Float64Array, rows: Int32Array, channels: number): Float64Array {
  const out = new Float64Array(rows.length * channels);
  for (const [i, row] of rows.entries()) {
    out.set(table.subarray(row * channels, (row + 1) * channels), i * channels);
  }
  return out;
}
