/**
 * Scans as files.
 *
 * @module
 */

import { stat } from "node:fs/promises";
import { parseScan } from "../../analysis/spatial/parse-scan.ts";
import type { Scan } from "../../analysis/spatial/scan.ts";
import { scanChunks } from "../../analysis/spatial/scan-format.ts";
import { writeFileAtomically } from "../../checkpoint/atomic-file.ts";
import { CheckpointError } from "../../errors.ts";
import { readBytes } from "../../labels/read-bytes.ts";

/** A string can be no longer, and the largest scan (COCO-Stuff, SPADE) has 200 MB. */
const LONGEST = 500e6;

/** @throws CheckpointError if there is no such file, or it is no scan. */
export async function readScan(path: string): Promise<Scan> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0, // readBytes says what is wrong
  );
  if (size > LONGEST) throw notJson(path, `${size} bytes`);
  const bytes = await readBytes(path);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw notJson(path, `${bytes.length} bytes that are no JSON`, cause);
  }
  return parseScan(json, path);
}

export async function writeScan(path: string, scan: Scan): Promise<void> {
  await writeFileAtomically(path, scanChunks(scan));
}

function notJson(where: string, got: string, cause?: unknown): CheckpointError {
  return new CheckpointError({
    what: "this is no scan",
    where,
    expected: "JSON that `cladescope scan` wrote",
    got,
    hint: "scan again",
    cause,
  });
}
