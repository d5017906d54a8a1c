/**
 * The neighbourhoods of a batch at one resolution, in the form in which SEAN's style convolutions and its label part
 * become look-ups that gradients pass through.
 *
 * Every picture has styles of its own, so a pixel shows the style convolutions its picture and its region. What a pixel
 * gets depends on its 3×3 window of these and on its row of the label part: the pairs that occur are found once, blending
 * is done for them, and pixels look pairs up.
 *
 * @module
 */

import { RowIndex } from "../../engines/tfjs/training-ops/row-index.ts";
import { windowPatterns } from "../../labels/patterns.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { SeanMethod } from "../../modulation/norm-layer.ts";

export type SeanTables = PairTables | MapTables;

/** Nearly every pixel has a window of its own, or a neighbourhood of labels: style convolutions over the whole map. */
interface MapTables {
  readonly kind: "maps";

  /** Style of each pixel, batch picture · classes + region; [batch · height · width]. */
  readonly region: RowIndex;

  /** Row of the label part of each pixel; null where that is convolved over the whole map as well. */
  readonly label: RowIndex | null;
  dispose(): void;
}

interface PairTables {
  readonly kind: "pairs";

  /** For each window and tap its row in the [9 · (batch · classes + 1)] products; [windows · 9]. */
  readonly taps: RowIndex;

  /** Window of each pair. */
  readonly window: RowIndex;

  /** Row of the label part of each pair. */
  readonly label: RowIndex;

  /** Pair of each pixel; [batch · height · width]. */
  readonly index: RowIndex;
  dispose(): void;
}

/**
 * @param conditions At the layer's resolution.
 * @param label Row of the label part of each pixel; null where that has no rows.
 */
export function seanTables(
  { classes }: Pick<SeanMethod, "classes">,
  { batch, height, width, labels }: Conditions,
  label: RowIndex | null,
): SeanTables {
  const pixels = height * width;
  const region = labels.map((row, p) => Math.floor(p / pixels) * classes + row);
  const { table, index } = windowPatterns(region, {
    ...{ batch, height, width },
    symbolCount: batch * classes, // also "outside": the last product row of each tap, of zeros
  });
  if (label === null || 2 * table.rows > labels.length) {
    const own = new RowIndex(region);
    return { kind: "maps", region: own, label, dispose: () => own.dispose() };
  }
  const pairs = pairsOf(index, label.rows);
  const indices = {
    taps: new RowIndex(
      table.table.map((style, i) => style * 9 + (i % 9)),
      9,
    ),
    window: new RowIndex(pairs.first),
    label: new RowIndex(pairs.second),
    index: new RowIndex(pairs.index),
  };
  const dispose = () => {
    for (const each of Object.values(indices)) each.dispose();
  };
  return { kind: "pairs", ...indices, dispose };
}

/** The different pairs of numbers of a pixel, in order of first appearance, and the pair of each. */
function pairsOf(
  a: Int32Array,
  b: Int32Array,
): { first: Int32Array; second: Int32Array; index: Int32Array } {
  const width = b.reduce((most, value) => Math.max(most, value), 0) + 1;
  const numbers = new Map<number, number>();
  const index = a.map((value, p) => {
    const key = value * width + b[p];
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  });
  const keys = [...numbers.keys()];
  return {
    first: Int32Array.from(keys, (key) => Math.floor(key / width)),
    second: Int32Array.from(keys, (key) => key % width),
    index,
  };
}
