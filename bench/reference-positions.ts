/**
 * The positional map the way the released script goes about it: some passes over the whole picture for each
 * component. What `positionalMap()` is measured against, and checked against in the same run.
 *
 * @module
 */

import { connectedComponents } from "../src/positions/connected-components.ts";
import type { NamedMap } from "./row.ts";

/** Offsets `[2, height, width]` from the centre of each component, normalised; label 0 is skipped. */
export function referencePositions({ height, width, values }: NamedMap): Float32Array {
  const plane = height * width;
  const total = new Float64Array(2 * plane);
  for (const label of new Set(values)) {
    if (label === 0) continue;
    const mask = values.map((value) => Number(value === label));
    const { count, index } = connectedComponents(mask, height, width);
    for (let component = 0; component < count; component++) {
      if (mask[index.indexOf(component)] === 1) addComponent(total, index, component, width);
    }
  }
  return Float32Array.from(total);
}

function addComponent(
  total: Float64Array,
  index: Int32Array,
  component: number,
  width: number,
): void {
  const plane = index.length;
  const sum = [0, 0];
  let area = 0;
  for (let p = 0; p < plane; p++) {
    if (index[p] !== component) continue;
    sum[0] += Math.floor(p / width);
    sum[1] += p % width;
    area++;
  }
  for (const axis of [0, 1]) {
    const centre = sum[axis] / area;
    const offsets = new Float64Array(plane);
    let most = 0;
    for (let p = 0; p < plane; p++) {
      if (index[p] !== component) continue;
      offsets[p] = (axis === 0 ? Math.floor(p / width) : p % width) - centre;
      most = Math.max(most, Math.abs(offsets[p]));
    }
    for (let p = 0; p < plane; p++) total[axis * plane + p] += offsets[p] / (most + 1e-5);
  }
}
