import { expect, test } from "vitest";
import { executedCost } from "../../../src/engines/onnx/executed-cost.ts";
import type { GeneratorConfig } from "../../../src/models/generator-config.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { PLAIN } from "../../support/state-dicts.ts";

const SIDE = 256;
const ade = (kind: "spade" | "clade"): { config: GeneratorConfig } => ({
  config: {
    ...PLAIN,
    ngf: 64,
    method:
      kind === "spade"
        ? { kind, classes: 151, instanceEdges: false, hidden: 128, kernel: 3 }
        : { kind, classes: 151, instanceEdges: false, positional: false },
  },
});

const map = (label: (y: number, x: number) => number) => ({
  batch: 1,
  height: SIDE,
  width: SIDE,
  labels: Int32Array.from({ length: SIDE * SIDE }, (_, p) => label(Math.floor(p / SIDE), p % SIDE)),
});
const plain = map(() => 3);
const halves = map((_, x) => (x < SIDE / 2 ? 3 : 5));
const draws = seededNumbers(1)(SIDE * SIDE);
const noise = map((y, x) => Math.floor(((draws[y * SIDE + x] + 1) / 2) * 151));

const sum = (rows: readonly { nominal: number; executed: number }[]) => ({
  nominal: rows.reduce((a, { nominal }) => a + nominal, 0) / 1e9,
  executed: rows.reduce((a, { executed }) => a + executed, 0) / 1e9,
});

test("nominal are the published counts; CLADE's products are a half of them and do not depend on the label map", () => {
  const rows = executedCost(ade("clade"), plain);
  expect(sum(rows).nominal).toBeCloseTo(42.25, 2);
  expect(sum(executedCost(ade("clade"), noise))).toEqual(sum(rows));
  expect(sum(rows).executed).toBeLessThan(0.6 * 42.25);
  // Without Winograd everything but the look-ups is nominal.
  const small = sum(executedCost(ade("clade"), plain, "small"));
  const start = rows.find(({ name }) => name === "fc")?.nominal ?? 0;
  expect(small.executed).toBeCloseTo(small.nominal - start / 1e9, 9);
});

test("a convolution's products are those of its way: F(4×4) 36 for 16 results, F(2×2) 16 for 4", () => {
  const rows = executedCost(ade("clade"), plain);
  for (const { name, way, nominal, executed } of rows) {
    const shares: Partial<Record<typeof way, number>> = {
      winograd4: 36 / 16 / 9,
      winograd2: 16 / 4 / 9,
      direct: 1,
      im2col: 1,
    };
    const share = shares[way];
    if (share !== undefined) expect(executed, name).toBeCloseTo(nominal * share, 3);
  }
  expect(new Set(rows.map(({ way }) => way))).toEqual(
    new Set(["look-up", "im2col", "winograd2", "winograd4", "direct", "product"]),
  );
});

test("counts are whole numbers, and never more than the nominal ones where pictures are painted one by one", () => {
  for (const labels of [plain, halves]) {
    for (const { name, nominal, executed } of executedCost(ade("spade"), labels)) {
      expect(Number.isSafeInteger(executed), name).toBe(true);
      expect(executed, name).toBeLessThanOrEqual(nominal);
    }
  }
});

test("a batch shares its tables: two pictures of the same labels cost little more than one", () => {
  const twice = {
    ...halves,
    batch: 2,
    labels: Int32Array.from([...halves.labels, ...halves.labels]),
  };
  const rows = (labels: typeof halves) =>
    executedCost(ade("spade"), labels).filter(({ way }) => way === "taps");
  const [one, both] = [rows(halves), rows(twice)];
  const applied = (name: string) => (name === "up_3.norm_1" ? 64 * SIDE * SIDE : Number.NaN);
  const last = (all: typeof one) => all.find(({ name }) => name === "up_3.norm_1")?.executed ?? 0;
  const table = last(one) - applied("up_3.norm_1");
  expect(last(both)).toBe(table / 2 + applied("up_3.norm_1"));
});

test("SEAN, which this engine does not run, is refused", () => {
  const { config } = ade("clade");
  const sean = {
    ...config,
    method: {
      kind: "sean",
      classes: 151,
      styleLength: 512,
      hidden: 128,
      kernel: 3,
      instanceEdges: false,
    },
  } as const;
  expect(() => executedCost({ config: sean }, plain)).toThrow(/does not run SEAN/);
});

test("SPADE's grow with the neighbourhoods of the label map, up to its nominal ones", () => {
  const [one, two, all] = [plain, halves, noise].map((labels) =>
    executedCost(ade("spade"), labels),
  );
  expect(sum(one).nominal).toBeCloseTo(181.15, 2);
  expect(sum(one).executed).toBeLessThan(sum(two).executed);
  expect(sum(two).executed).toBeLessThan(0.2 * sum(two).nominal);
  for (const { name, way, nominal, executed } of all) {
    if (!name.includes("norm")) continue;
    // Of the second convolution alone: the first is a look-up whatever the label map is.
    expect(executed, name).toBeLessThan(1.01 * nominal);
    if (name.startsWith("up_3")) expect(way).toBe("dense");
  }
  // One class: 3×3 windows differ at borders and corners alone, nine of them and the row of zeros.
  const last = one.find(({ name }) => name === "up_3.norm_1");
  expect(last).toMatchObject({ way: "taps", executed: 10 * 9 * 128 * 128 + 64 * SIDE * SIDE });
});
