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
import { rowOfBoth } from "./spade-both-ways.ts";
import { rowsOfMap } from "./spade-network.ts";
import type { BothWaysInPage } from "./spade-page.ts";

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
            (rows) =>
              (globalThis as unknown as { bothWaysInPage: BothWaysInPage }).bothWaysInPage(rows),
            [...rowsOfMap(map)],
          );
          const threads = times.threads ? "threads" : "one thread";
          made.push(rowOfBoth(`wasm in Chromium ${version}, ${threads}`, map.name, times));
        }
        return made;
      })),
    );
  }
  return rows;
}
