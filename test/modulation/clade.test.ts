import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cladeModulation, type Plane } from "../../src/modulation/clade.ts";
import type { Conditions } from "../../src/modulation/conditions.ts";
import { denseMaps } from "../../src/modulation/modulation.ts";
import { expectClose } from "../support/close.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

const CLASSES = 4;

const cases = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 1, max: 6 }),
    channels: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
  })
  .map(({ batch, height, width, channels, seed }) => {
    const numbers = seededNumbers(seed);
    const pixels = batch * height * width;
    const plane = (): Plane => ({ weight: numbers(2), bias: numbers(1)[0] });
    const parameters = {
      gamma: numbers(CLASSES * channels),
      beta: numbers(CLASSES * channels),
      positional: { gamma: plane(), beta: plane() },
      instance: { weight: numbers(1)[0], bias: numbers(1)[0] },
    };
    const conditions: Conditions = {
      batch,
      height,
      width,
      labels: Int32Array.from(numbers(pixels), (r) => Math.floor((r + 1) * 2)),
      edges: Uint8Array.from(numbers(pixels), (r) => Number(r > 0)),
      positions: numbers(2 * pixels),
    };
    return { parameters, conditions, channels };
  });

describe("cladeModulation()", () => {
  test("looks up γ and β of each pixel's class; with ICPE times a plane over the offsets", () => {
    const check = fc.property(cases, ({ parameters, conditions, channels }) => {
      const { gamma, beta, positional } = parameters;
      const { batch, height, width, labels, positions = new Float32Array() } = conditions;
      const pixels = height * width;
      const modulation = cladeModulation(parameters, conditions, channels);
      const plain = cladeModulation({ gamma, beta }, conditions, channels);
      expect(plain.spatial).toBeUndefined();
      const maps = { icpe: denseMaps(modulation), plain: denseMaps(plain) };
      const expected = { scale: [] as number[], shift: [] as number[] };
      const looked = { scale: [] as number[], shift: [] as number[] };
      for (let n = 0; n < batch; n++) {
        for (let c = 0; c < channels; c++) {
          for (let p = 0; p < pixels; p++) {
            const at = labels[n * pixels + p] * channels + c;
            const dy = positions[2 * n * pixels + p];
            const dx = positions[(2 * n + 1) * pixels + p];
            const factor = ({ weight: [wy, wx], bias }: Plane) => 1 + wy * dy + wx * dx + bias;
            looked.scale.push(gamma[at]);
            looked.shift.push(beta[at]);
            expected.scale.push(gamma[at] * factor(positional.gamma));
            expected.shift.push(beta[at] * factor(positional.beta));
          }
        }
      }
      expectClose(maps.icpe.scale, expected.scale, 1e-6);
      expectClose(maps.icpe.shift, expected.shift, 1e-6);
      expectClose(maps.plain.scale, looked.scale, 0);
      expectClose(maps.plain.shift, looked.shift, 0);
    });
    fc.assert(check, { seed: 2012, numRuns: 100 });
  });

  test("appends weight · edge + bias, and holds a row for each class present only", () => {
    const check = fc.property(cases, ({ parameters, conditions, channels }) => {
      const { appended, classes, index } = cladeModulation(parameters, conditions, channels);
      const { weight, bias } = parameters.instance;
      const edges = [...(conditions.edges ?? [])];
      expectClose(
        appended ?? [],
        edges.map((edge) => weight * edge + bias),
        1e-6,
      );
      expect([...classes].sort()).toEqual([...new Set(conditions.labels)].sort());
      expect(index.rows.map((row) => classes[row])).toEqual(conditions.labels);
    });
    fc.assert(check, { seed: 2013, numRuns: 50 });
  });

  test("of CLADE-ICPE asks for positional maps", () => {
    const plane = { weight: Float32Array.of(0, 0), bias: 0 };
    const parameters = {
      gamma: new Float32Array(1),
      beta: new Float32Array(1),
      positional: { gamma: plane, beta: plane },
    };
    const conditions: Conditions = { batch: 1, height: 1, width: 1, labels: new Int32Array(1) };
    expect(() => cladeModulation(parameters, conditions, 1)).toThrowErrorMatchingInlineSnapshot(`
      [EngineError: conditions: this network (CLADE-ICPE) needs positional maps
        expected  positions, [batch, 2, height, width]
        got       none
        try       compute them from the label map with positionalMap()]
    `);
  });
});
