/**
 * Codes of regions that an intervention names by file: {"region": "hair", "code": "me.npy"} is the row of hair in what
 * `cladescope style` wrote.
 *
 * @module
 */

import type { PlainIntervention } from "../analysis/interventions/parse-interventions.ts";
import { resolveClass } from "../analysis/names.ts";
import { readStyleCodes } from "../engines/open-style.ts";
import { EngineError } from "../errors.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import { codeOf, type StyleCodes } from "../modulation/style-codes.ts";

type Json = Readonly<Record<string, unknown>>;

/** Stands for a code that is read from a file later, while the rest is checked. */
const LATER = [0];

/** Paths by intervention and place in its list. */
export type CodeFiles = ReadonlyMap<string, string>;

/**
 * The interventions with numbers in the place of paths, and the paths.
 *
 * @param where What the JSON is, for messages.
 * @throws EngineError if a code is neither.
 */
export function takeCodeFiles(json: unknown, where: string): { json: unknown; files: CodeFiles } {
  const files = new Map<string, string>();
  const list = Array.isArray(json) ? (json as unknown[]) : [json];
  const taken = list.map((one, i) => {
    const { kind, codes } = (one ?? {}) as Json;
    if (kind !== "restyle") return one;
    const at = `${where}: intervention ${i + 1}, restyle: codes`;
    if (!Array.isArray(codes)) throw noCodes(codes, at);
    const numbers = codes.map((entry: unknown, j) => {
      const { region, code } = (entry ?? {}) as Json;
      const named = typeof region === "string" || typeof region === "number";
      const isList = Array.isArray(code) && code.every((value) => typeof value === "number");
      if (!named || !(isList || typeof code === "string")) throw noCodes(entry, at);
      if (typeof code !== "string") return entry;
      files.set(`${i} ${j}`, code);
      return { ...(entry as Json), code: LATER };
    });
    return { ...(one as Json), codes: numbers };
  });
  return { json: Array.isArray(json) ? taken : taken[0], files };
}

function noCodes(got: unknown, where: string): EngineError {
  return new EngineError({
    what: "these are no codes of regions",
    where,
    expected:
      'a list of regions, each with the path of a file that "cladescope style" wrote, or with numbers: [{"region": "hair", "code": "me.npy"}]',
    got: got === undefined ? "none" : JSON.stringify(got).slice(0, 80),
    hint: "of a file the row of that region is taken",
  });
}

/**
 * The interventions with the codes of the files.
 *
 * @throws EngineError if a file does not fit the network, or its picture did not show the region; LabelError if there is no such region.
 */
export async function withCodesOf(
  interventions: readonly PlainIntervention[],
  files: CodeFiles,
  network: GeneratorNetwork,
): Promise<PlainIntervention[]> {
  const read = new Map<string, StyleCodes>();
  for (const path of new Set(files.values())) read.set(path, await readStyleCodes(path, network));
  const { labelSet, config } = network;
  return interventions.map((one, i) => {
    if (one.kind !== "restyle") return one;
    const codes = one.codes.map((entry, j) => {
      const path = files.get(`${i} ${j}`);
      const all = path === undefined ? undefined : read.get(path);
      if (path === undefined || all === undefined) return entry;
      const where = `intervention ${i + 1}, restyle`;
      const row = resolveClass({ labelSet, classes: config.method.classes }, entry.region, where);
      if (all.present[row] === 1) return { ...entry, code: Array.from(codeOf(all, row)) };
      throw new EngineError({
        what: "the style picture did not show this region",
        where: `${where}: ${path}`,
        expected: "a code other than zeros",
        got: `none for ${entry.region}`,
        hint: "take another picture's, or leave the region out",
      });
    });
    return { ...one, codes };
  });
}
