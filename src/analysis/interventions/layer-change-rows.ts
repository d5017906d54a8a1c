/**
 * A layer's scale and shift before and after interventions, class by class and channel by channel.
 *
 * @module
 */

import type { Modulation } from "../../modulation/modulation.ts";
import { type ExactModulation, exactModulation, PARTS, type PartName } from "./exact-modulation.ts";
import type { ChangedModulation } from "./intervene.ts";
import { pixelMeans } from "./means.ts";

export interface LayerChangeRow {
  readonly layer: string;

  /** Bank row. */
  readonly class: number;
  readonly className: string;

  /** Of the class, at the layer's resolution. */
  readonly pixels: number;
  readonly channel: number;
  readonly kind: PartName;

  /** Mean of the effective value over the class's pixels. */
  readonly before: number;
  readonly after: number;

  /** Its standard deviation over them (of all, not of a sample): 0 where the class has one value. */
  readonly deviationBefore: number;
  readonly deviationAfter: number;
}

/**
 * A row for each class that occurs, channel and kind, in that order.
 *
 * @param classNames Of each bank row.
 */
export function layerChangeRows(
  layer: string,
  { before, after }: ChangedModulation,
  classNames: readonly string[],
): LayerChangeRow[] {
  const [first, second] = [momentsOf(before), momentsOf(after)];
  const rows: LayerChangeRow[] = [];
  for (const [k, pixels] of pixelsOfClasses(before)) {
    for (let channel = 0; channel < before.scale.channels; channel++) {
      for (const kind of PARTS) {
        const [a, b] = [first, second].map((moments) => moments[kind].get(k) as Moments);
        rows.push({
          ...{ layer, class: k, className: classNames[k] ?? `class ${k}`, pixels, channel, kind },
          before: a.means[channel],
          after: b.means[channel],
          deviationBefore: a.deviations[channel],
          deviationAfter: b.deviations[channel],
        });
      }
    }
  }
  return rows;
}

/** [channels] each. */
interface Moments {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** Number of pixels of each class that occurs, in the order of bank rows. */
function pixelsOfClasses({ index, classes }: Modulation): [number, number][] {
  const counts = new Map<number, number>();
  for (const [row, k] of classes.entries()) {
    counts.set(k, (counts.get(k) ?? 0) + index.counts[row]);
  }
  return [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
}

function momentsOf(modulation: Modulation): Readonly<Record<PartName, Map<number, Moments>>> {
  const exact = exactModulation(modulation);
  return { scale: partMoments(exact, "scale"), shift: partMoments(exact, "shift") };
}

function partMoments(exact: ExactModulation, name: PartName): Map<number, Moments> {
  const { index, classes, channels } = exact;
  const { base, varying } = exact[name];
  const { ofClass } = pixelMeans(exact, name);
  const { mean: factors, squares: apart } = factorMoments(exact, name);
  const squares = new Map([...ofClass].map(([k]) => [k, new Float64Array(channels)]));
  const counts = new Map<number, number>();
  for (const [row, k] of classes.entries()) {
    const count = index.counts[row];
    const [sums, means] = [squares.get(k), ofClass.get(k)];
    if (count === 0 || sums === undefined || means === undefined) continue;
    counts.set(k, (counts.get(k) ?? 0) + count);
    for (let c = 0; c < channels; c++) {
      const at = row * channels + c;
      const slope = varying?.slope[at] ?? 0;
      // Of the row's pixels about the class's mean: the row's own mean, and its pixels about that.
      const off = base[at] + (varying === null ? 0 : slope * factors[row]) - means[c];
      sums[c] += count * off * off + slope * slope * apart[row];
    }
  }
  return new Map(
    [...ofClass].map(([k, means]) => {
      const sums = squares.get(k) as Float64Array;
      const count = counts.get(k) as number;
      return [k, { means, deviations: sums.map((sum) => Math.sqrt(sum / count)) }];
    }),
  );
}

/** Of each row's pixels: the mean of their factors, and the sum of squares about it. Zeros without factors. */
function factorMoments({ index, classes, ...parts }: ExactModulation, name: PartName) {
  const mean = new Float64Array(classes.length);
  const squares = new Float64Array(classes.length);
  const { varying } = parts[name];
  if (varying === null) return { mean, squares };
  for (const [p, row] of index.rows.entries()) mean[row] += varying.factor[p] / index.counts[row];
  for (const [p, row] of index.rows.entries()) squares[row] += (varying.factor[p] - mean[row]) ** 2;
  return { mean, squares };
}
