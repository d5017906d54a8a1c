/**
 * What a change of the recipe does: the same runs, with it and without it, picture by picture and seed by seed.
 *
 * @module
 */

import { tablesOf } from "../../src/analysis/experiment/groups.ts";
import type { RunRecord } from "../../src/analysis/experiment/run-record.ts";
import { METRICS } from "../../src/analysis/quality/evaluate.ts";
import { pairedDifference } from "../../src/analysis/statistics/paired.ts";
import { readRecords } from "./read-records.ts";

/** Prints for each measure the mean of both, and the difference of those with the change less those without. */
export function compareRuns(changed: string, unchanged: string): void {
  const without = new Map(readRecords(unchanged).map((record) => [record.design.id, record]));
  const pairs = readRecords(changed).flatMap((record) => {
    const other = without.get(record.design.id);
    return other === undefined ? [] : [{ record, other }];
  });
  const cellOf = (record: RunRecord): string => record.design.id.replace(/\.s\d+$/, "");
  for (const name of new Set(pairs.map(({ record }) => cellOf(record)))) {
    const runs = pairs.filter(({ record }) => cellOf(record) === name);
    console.log(`${name}, ${runs.length} seed(s): with less without [95 % interval]`);
    for (const metric of METRICS) {
      const tables = tablesOf(
        metric,
        runs.map(({ record }) => record),
        runs.map(({ other }) => other),
      );
      if (tables === null) continue;
      const { estimate, low, high } = pairedDifference(tables[0], tables[1], { resamples: 1000 });
      const numbers = [estimate, low, high].map((value) => value.toFixed(4));
      console.log(`  ${metric.padEnd(22)} ${numbers[0]} [${numbers[1]}, ${numbers[2]}]`);
    }
  }
}
