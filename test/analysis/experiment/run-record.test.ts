import { describe, expect, test } from "vitest";
import { runDesign } from "../../../src/analysis/experiment/design.ts";
import {
  finalMeasures,
  parseRunRecord,
  type RunRecord,
  runRecordText,
} from "../../../src/analysis/experiment/run-record.ts";
import { evaluate } from "../../../src/analysis/quality/evaluate.ts";
import { picturesOf } from "../../../src/analysis/quality/pictures.ts";
import { syntheticScenes } from "../synthetic-scene.ts";
import { syntheticRecord } from "./synthetic-records.ts";

const design = runDesign("spade", { positional: 1, context: 0 }, "released", 2);
const record = syntheticRecord(design, 1);

describe("runRecordText()", () => {
  test("comes back through parseRunRecord(), to five digits", () => {
    const back = parseRunRecord(runRecordText(record), "x.json");
    expect(back.design).toEqual(design);
    expect(back.metrics.pixelError).toBeCloseTo(record.metrics.pixelError ?? Number.NaN, 5);
    expect(parseRunRecord(runRecordText(back), "x.json")).toEqual(back);
  });

  test("stays below 40 kB with all rows of twelve classes and eighteen layers", () => {
    const scenes = syntheticScenes(4, {});
    const options = { groupSize: 2, patchesPerPicture: 4, directions: 4 };
    const knobs = { positional: 0, context: 0 };
    const measures = finalMeasures(evaluate(picturesOf(scenes), scenes, knobs, options));
    expect(measures.groups.pixelError).toHaveLength(2);
    const [split] = record.varianceSplit;
    const odd = { ...split, withinScale: 1 / 3, betweenScale: 1 / 7, share: 0.123456789 };
    const full: RunRecord = {
      ...record,
      classes: Array.from({ length: 13 }, () => measures.classes[0]),
      positional: Array.from({ length: 39 }, () => measures.positional[3]),
      boundary: Array.from({ length: 13 }, () => measures.boundary[1]),
      varianceSplit: Array.from({ length: 18 }, () => odd),
      losses: Array.from({ length: 30 }, () => ({
        step: 1500,
        gan: 1 / 3,
        feature: 1 / 7,
        real: 1 / 9,
        fake: 0.7,
      })),
    };
    expect(runRecordText(full).length).toBeLessThan(40_000);
  });
});

describe("parseRunRecord()", () => {
  test("says of a file that is no record what is wrong, and what to do", () => {
    expect(() => parseRunRecord('{"format":1,', "a.json")).toThrowErrorMatchingInlineSnapshot(`
      [CheckpointError: a.json: the file is not JSON
        expected  a record of a run
        got       12 characters that begin with "{\\"format\\":1,"
        try       delete the file: the run is then done again]
    `);
    const renamed = { ...record, design: { ...design, seed: 3 } };
    expect(() =>
      parseRunRecord(JSON.stringify(renamed), "b.json"),
    ).toThrowErrorMatchingInlineSnapshot(`
      [CheckpointError: b.json: this is no record of a run
        expected  the JSON that \`npm run experiment\` writes: format 1, design, curve, metrics, groups
        got       id spade.p1c0.released.s2 of a run that should be spade.p1c0.released.s3
        try       delete the file: the run is then done again]
    `);
    const broken: [unknown, string][] = [
      [null, "null"],
      [{ ...record, format: 2 }, "format 2"],
      [{ ...record, groups: undefined }, "no design, settings, metrics or groups"],
      [{ ...record, metrics: "good" }, "no design, settings, metrics or groups"],
      [{ ...record, design: { ...design, method: "sean" } }, "a sean with trunk released"],
      [{ ...record, secondsPerStep: undefined }, "secondsPerStep undefined"],
      [{ ...record, curve: undefined }, "no curve"],
      [{ ...record, curve: [{ step: 1, cpuSeconds: 2 }] }, "no curve of points with metrics"],
      [{ ...record, varianceSplit: [null] }, "no variance split"],
      [{ ...record, metrics: { ...record.metrics, frechet: "small" } }, "not numbers"],
      [{ ...record, groups: { ...record.groups, frechet: undefined } }, "no groups of frechet"],
    ];
    for (const [value, message] of broken) {
      expect(() => parseRunRecord(JSON.stringify(value), "c.json")).toThrow(message);
    }
    expect(() => parseRunRecord(" ".repeat(2 ** 20 + 1), "d.json")).toThrow(
      /expected {2}1048576 characters at most/,
    );
  });
});
