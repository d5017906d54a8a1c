/**
 * SPADE's modulation from tables against SPADE's convolutions in a page: Chromium, tfjs on wasm, same weights and label map.
 *
 * A page has one thread; one that is isolated from others, by headers of its server, has a thread for each core.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { chromiumPath, inPage } from "../test/support/browser-page.ts";
import type { NamedMap, Row } from "./row.ts";
import { rowsOfMap } from "./spade-network.ts";
import type { BothWays, PageTimes } from "./spade-page.ts";

const RUNS = 3;

/** Label maps for pages without and with threads. */
const PAGES = [
  { isolated: false, maps: 4 },
  { isolated: true, maps: 1 },
];

/** A SPADE generator, ngf 16 and hidden width 128, 183 classes, on maps resized to 256 × 256. No rows without Chromium. */
export async function benchSpadeBrowser(maps: readonly NamedMap[]): Promise<Row[]> {
  if (chromiumPath === undefined) return [];
  const entry = fileURLToPath(new URL("./spade-page.js", import.meta.url));
  const rows: Row[] = [];
  for (const { isolated, maps: count } of PAGES) {
    rows.push(
      ...(await inPage({ entry, isolated }, async (page) => {
        const version = page.context().browser()?.version().split(".")[0];
        const made: Row[] = [];
        for (const map of maps.slice(0, count)) {
          const times = await page.evaluate(
            ([labels, runs]) =>
              (globalThis as unknown as { bothWays: BothWays }).bothWays(labels, runs),
            [[...rowsOfMap(map)], RUNS] as const,
          );
          made.push(rowOf(`Chromium ${version}`, map.name, times));
        }
        return made;
      })),
    );
  }
  return rows;
}

function rowOf(
  browser: string,
  map: string,
  { convolutions, tables, worst, threads }: PageTimes,
): Row {
  if (!(worst <= 1e-4)) throw new Error(`${map}: tables and convolutions differ by ${worst}`);
  const [reference, ours] = [median(convolutions), median(tables)];
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  const spread = (times: readonly number[]) =>
    `${seconds(Math.min(...times))} to ${seconds(Math.max(...times))}`;
  return {
    measure: `SPADE picture 256², ngf 16, wasm in ${browser}, ${threads ? "threads" : "one thread"}, ${map} (equal to ${worst.toExponential(0)})`,
    reference: `${seconds(reference)} s (convolutions, ${spread(convolutions)})`,
    ours: `${seconds(ours)} s (tables, ${spread(tables)})`,
    ratio: `${(reference / ours).toFixed(1)}x`,
    numbers: { reference, ours, ratio: reference / ours, convolutions, tables, worst },
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
