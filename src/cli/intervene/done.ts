/**
 * What was done, for provenance: --do as JSON, every file in it by its name and what was in it.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { PlainIntervention } from "../../analysis/interventions/parse-interventions.ts";
import type { CodeFiles } from "../restyle-codes.ts";
import type { SweepWish } from "./sweep-option.ts";

/** What is done, and by what. */
export interface Doing {
  readonly plain: readonly PlainIntervention[];
  readonly codeFiles: CodeFiles;
  readonly swept: ReadonlySet<number>;
  readonly sweep: SweepWish | undefined;
}

/**
 * As JSON that can be read back where there are no files in it. Numbers of codes are many: of them their digest.
 *
 * @param hashes SHA-256 of files by path.
 */
export function doingSettings(
  { plain, codeFiles, swept, sweep }: Doing,
  hashes: ReadonlyMap<string, string>,
): { do: string; sweep?: string } {
  const file = (path: string) => ({ file: basename(path), sha256: hashes.get(path) });
  const list = plain.map((one, i) => {
    if (one.kind === "exchange") return { ...one, by: file(one.by) };
    const shown =
      one.kind !== "restyle"
        ? one
        : {
            ...one,
            codes: one.codes.map(({ region, code }, j) => {
              const path = codeFiles.get(`${i} ${j}`);
              return { region, code: path === undefined ? digest(code) : file(path) };
            }),
          };
    return sweep !== undefined && swept.has(i) ? { ...shown, [sweep.parameter]: "swept" } : shown;
  });
  return {
    do: JSON.stringify(list),
    ...(sweep && { sweep: `${sweep.parameter}=${sweep.values.join(",")}` }),
  };
}

/** Of the numbers in float64, little-endian. */
function digest(code: readonly number[]): { numbers: number; sha256: string } {
  const bytes = new DataView(new ArrayBuffer(8 * code.length));
  for (const [i, value] of code.entries()) bytes.setFloat64(8 * i, value, true);
  const sha256 = createHash("sha256").update(new Uint8Array(bytes.buffer)).digest("hex");
  return { numbers: code.length, sha256 };
}
