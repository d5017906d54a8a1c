/**
 * `npm run bench`: reference and ours in the same run on the same data, as a table and as JSON.
 *
 *     npm run bench                          the bundled label maps
 *     npm run bench -- --maps DIR            PNG label maps of one's own, at full resolution
 *     npm run bench -- --only spade,browser  some of positions, patterns, checkpoint, spade, browser, spatial, figures
 *
 * @module
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { decodeLabelPng } from "../src/labels/label-png.ts";
import { benchCheckpoint } from "./checkpoint.ts";
import { benchFigures } from "./figures.ts";
import { benchPatterns } from "./patterns.ts";
import { benchPositions } from "./positions.ts";
import type { NamedMap, Row } from "./row.ts";
import { benchSpade } from "./spade.ts";
import { benchSpadeBrowser } from "./spade-browser.ts";
import { benchSpatial } from "./spatial.ts";

const { values } = parseArgs({
  options: {
    maps: { type: "string", default: process.env.CLADESCOPE_LABEL_MAPS ?? "data/label-maps" },
    only: {
      type: "string",
      default: "positions,patterns,checkpoint,spade,browser,spatial,figures",
    },
    output: { type: "string", default: "out/bench.json" },
  },
});

const BENCHES: Readonly<Record<string, (maps: readonly NamedMap[]) => Promise<Row[]> | Row[]>> = {
  positions: benchPositions,
  patterns: benchPatterns,
  checkpoint: benchCheckpoint,
  spade: benchSpade,
  browser: benchSpadeBrowser,
  spatial: benchSpatial,
  figures: benchFigures,
};

const chosen = values.only.split(",");
const unknown = chosen.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0 || !existsSync(values.maps)) {
  const what = unknown.length > 0 ? `no bench ${unknown.join(", ")}` : `no folder ${values.maps}`;
  console.error(
    `${what}; there are ${Object.keys(BENCHES).join(", ")}, and --maps takes a folder of PNGs`,
  );
  process.exit(2);
}
const maps = readMaps(values.maps);
const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} threads, Node ${process.version}`;
console.log(`${machine}\n${maps.length} label maps from ${values.maps}\n`);
const results: Record<string, Row[]> = {};
for (const name of chosen) {
  results[name] = await BENCHES[name](maps);
  print(results[name]);
}
mkdirSync("out", { recursive: true });
writeFileSync(
  values.output,
  `${JSON.stringify({ date: new Date().toISOString(), machine, maps: maps.map(({ name }) => name), results }, null, 2)}\n`,
);
console.log(`written to ${values.output}`);

function readMaps(folder: string): NamedMap[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".png") && !file.endsWith(".instances.png"))
    .sort()
    .map((file) => {
      const path = join(folder, file);
      const { height, width, values } = decodeLabelPng(readFileSync(path), path);
      return { name: file, height, width, values };
    });
}

/** `measure | reference | ours | ratio`, in columns. */
function print(rows: readonly Row[]): void {
  const cells = [
    ["measure", "reference", "ours", "ratio"],
    ...rows.map(({ measure, reference, ours, ratio }) => [measure, reference, ours, ratio]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column].length)));
  for (const row of cells) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join(" | ")
        .trimEnd(),
    );
  }
  console.log();
}
