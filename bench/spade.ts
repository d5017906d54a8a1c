/**
 * SPADE's modulation from tables against SPADE's convolutions, on the same back end, weights and label map.
 *
 * @module
 */

import { TfjsGenerator } from "../src/engines/tfjs/generator.ts";
import { conditionsOf } from "../src/modulation/conditions.ts";
import type { NamedMap, Row } from "./row.ts";
import { randomSpade, rowsOfMap, SIZE } from "./spade-network.ts";

const RUNS = 3;

/** A SPADE generator, ngf 16 and hidden width 128, 183 classes, on at most four maps resized to 256 × 256. */
export async function benchSpade(maps: readonly NamedMap[]): Promise<Row[]> {
  const network = randomSpade();
  const rows: Row[] = [];
  for (const map of maps.slice(0, 4)) {
    const labels = { ...SIZE, rows: rowsOfMap(map) };
    const conditions = conditionsOf({ labels });
    const times: Record<string, number> = {};
    const images: Float32Array[] = [];
    for (const spade of ["convolutions", "tables"] as const) {
      const generator = await TfjsGenerator.load(network, { spade });
      const taken: number[] = [];
      for (let run = 0; run <= RUNS; run++) {
        const start = performance.now();
        const { image } = await generator.synthesize(conditions);
        if (run > 0) taken.push(performance.now() - start);
        if (run === 0) images.push(image.data);
      }
      generator.dispose();
      times[spade] = taken.sort((a, b) => a - b)[RUNS >> 1];
    }
    const worst = images[0].reduce((max, x, i) => Math.max(max, Math.abs(x - images[1][i])), 0);
    if (worst > 1e-4) throw new Error(`${map.name}: tables and convolutions differ by ${worst}`);
    const { convolutions, tables } = times;
    rows.push({
      measure: `SPADE picture 256², ngf 16, wasm, ${map.name} (equal to ${worst.toExponential(0)})`,
      reference: `${(convolutions / 1000).toFixed(2)} s (convolutions)`,
      ours: `${(tables / 1000).toFixed(2)} s (tables)`,
      ratio: `${(convolutions / tables).toFixed(1)}x`,
      numbers: { reference: convolutions, ours: tables, ratio: convolutions / tables },
    });
  }
  return rows;
}
