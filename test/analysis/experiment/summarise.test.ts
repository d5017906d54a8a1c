import { describe, expect, test } from "vitest";
import { METHODS, runDesign } from "../../../src/analysis/experiment/design.ts";
import type { RunRecord } from "../../../src/analysis/experiment/run-record.ts";
import { parseStepTimes, type StepTimes } from "../../../src/analysis/experiment/step-times.ts";
import { PAIRS, summariseRuns } from "../../../src/analysis/experiment/summarise.ts";
import { METRICS } from "../../../src/analysis/quality/evaluate.ts";
import { mean } from "../../../src/analysis/statistics/bootstrap.ts";
import { syntheticRecord, syntheticRecords } from "./synthetic-records.ts";

const options = { resamples: 200 };
const records = syntheticRecords();
const summary = summariseRuns(records, options);

describe("summariseRuns()", () => {
  test("has a row for each method, corner, trunk and metric, with an interval around its estimate", () => {
    expect(summary.rows).toHaveLength(METHODS.length * 4 * 2 * METRICS.length);
    for (const { low, estimate, high } of summary.rows) {
      expect(low).toBeLessThanOrEqual(estimate);
      expect(high).toBeGreaterThanOrEqual(estimate);
    }
    const row = summary.rows.find(
      (one) =>
        one.method === "spade" &&
        one.metric === "boundaryError" &&
        one.trunk === "released" &&
        one.context === 1,
    );
    expect(row).toMatchObject({ seeds: 3, over: "pictures and seeds" });
    expect(row?.estimate).toBeCloseTo(0.2, 1);
    expect(row?.whole).toBeCloseTo(0.2, 1);
  });

  test("compares methods on the same seeds and groups", () => {
    expect(summary.differences).toHaveLength(PAIRS.length * 4 * 2 * METRICS.length);
    const clear = summary.differences.find(
      ({ a, b, metric, trunk, positional }) =>
        a === "clade-icpe" &&
        b === "clade" &&
        metric === "positionalError" &&
        trunk === "pointwise" &&
        positional === 1,
    );
    expect(clear).toMatchObject({ seeds: 1, clear: true, over: "pictures" });
    expect(clear?.estimate).toBeCloseTo(0.25 - 0.8, 1);
    const variant = summary.differences.find(
      ({ a, trunk }) => a === "clade-icpe-raw" && trunk === "released",
    );
    expect(variant?.seeds).toBe(1); // of three seeds of the other
  });

  test("gives costs and how spatial each layer is", () => {
    expect(summary.costs).toHaveLength(METHODS.length * 2);
    expect(summary.costs[0]).toMatchObject({ method: "spade", trunk: "released", runs: 12 });
    expect(summary.costs[0].secondsPerStep).toBeCloseTo(0.35, 12);
    const spade = summary.spatial.filter(({ method }) => method === "spade");
    expect(spade).toHaveLength(2 * 4 * 2);
    const withContext = spade.find(({ context }) => context === 1);
    expect(withContext?.share).toBeCloseTo(0.3, 12);
  });

  test("meets all methods after the processor time of the fastest", () => {
    const rows = summary.equalTime.filter(
      ({ trunk, positional, context, metric }) =>
        trunk === "released" && positional === 1 && context === 0 && metric === "pixelError",
    );
    expect(rows.map(({ method }) => method)).toEqual([...METHODS]);
    for (const { method, seconds, step, low, value, high } of rows) {
      expect(step).toBeCloseTo(
        method === "spade"
          ? 120 / 0.35
          : 120 / (method === "spade-1x1" ? 0.16 : method === "clade" ? 0.12 : 0.13),
        6,
      );
      expect(seconds).toBeCloseTo(120, 9); // CLADE's thousand steps
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
    const of = (method: string) => rows.find((row) => row.method === method);
    // SPADE is then at step 343, between two points of its curve, and has more to learn.
    const at = (step: number) =>
      mean(
        records
          .filter(({ design: { id } }) => id.startsWith("spade.p1c0.released"))
          .map(
            ({ curve }) => curve.find((point) => point.step === step)?.metrics.pixelError ?? NaN,
          ),
      );
    const between = at(300) + ((at(400) - at(300)) * (120 / 0.35 - 300)) / 100;
    expect(of("spade")).toMatchObject({ seeds: 3, value: expect.closeTo(between, 9) });
    expect(of("clade")?.value).toBeLessThan(of("spade")?.value ?? 0);
  });

  test("pools differences over the corners where a measure is asked, more surely than any corner", () => {
    const of = (metric: string, trunk: string) =>
      summary.pooled.find(
        (row) =>
          row.a === "spade" && row.b === "clade" && row.metric === metric && row.trunk === trunk,
      );
    expect(of("boundaryError", "released")).toMatchObject({ trainings: 6, clear: true });
    expect(of("boundaryError", "released")?.estimate).toBeCloseTo(0.2 - 0.4, 1);
    expect(of("boundaryError", "pointwise")).toMatchObject({ trainings: 2 });
    expect(of("positionalError", "released")).toMatchObject({ trainings: 6, clear: false });
    const pixels = of("pixelError", "released");
    expect(pixels?.trainings).toBe(12);
    const corner = summary.differences.find(
      (row) => row.a === "spade" && row.b === "clade" && row.metric === "pixelError",
    );
    const width = (row?: { low: number; high: number }) => (row?.high ?? 0) - (row?.low ?? 0);
    expect(width(pixels)).toBeLessThan(width(corner));
  });

  test("takes the time of a step from where it was measured apart, the variants' from CLADE-ICPE", () => {
    const time = (median: number) => ({ median, low: median, high: median });
    const networks = { "clade.released": time(0.1), "clade-icpe.released": time(0.2) };
    const about = { machine: "none", backend: "wasm", steps: 40, rounds: 3 } as const;
    const times: StepTimes = { format: 1, ...about, networks };
    expect(parseStepTimes(JSON.stringify(times), "t.json")).toEqual(times);
    const timed = summariseRuns(records, options, times);
    const cost = (name: string, of = "released") =>
      timed.costs.find(({ method, trunk }) => method === name && trunk === of)?.secondsPerStep;
    expect(cost("clade")).toBe(0.1);
    expect(cost("clade-icpe-raw")).toBe(0.2);
    expect(cost("spade")).toBeCloseTo(0.35, 12);
    expect(cost("clade", "pointwise")).toBeCloseTo(0.12 * 0.8, 12);
    const late = timed.equalTime.find(
      ({ method, trunk }) => method === "clade-icpe" && trunk === "released",
    );
    expect(late).toMatchObject({ seconds: 100, step: 500 });
    for (const text of ["{", "{}", '{"format":1,"networks":{"sean.released":{}}}']) {
      expect(() => parseStepTimes(text, "t.json")).toThrow("these are no times of training steps");
    }
  });

  test("refuses runs of different settings", () => {
    const [first, second] = records;
    const shorter = { ...second, settings: { ...second.settings, steps: 12 } };
    expect(() => summariseRuns([first, shorter], options)).toThrow(
      /these runs cannot be compared\n {2}expected {2}the settings of/,
    );
  });

  test("does with few records, with none, and with groups where a metric is missing", () => {
    expect(summariseRuns([], options).rows).toEqual([]);
    const design = runDesign("clade", { positional: 0, context: 0 }, "released", 1);
    const record = syntheticRecord(design, 1);
    const partial: RunRecord = {
      ...record,
      metrics: { ...record.metrics, fineSlope: null },
      groups: {
        ...record.groups,
        fineSlope: record.groups.fineSlope.map(() => null),
        fineCorrelation: record.groups.fineCorrelation.map((value, i) => (i === 0 ? null : value)),
      },
    };
    const { rows, differences } = summariseRuns([partial], options);
    expect(differences).toEqual([]);
    expect(rows.some(({ metric }) => metric === "fineSlope")).toBe(false);
    const others = record.groups.fineCorrelation.slice(1).map(Number);
    expect(rows.find(({ metric }) => metric === "fineCorrelation")?.estimate).toBeCloseTo(
      others.reduce((a, b) => a + b, 0) / others.length,
      12,
    );
  });
});

describe("the sanity statements", () => {
  test("hold where the formulas are all there is", () => {
    expect(summary.statements.map(({ verdict }) => verdict)).toEqual([
      "holds",
      "holds",
      "holds",
      "holds",
    ]);
    expect(summary.statements[0].text).toContain(
      "CLADE-ICPE has a smaller positional error than CLADE",
    );
    expect(summary.statements[0].evidence[0]).toMatch(
      /^p1c0: clade-icpe − clade, positionalError: -0\.5\d\d \[-0\.\d+, -0\.\d+\] over pictures: holds$/,
    );
  });

  test("fail where the methods come out the other way round", () => {
    const swapped = records.map((record) => {
      const { method, ...design } = record.design;
      const names = { clade: "clade-icpe", "clade-icpe": "clade" } as const;
      const other = method === "clade" || method === "clade-icpe" ? names[method] : method;
      return { ...record, design: runDesign(other, design, design.trunk, design.seed) };
    });
    const [position] = summariseRuns(swapped, options).statements;
    expect(position.verdict).toBe("fails");
  });

  test("are unclear where noise drowns the difference, and say where a run is missing", () => {
    const noisy = syntheticRecords(3).filter(({ design }) => design.context === 1);
    const { statements } = summariseRuns(noisy, options);
    expect(statements[1].verdict).toBe("unclear");
    expect(statements[2].verdict).toBe("no data");
    expect(statements[2].evidence[0]).toBe("p0c0: no positionalError of spade and clade");
  });
});
