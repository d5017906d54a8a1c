/**
 * The records of a folder.
 *
 * @module
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRunRecord, type RunRecord } from "../../src/analysis/experiment/run-record.ts";

export function readRecords(folder: string): RunRecord[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => parseRunRecord(readFileSync(join(folder, file), "utf8"), file));
}
