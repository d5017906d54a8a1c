/**
 * Chains two source maps: script → compiled JavaScript → cell.
 *
 * @module
 */

import type { Segment } from "../../text/source-map.ts";

/**
 * `outer` copies whole stretches, so each of them takes on those segments of `inner` that lie in it. Both are
 * sorted by generated position, except that `outer` may have moved stretches: its sources are looked up.
 */
export function chainMaps(outer: readonly Segment[], inner: readonly Segment[]): Segment[] {
  const byLine: Segment[][] = [];
  for (const segment of inner) {
    const line = byLine[segment[0]];
    if (line === undefined) byLine[segment[0]] = [segment];
    else line.push(segment);
  }
  const chained: Segment[] = [];
  for (let index = 0; index < outer.length; index++) {
    const [line, column, middleLine, middleColumn] = outer[index] as Segment;
    const next = outer[index + 1];
    const end =
      next !== undefined && next[0] === line ? next[1] - column : Number.POSITIVE_INFINITY;
    const segments = byLine[middleLine] ?? [];
    let first = segments.findLastIndex((segment) => segment[1] <= middleColumn);
    if (first === -1) first = 0;
    for (let i = first; i < segments.length; i++) {
      const [, innerColumn, sourceLine, sourceColumn] = segments[i] as Segment;
      const offset = innerColumn - middleColumn;
      if (offset >= end) break;
      chained.push([line, column + Math.max(0, offset), sourceLine, sourceColumn]);
    }
  }
  return chained;
}
