/**
 * Positional maps against the released script: the small ones that come with the tests, and with
 * CLADESCOPE_GOLDENS=DIR every `DIR/icpe/STEM.{norm,no}.npy`. Its label maps are `DIR/icpe/STEM.png`, or in
 * the folder CLADESCOPE_LABEL_MAPS, or in `DIR/../data/coco_stuff/label`.
 *
 * @module
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { decodeLabelPng } from "../../src/labels/label-png.ts";
import { positionalMap } from "../../src/positions/positional-map.ts";
import { readNpy } from "./read-npy.ts";

interface Golden {
  readonly name: string;
  readonly npy: string;
  readonly png: string | undefined;
  readonly normalise: boolean;
}

function goldensIn(folder: string, labelFolders: readonly string[]): Golden[] {
  return readdirSync(folder).flatMap((name) => {
    const [, stem, mode] = /^(.*)\.(norm|no)\.npy$/.exec(name) ?? [];
    if (stem === undefined) return [];
    const png = labelFolders.map((labels) => join(labels, `${stem}.png`)).find(existsSync);
    return [{ name, npy: join(folder, name), png, normalise: mode === "norm" }];
  });
}

function equalsGolden({ npy, png = "", normalise }: Golden): void {
  const expected = readNpy(npy);
  const map = positionalMap(decodeLabelPng(readFileSync(png), png), { normalise });
  expect(map.data.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs(map.data[i] - expected[i]));
  }
  expect(worst).toBeLessThanOrEqual(1e-6);
}

const own = fileURLToPath(new URL("../goldens/positions", import.meta.url));
const small = goldensIn(own, [own]);

describe(`positional maps equal ${small.length} small files`, () => {
  test.each(small)("$name", equalsGolden);
});

const folder = process.env.CLADESCOPE_GOLDENS || undefined; // empty counts as unset
const icpe = folder === undefined ? "" : join(folder, "icpe");
const large =
  folder !== undefined && existsSync(icpe)
    ? goldensIn(icpe, [
        icpe,
        process.env.CLADESCOPE_LABEL_MAPS ?? join(folder, "../data/coco_stuff/label"),
      ])
    : [];

const known = large.filter(({ png }) => png !== undefined);

// Goldens of another kind have no folder icpe; where there is one, some of its label maps must be there too.
describe.runIf(large.length > 0)(
  `positional maps equal ${known.length} of ${large.length} files of CLADESCOPE_GOLDENS (the others have no label map)`,
  () => {
    test.each(known)("$name", equalsGolden);

    test("there are label maps to compare with", () => {
      expect(known.length).toBeGreaterThan(0);
    });
  },
);

afterAll(() => {
  console.info(`positional maps: ${small.length + known.length} reference files compared`);
});
