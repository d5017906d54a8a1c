import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  mergeSplits,
  spatialShare,
  varianceSplit,
  varianceSplitRow,
} from "../../src/analysis/variance-split.ts";
import { cladeModulation } from "../../src/modulation/clade.ts";
import type { Conditions } from "../../src/modulation/conditions.ts";
import { denseMaps, type Modulation } from "../../src/modulation/modulation.ts";
import { spadeModulation } from "../../src/modulation/spade.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

const [CLASSES, CHANNELS, HIDDEN] = [3, 4, 5];

const cases = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(),
});

function conditions({
  batch,
  height,
  width,
  seed,
}: {
  batch: number;
  height: number;
  width: number;
  seed: number;
}): Conditions {
  const numbers = seededNumbers(seed);
  const pixels = batch * height * width;
  return {
    batch,
    height,
    width,
    labels: Int32Array.from(numbers(pixels), (r) => (r > 0.6 ? 2 : r > -0.8 ? 1 : 0)),
    positions: numbers(2 * pixels),
  };
}

function spade(seed: number, kernel: 1 | 3, at: Conditions): Modulation {
  const numbers = seededNumbers(seed);
  const convolution = (out: number, input: number) => ({
    weight: numbers(out * input * kernel * kernel),
    bias: numbers(out),
  });
  const parameters = {
    shared: convolution(HIDDEN, CLASSES),
    gamma: convolution(CHANNELS, HIDDEN),
    beta: convolution(CHANNELS, HIDDEN),
  };
  const method = {
    kind: "spade",
    classes: CLASSES,
    instanceEdges: false,
    hidden: HIDDEN,
    kernel,
  } as const;
  return spadeModulation(parameters, method, at, CHANNELS);
}

function clade(seed: number, at: Conditions, positional: boolean): Modulation {
  const numbers = seededNumbers(seed);
  const plane = () => ({ weight: numbers(2), bias: numbers(1)[0] });
  const parameters = { gamma: numbers(CLASSES * CHANNELS), beta: numbers(CLASSES * CHANNELS) };
  return cladeModulation(
    positional ? { ...parameters, positional: { gamma: plane(), beta: plane() } } : parameters,
    at,
    CHANNELS,
  );
}

/** Variance within and between classes of dense maps, mean over channels, the slow way. */
function denseSplit(
  maps: Float32Array,
  { batch, height, width, labels }: Conditions,
): [number, number] {
  const pixels = height * width;
  let [within, between] = [0, 0];
  for (let c = 0; c < CHANNELS; c++) {
    const values = Array.from(labels, (_, i) => {
      const n = Math.floor(i / pixels);
      return maps[(n * CHANNELS + c) * pixels + (i % pixels)];
    });
    const all = values.reduce((a, b) => a + b, 0) / values.length;
    for (let k = 0; k < CLASSES; k++) {
      const own = values.filter((_, i) => labels[i] === k);
      const mean = own.reduce((a, b) => a + b, 0) / (own.length || 1);
      for (const value of own) within += (value - mean) ** 2;
      between += own.length * (mean - all) ** 2;
    }
  }
  return [within, between].map((sum) => sum / (batch * pixels) / CHANNELS) as [number, number];
}

describe("varianceSplit()", () => {
  test("equals the split of the dense maps, for SPADE, CLADE and CLADE-ICPE", () => {
    const check = fc.property(cases, (size) => {
      const at = conditions(size);
      const modulations = [
        spade(size.seed + 1, 3, at),
        spade(size.seed + 1, 1, at),
        clade(size.seed + 1, at, false),
        clade(size.seed + 1, at, true),
      ];
      for (const modulation of modulations) {
        const row = varianceSplitRow("layer", varianceSplit(modulation));
        const maps = denseMaps(modulation);
        const scale = denseSplit(maps.scale, at);
        const shift = denseSplit(maps.shift, at);
        expect(row.withinScale).toBeCloseTo(scale[0], 5);
        expect(row.betweenScale).toBeCloseTo(scale[1], 5);
        expect(row.withinShift).toBeCloseTo(shift[0], 5);
        expect(row.betweenShift).toBeCloseTo(shift[1], 5);
        expect(row.pixels).toBe(at.labels.length);
        const within = scale[0] + shift[0];
        const all = within + scale[1] + shift[1];
        expect(row.share).toBeCloseTo(all > 1e-9 ? within / all : 0, 4);
      }
    });
    fc.assert(check, { seed: 1983, numRuns: 40 });
  });

  test("of CLADE and SPADE 1×1 has nothing within a class", () => {
    const at = conditions({ batch: 2, height: 8, width: 8, seed: 3 });
    for (const modulation of [clade(4, at, false), spade(4, 1, at)]) {
      const row = varianceSplitRow("layer", varianceSplit(modulation));
      expect(row).toMatchObject({ withinScale: 0, withinShift: 0, share: 0, mixedShare: 0 });
      expect(row.betweenScale).toBeGreaterThan(0);
    }
  });

  test("of no label map has no shares and no variances", () => {
    const row = varianceSplitRow("layer", mergeSplits());
    const { NaN: none } = Number;
    expect(row).toMatchObject({ pixels: 0, share: none, mixedShare: none });
    expect(row).toMatchObject({ withinScale: none, betweenShift: none });
  });

  test("of label maps one by one merges into that of all, in any order", () => {
    const maps = [1, 2, 3].map((seed) => conditions({ batch: 1, height: 6, width: 7, seed }));
    const whole: Conditions = {
      batch: 3,
      height: 6,
      width: 7,
      labels: Int32Array.from(maps.flatMap(({ labels }) => [...labels])),
      positions: Float32Array.from(maps.flatMap(({ positions = [] }) => [...positions])),
    };
    const kinds = [(at: Conditions) => spade(9, 3, at), (at: Conditions) => clade(9, at, true)];
    for (const modulation of kinds) {
      const [a, b, c] = maps.map((at) => varianceSplit(modulation(at)));
      const merged = varianceSplitRow("x", mergeSplits(c, mergeSplits(a, b)));
      const expected = varianceSplitRow("x", varianceSplit(modulation(whole)));
      for (const [key, value] of Object.entries(expected)) {
        if (typeof value === "number") expect(merged[key as "share"]).toBeCloseTo(value, 10);
      }
    }
  });

  test("counts pixels whose neighbourhood is mixed or reaches the picture's edge", () => {
    const labels = new Int32Array(81).fill(1);
    const row = (at: Int32Array) =>
      varianceSplitRow(
        "x",
        varianceSplit(spade(2, 3, { batch: 1, height: 9, width: 9, labels: at })),
      );
    expect(row(labels).mixedShare).toBeCloseTo(1 - 25 / 81, 12); // two pixels along the edge
    expect(row(labels.with(40, 2)).mixedShare).toBe(1); // the middle is seen by all of the inner 25
  });
});

test("spatialShare() gives a row for each layer", () => {
  const at = conditions({ batch: 1, height: 8, width: 8, seed: 1 });
  const rows = spatialShare([
    ["head_0.norm_0", [clade(1, at, false)]],
    ["up_3.norm_0", [spade(1, 3, at), spade(1, 3, at)]],
  ]);
  expect(rows.map(({ layer, pixels, channels }) => [layer, pixels, channels])).toEqual([
    ["head_0.norm_0", 64, CHANNELS],
    ["up_3.norm_0", 128, CHANNELS],
  ]);
  expect(rows[1].share).toBeGreaterThan(0);
  expect(rows[1].share).toBeLessThan(1);
});
