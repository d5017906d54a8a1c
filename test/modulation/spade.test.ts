import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Conditions } from "../../src/modulation/conditions.ts";
import { denseMaps } from "../../src/modulation/modulation.ts";
import type { SpadeMethod } from "../../src/modulation/norm-layer.ts";
import { spadeModulation } from "../../src/modulation/spade.ts";
import { expectClose } from "../support/close.ts";
import {
  type SpadeCase,
  spadeByConvolution,
  spadeCases,
  spadeParametersOf,
} from "../support/spade-by-convolution.ts";

function compare({ parameters, method, conditions, channels }: SpadeCase): void {
  const modulation = spadeModulation(parameters, method, conditions, channels);
  const tables = denseMaps(modulation);
  const dense = spadeByConvolution(parameters, method, conditions, channels);
  expectClose(tables.scale, dense.scale, 1e-5, "scale");
  expectClose(tables.shift, dense.shift, 1e-5, "shift");
  const { index } = modulation;
  expect(index.counts.reduce((a, b) => a + b)).toBe(conditions.labels.length);
  expect(modulation.scale.rows).toBe(index.counts.length);
}

describe("spadeModulation() gives what the convolutions give", () => {
  test.each([3 as const, 1 as const])(
    "on any label maps and edge bits, kernel %i, borders included",
    (kernel) => {
      fc.assert(fc.property(spadeCases(kernel), compare), { seed: 20210, numRuns: 150 });
    },
  );

  test.each([
    [1, 1],
    [1, 7],
    [7, 1],
    [2, 2],
    [3, 3],
    [4, 5],
  ])("on %i × %i pixels, where nearly everything is border", (height, width) => {
    const method: SpadeMethod = {
      kind: "spade",
      classes: 2,
      instanceEdges: true,
      hidden: 3,
      kernel: 3,
    };
    const pixels = height * width;
    const labels = Int32Array.from({ length: pixels }, (_, p) => (p >> 1) % 2);
    const edges = Uint8Array.from({ length: pixels }, (_, p) => Number(p % 3 === 0));
    const parameters = spadeParametersOf(method, 2, 5);
    const conditions = { batch: 1, height, width, labels, edges };
    compare({ parameters, method, conditions, channels: 2 });
  });
});

test("pictures of a batch share one table, and do not see each other across their borders", () => {
  const method: SpadeMethod = {
    kind: "spade",
    classes: 3,
    instanceEdges: false,
    hidden: 4,
    kernel: 3,
  };
  const parameters = spadeParametersOf(method, 2, 7);
  const one: Conditions = {
    batch: 1,
    height: 6,
    width: 6,
    labels: Int32Array.from({ length: 36 }, (_, p) => (p % 6 < 3 ? 0 : 2)),
  };
  const labels = new Int32Array(108);
  for (const n of [0, 1, 2]) labels.set(one.labels, 36 * n);
  const single = spadeModulation(parameters, method, one, 2);
  const three = spadeModulation(parameters, method, { ...one, batch: 3, labels }, 2);
  expect(three.scale).toEqual(single.scale);
  expect(three.index.counts).toEqual(single.index.counts.map((count) => 3 * count));
});

test("a network with an edge channel needs edge bits", () => {
  const method: SpadeMethod = {
    kind: "spade",
    classes: 2,
    instanceEdges: true,
    hidden: 1,
    kernel: 3,
  };
  const conditions = { batch: 1, height: 2, width: 2, labels: new Int32Array(4) };
  expect(() =>
    spadeModulation(spadeParametersOf(method, 1, 1), method, conditions, 1),
  ).toThrowErrorMatchingInlineSnapshot(`
    [EngineError: conditions: this network has an instance edge channel, and there is no instance map
      expected  edges, [batch, height, width]
      got       none
      try       give an instance map (--instances FILE); the label map itself will do, for the edges between classes]
  `);
});

test("other kernels than 1 and 3 are refused", () => {
  const method: SpadeMethod = {
    kind: "spade",
    classes: 2,
    instanceEdges: false,
    hidden: 1,
    kernel: 5,
  };
  const conditions = { batch: 1, height: 2, width: 2, labels: new Int32Array(4) };
  expect(() =>
    spadeModulation(spadeParametersOf(method, 1, 1), method, conditions, 1),
  ).toThrowErrorMatchingInlineSnapshot(`
    [EngineError: spadePatterns: SPADE with this kernel has no pattern tables
      expected  kernel 1 or 3
      got       5
      try       load the generator with { spade: "convolutions" }]
  `);
});
