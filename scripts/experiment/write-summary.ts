/**
 * Tables and figures of all runs that there are.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseStepTimes } from "../../src/analysis/experiment/step-times.ts";
import { summariseRuns } from "../../src/analysis/experiment/summarise.ts";
import { writeFileAtomically } from "../../src/checkpoint/atomic-file.ts";
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
  const timesFile = join(home, "step-times.json");
  const times = existsSync(timesFile)
    ? parseStepTimes(readFileSync(timesFile, "utf8"), timesFile)
    : null;
  const summary = summariseRuns(records, undefined, times);
  await write(join(home, "summary.json"), `${JSON.stringify(summary, rounded, 1)}\n`);
  await write(join(home, "tables.md"), summaryTables(summary, records));
  await write(
    join(home, "fidelity.svg"),
    dotPlot(summary.rows, ["pixelError", "positionalError", "boundaryError", "slicedWasserstein"]),
  );
  await write(join(home, "learning.svg"), learningCurves(records, "pixelError", times));
  for (const { text, verdict } of summary.statements) console.log(`${verdict.padEnd(8)} ${text}`);
  console.log(`${records.length} runs summarised in ${home}`);
}

function write(path: string, text: string): Promise<void> {
  return writeFileAtomically(path, [new TextEncoder().encode(text)]);
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value)
    ? Number(value.toPrecision(4))
    : value;
}
