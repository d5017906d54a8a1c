import { expect, test } from "vitest";
import { executedCost } from "../../../src/engines/onnx/executed-cost.ts";
import type { GeneratorConfig } from "../../../src/models/generator-config.ts";
import type { SeanMethod } from "../../../src/modulation/norm-layer.ts";
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

test("nominal are the published counts; CLADE's products are a third of them, and more for a label map of noise", () => {
  const rows = executedCost(ade("clade"), plain);
  expect(sum(rows).nominal).toBeCloseTo(42.25, 2);
  expect(sum(rows).executed).toBeLessThan(0.4 * 42.25);
  const noisy = sum(executedCost(ade("clade"), noise));
  expect(noisy.executed).toBeGreaterThan(1.3 * sum(rows).executed);
  expect(noisy.executed).toBeLessThan(0.6 * 42.25);
  // Without Winograd everything but the look-ups and what is halved is nominal.
  for (const { name, halved, nominal, executed } of executedCost(ade("clade"), noise, "small")) {
    expect(halved).toBe(false);
    expect(executed, name).toBe(name === "fc" ? 0 : nominal);
  }
});

test("a convolution's products are those of its way: F(4×4) 36 for 16 results, F(2×2) 16 for 4", () => {
  const ways = new Set<string>();
  for (const { name, way, halved, nominal, executed } of [plain, noise].flatMap((labels) =>
    executedCost(ade("clade"), labels),
  )) {
    const shares: Partial<Record<typeof way, number>> = {
      winograd4: 36 / 16 / 9,
      winograd4x2: 24 / 8 / 9,
      winograd2: 16 / 4 / 9,
      direct: 1,
      planes: 1,
      im2col: 1,
    };
    const share = halved ? undefined : shares[way];
    if (share !== undefined) expect(executed, name).toBeCloseTo(nominal * share, 3);
    ways.add(way);
  }
  expect(ways).toEqual(
    new Set([
      ...["look-up", "product", "im2col", "upsampled", "direct", "planes"],
      ...["winograd2", "winograd4"],
    ]),
  );
});

test("of a halved map blocks are computed, and one pixel for each block that the border of a region cuts", () => {
  const odd = map((_, x) => (x < 131 ? 3 : 5)); // cuts 128 blocks at 256 × 256: their right halves differ
  for (const [labels, cut] of [
    [plain, 1], // one stands in where there are none
    [odd, 128],
  ] as const) {
    const rows = executedCost(ade("clade"), labels);
    const row = (name: string) => rows.find((one) => one.name === name);
    const computed = 128 * 128 + cut;
    expect(row("up_3.norm_0")).toMatchObject({ halved: true, executed: 128 * computed });
    expect(row("up_3.conv_s")).toMatchObject({
      way: "product",
      halved: true,
      executed: 128 * 64 * computed,
    });
    expect(row("up_3.conv_0")).toMatchObject({
      way: "upsampled",
      executed: 9 * 128 * 64 * computed,
    });
    expect(row("up_3.norm_1")).toMatchObject({ halved: false, executed: 64 * SIDE * SIDE });
  }
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

test("SEAN's are SPADE's, the regions' linear maps and nine products for each region, once for all pictures in a style", () => {
  const [K, S, hidden] = [19, 512, 128];
  const sizes = { classes: K, styleLength: S, hidden, kernel: 3, instanceEdges: false } as const;
  const method: SeanMethod = { kind: "sean", labels: "spade", ...sizes };
  const config: GeneratorConfig = { ...ade("spade").config, method };
  const spade: GeneratorConfig = { ...config, method: { ...method, kind: "spade" } };
  const [one, two] = [halves, { ...halves, batch: 2, labels: twice(halves.labels) }];
  const styleOf = (channels: number) => K * S * S + 9 * (K + 1) * S * 2 * channels;
  const codes = seededNumbers(1)(2 * K * S);
  const same = twice(codes.subarray(0, K * S));
  const rows = executedCost({ config }, one);
  const shared = executedCost({ config }, { ...two, styles: same });
  const apart = executedCost({ config }, { ...two, styles: codes });
  const labels = executedCost({ config: spade }, one);
  for (const [i, { name, executed, way }] of rows.entries()) {
    const channels = { head_0: 1024, up_2: 256 }[name.split(".")[0]] ?? 0;
    if (!/^(head_0|up_2)\.ace_0$/.test(name)) continue;
    expect(way, name).toBe(labels[i].way);
    expect(executed, name).toBe(labels[i].executed + styleOf(channels));
    // Half of the style's for each of two pictures; each its own of two styles, but for a row of zeros.
    const [table] = [labels[i].executed];
    expect(shared[i].executed - styleOf(channels) / 2, name).toBeLessThan(table);
    expect(apart[i].executed, name).toBeGreaterThan(shared[i].executed);
  }
  expect(sum(rows).executed).toBeLessThan(0.2 * sum(rows).nominal);
  const last = (all: typeof rows) => all.find(({ name }) => /^up_3\.(ace|norm)_1$/.test(name));
  expect(last(rows)?.executed).toBe(last(labels)?.executed); // without a style
});

function twice<T extends Int32Array | Float32Array>(values: T): T {
  const out = new (values.constructor as new (length: number) => T)(2 * values.length);
  out.set(values);
  out.set(values, values.length);
  return out;
}

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
