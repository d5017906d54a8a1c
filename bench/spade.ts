/**
 * SPADE's modulation from tables against SPADE's convolutions, on the same back end, weights and label map.
 *
 * @module
 */

import type { NamedMap, Row } from "./row.ts";
import { bothWays, rowOfBoth } from "./spade-both-ways.ts";
import { randomSpade, rowsOfMap } from "./spade-network.ts";

/** A SPADE generator, ngf 16 and hidden width 128, 183 classes, on at most four maps resized to 256 × 256. */
export async function benchSpade(maps: readonly NamedMap[]): Promise<Row[]> {
  const network = randomSpade();
  const rows: Row[] = [];
  for (const map of maps.slice(0, 4)) {
    rows.push(rowOfBoth("wasm", map.name, await bothWays(network, rowsOfMap(map))));
  }
  return rows;
}
