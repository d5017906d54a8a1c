import { describe, expect, test } from "vitest";
import type { SpadeMethod } from "../../src/modulation/norm-layer.ts";
import { spadeModulation } from "../../src/modulation/spade.ts";
import { spadeInterior } from "../../src/modulation/spade-interior.ts";
import { expectClose } from "../support/close.ts";
import { spadeParametersOf } from "../support/spade-by-convolution.ts";

const HEIGHT = 12;
const WIDTH = 16;
const CHANNELS = 3;

function rowsOf(method: SpadeMethod) {
  // Two halves of one class each, and an edge line at a distance from the border between them.
  const labels = Int32Array.from({ length: HEIGHT * WIDTH }, (_, p) => (p % WIDTH < 8 ? 0 : 2));
  const edges = Uint8Array.from(labels, (_, p) => Number(p % WIDTH === 15));
  const conditions = { batch: 1, height: HEIGHT, width: WIDTH, labels, edges };
  const parameters = spadeParametersOf(method, CHANNELS, 11);
  const modulation = spadeModulation(parameters, method, conditions, CHANNELS);
  return { modulation, interior: spadeInterior(parameters, method, CHANNELS) };
}

function worst({ modulation, interior }: ReturnType<typeof rowsOf>, y: number, x: number): number {
  const row = modulation.index.rows[y * WIDTH + x];
  const label = modulation.classes[row];
  let largest = 0;
  for (const part of ["scale", "shift"] as const) {
    for (let c = 0; c < CHANNELS; c++) {
      const here = modulation[part].values[row * CHANNELS + c];
      largest = Math.max(largest, Math.abs(here - interior[part].values[label * CHANNELS + c]));
    }
  }
  return largest;
}

describe.each([false, true])("spadeInterior(), edge channel %s", (instanceEdges) => {
  const method: SpadeMethod = { kind: "spade", classes: 3, instanceEdges, hidden: 4, kernel: 3 };

  test("is what SPADE gives from 3 pixels off any border on", () => {
    const rows = rowsOf(method);
    for (let y = 2; y < HEIGHT - 2; y++) {
      for (const x of [2, 3, 4, 5, 10, 11, 12]) expect(worst(rows, y, x)).toBeLessThan(1e-5);
    }
  });

  test("is not what SPADE gives within 2 pixels of another class or the picture's border", () => {
    const rows = rowsOf(method);
    for (const [y, x] of [
      [0, 4],
      [1, 4],
      [6, 0],
      [6, 1],
      [6, 6],
      [6, 7],
      [6, 8],
      [6, 9],
    ]) {
      expect(worst(rows, y, x), `pixel ${y}, ${x}`).toBeGreaterThan(1e-3);
    }
  });
});

test("spadeInterior() of 1×1 kernels is exact at every pixel without an edge bit", () => {
  const rows = rowsOf({ kind: "spade", classes: 3, instanceEdges: true, hidden: 4, kernel: 1 });
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH - 1; x++) expect(worst(rows, y, x)).toBeLessThan(1e-6);
  }
  expect(worst(rows, 3, WIDTH - 1)).toBeGreaterThan(1e-3);
});

test("spadeInterior() is the closed form: sums over the taps of the kernels", () => {
  const method: SpadeMethod = {
    kind: "spade",
    classes: 2,
    instanceEdges: false,
    hidden: 3,
    kernel: 3,
  };
  const { shared, gamma, beta } = spadeParametersOf(method, 2, 3);
  const interior = spadeInterior({ shared, gamma, beta }, method, 2);
  const tapSum = (weight: Float32Array, at: number) =>
    weight.subarray(9 * at, 9 * at + 9).reduce((a, b) => a + b, 0);
  for (const k of [0, 1]) {
    const hidden = [0, 1, 2].map((j) =>
      Math.max(0, shared.bias[j] + tapSum(shared.weight, j * 2 + k)),
    );
    const of = ({ weight, bias }: typeof gamma) =>
      [0, 1].map((c) => hidden.reduce((sum, s, j) => sum + s * tapSum(weight, c * 3 + j), bias[c]));
    expectClose(
      interior.scale.values.subarray(2 * k, 2 * k + 2),
      of(gamma).map((g) => 1 + g),
      1e-5,
    );
    expectClose(interior.shift.values.subarray(2 * k, 2 * k + 2), of(beta), 1e-5);
  }
});
