/**
 * Lines between the bands of a panel: dots of one band stand at several heights, and belong together.
 *
 * @module
 */

import type { Mark } from "../chart/chart.ts";

export function bandLines(bands: number): Mark[] {
  return Array.from({ length: Math.max(0, bands - 1) }, (_, i): Mark => {
    return { kind: "rule", y: i + 1, color: "faint" };
  });
}
