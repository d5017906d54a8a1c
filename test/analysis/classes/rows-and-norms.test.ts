import { expect, test } from "vitest";
import { classBank } from "../../../src/analysis/classes/class-banks.ts";
import { channelDeviations, deviations } from "../../../src/analysis/classes/deviations.ts";
import { classNorms, mostModulated } from "../../../src/analysis/classes/norms.ts";
import { parameterRows } from "../../../src/analysis/classes/parameter-rows.ts";
import { openGenerator } from "./checkpoints.ts";
import { bankOf, randomBank } from "./made-banks.ts";

test("parameterRows() gives every class, channel and kind once, with raw and effective value", async () => {
  const network = await openGenerator("toy-spade-1x1");
  const bank = await classBank(network, "up_0.norm_0");
  await network.close();
  const seen = new Set<string>();
  for (const row of parameterRows(bank)) {
    seen.add(`${row.class} ${row.channel} ${row.kind}`);
    expect(row.effective - row.raw).toBeCloseTo(row.kind === "scale" ? 1 : 0, 5);
    expect(row.className).toBe(network.labelSet?.rows[row.class].name);
    const values = row.kind === "scale" ? bank.scale : bank.shift;
    expect(row.effective).toBe(values[row.class * bank.channels + row.channel]);
  }
  expect(seen.size).toBe(2 * bank.classes * bank.channels);
});

test("parameterRows() of some classes and channels, in the order asked for", () => {
  const rows = [
    ...parameterRows(randomBank({ classes: 4, channels: 5 }), { classes: [3, 1], channels: [2] }),
  ];
  expect(rows.map((row) => [row.class, row.channel, row.kind])).toEqual([
    [3, 2, "scale"],
    [3, 2, "shift"],
    [1, 2, "scale"],
    [1, 2, "shift"],
  ]);
});

test("parameterRows() takes names of classes, and refuses classes and channels that are not there", () => {
  const bank = {
    ...randomBank({ classes: 3, channels: 5 }),
    labelSet: "small",
    classNames: ["sky", "tree", "sea"],
  };
  const rows = [...parameterRows(bank, { classes: ["sea", 1], channels: ["4"] })];
  expect(rows.map((row) => [row.class, row.className, row.channel])).toEqual([
    [2, "sea", 4],
    [2, "sea", 4],
    [1, "tree", 4],
    [1, "tree", 4],
  ]);
  expect(() => parameterRows(bank, { channels: [0, 5] })).toThrow(
    /up_0\.norm_0: there is no such channel[\s\S]*0 to 4/,
  );
  expect(() => parameterRows(bank, { classes: [3] })).toThrow(/no such class[\s\S]*0 to 2/);
  expect(() => parameterRows(bank, { classes: ["trees"] })).toThrow(/take "tree"/);
});

test("rows of the widest layer come one by one, without all of them in memory", () => {
  const bank = randomBank({ classes: 151, channels: 1024 });
  const rows = parameterRows(bank);
  expect(rows.next().value?.channel).toBe(0);
  let count = 1;
  for (const _ of rows) count++;
  expect(count).toBe(2 * 151 * 1024);
});

test("deviations are from 1 and 0; the mean class is taken off channel by channel", () => {
  const bank = bankOf("a", 2, Float32Array.of(1, 3, 2, 0), Float32Array.of(0, 4, 2, 0));
  expect([...deviations(bank, { part: "scale" }).values]).toEqual([0, 2, 1, -1]);
  expect([...deviations(bank).values]).toEqual([0, 2, 0, 4, 1, -1, 2, 0]);
  const centred = deviations(bank, { part: "shift", centring: "mean class" });
  expect([...centred.values]).toEqual([-1, 2, 1, -2]);
  expect(channelDeviations(bank)).toEqual({
    rows: 2,
    columns: 4,
    values: Float64Array.of(0, 1, 0, 2, 2, -1, 4, 0),
  });
});

test("classNorms() measures the deviation from neutral, and ranks the classes", () => {
  const bank = bankOf("a", 3, Float32Array.of(4, 5, 1, 1, 2, 0), Float32Array.of(0, 0, 1, 3, 0, 0));
  const rows = classNorms(bank);
  const pick = (part: string) => rows.filter((row) => row.part === part);
  expect(pick("scale").map(({ norm }) => norm)).toEqual([5, 0, Math.SQRT2]);
  expect(pick("scale").map(({ rank }) => rank)).toEqual([1, 3, 2]);
  expect(pick("scale")[0]).toMatchObject({ mean: 3.5, spread: 0.5, rms: Math.sqrt(12.5) });
  expect(pick("shift").map(({ norm }) => norm)).toEqual([0, Math.sqrt(10), 0]);
  expect(pick("both").map(({ norm }) => norm)).toEqual([5, Math.sqrt(10), Math.SQRT2]);
  expect(mostModulated([bank]).map((row) => [row.part, row.className])).toEqual([
    ["scale", "class 0"],
    ["shift", "class 1"],
    ["both", "class 0"],
  ]);
});

test("a class with NaN has no rank and says how many of its numbers are broken", () => {
  const bank = bankOf("a", 2, Float32Array.of(Number.NaN, 2, 1, 2), new Float32Array(4));
  const [broken, whole] = classNorms(bank);
  expect(broken).toMatchObject({ norm: Number.NaN, rank: null, notFinite: 1 });
  expect(whole).toMatchObject({ norm: 1, rank: 1, notFinite: 0 });
});
