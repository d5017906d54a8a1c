/**
 * Tables and figures of all runs that there are.
 *
 * @module
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { summariseRuns } from "../../src/analysis/experiment/summarise.ts";
import { dotPlot } from "./figure/dot-plot.ts";
import { learningCurves } from "./figure/learning-curves.ts";
import { readRecords } from "./read-records.ts";
import { summaryTables } from "./tables.ts";

/**
 * @param runs Folder of the records.
 * @param home Where `summary.json`, `tables.md` and the figures go.
 */
export async function writeSummary(runs: string, home: string): Promise<void> {
  const records = readRecords(runs);
  if (records.length === 0) {
    console.log("no runs yet");
    return;
  }
  const summary = summariseRuns(records);
  writeFileSync(join(home, "summary.json"), `${JSON.stringify(summary, rounded, 1)}\n`);
  writeFileSync(join(home, "tables.md"), summaryTables(summary, records));
  writeFileSync(
    join(home, "fidelity.svg"),
    dotPlot(summary.rows, ["pixelError", "positionalError", "boundaryError", "slicedWasserstein"]),
  );
  writeFileSync(join(home, "learning.svg"), learningCurves(records, "pixelError"));
  for (const { text, verdict } of summary.statements) console.log(`${verdict.padEnd(8)} ${text}`);
  console.log(`${records.length} runs summarised in ${home}`);
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value)
    ? Number(value.toPrecision(4))
    : value;
}
