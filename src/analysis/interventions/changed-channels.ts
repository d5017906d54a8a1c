/**
 * Which channels of a layer an intervention moves most.
 *
 * @module
 */

import type { Bank, Modulation } from "../../modulation/modulation.ts";

/**
 * Channels by the sum of squared changes over pixels, of scale and shift together; the largest first, none twice, those
 * that do not change last.
 *
 * @param before Of one picture, as `after`.
 */
export function changedChannels(before: Modulation, after: Modulation): number[] {
  const { channels } = before.scale;
  const squares = new Float64Array(channels);
  for (const part of ["scale", "shift"] as const) {
    const [a, b] = [before[part], after[part]];
    const [f, g] = [before.spatial?.[part], after.spatial?.[part]];
    for (let p = 0; p < before.index.rows.length; p++) {
      const from = before.index.rows[p] * channels;
      const to = after.index.rows[p] * channels;
      addSquares(squares, a, from, f?.[p] ?? 1, b, to, g?.[p] ?? 1);
    }
  }
  return Array.from(squares.keys()).sort((a, b) => (squares[b] || 0) - (squares[a] || 0) || a - b);
}

function addSquares(
  squares: Float64Array,
  a: Bank,
  from: number,
  timesA: number,
  b: Bank,
  to: number,
  timesB: number,
): void {
  for (let c = 0; c < squares.length; c++) {
    const change = b.values[to + c] * timesB - a.values[from + c] * timesA;
    squares[c] += change * change;
  }
}
