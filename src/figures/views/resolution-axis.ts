/**
 * Axes of resolutions.
 *
 * @module
 */

import type { Size } from "../../labels/label-map.ts";
import type { Axis } from "../chart/chart.ts";

/** Of the square with as many pixels. */
export function side({ height, width }: Size): number {
  return Math.sqrt(height * width);
}

/** Logarithmic, a tick at each resolution. */
export function resolutionAxis(rows: readonly Size[]): Axis {
  const names = new Map(
    rows.map((row) => [
      side(row),
      row.height === row.width ? `${row.height}` : `${row.height}×${row.width}`,
    ]),
  );
  const sides = [...names.keys()].sort((a, b) => a - b);
  const ticks: number[] = [];
  for (const one of sides) {
    // Names of nearly equal resolutions would stand on each other.
    if (ticks.length === 0 || one > 1.25 * ticks[ticks.length - 1]) ticks.push(one);
  }
  const [first, last] = [sides[0] ?? 1, sides[sides.length - 1] ?? 2];
  return {
    kind: "log",
    label: "resolution in pixels, logarithmic",
    domain: [first / 1.15, last * 1.15],
    ticks,
    tickNames: ticks.map((tick) => names.get(tick) ?? ""),
  };
}
