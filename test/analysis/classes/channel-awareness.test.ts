import fc from "fast-check";
import { expect, test } from "vitest";
import {
  channelAwareness,
  channelConcentration,
  classChannels,
  expectedActivation,
} from "../../../src/analysis/classes/channel-awareness.ts";
import { classBanks } from "../../../src/analysis/classes/class-banks.ts";
import { LabelError } from "../../../src/errors.ts";
import { seededNormal } from "../../../src/models/latent.ts";
import { openGenerator } from "./checkpoints.ts";
import { bankOf, randomBank } from "./made-banks.ts";
import { reference } from "./reference.ts";

test.each(reference.activation)(
  "expectedActivation() of scale $scale, shift $shift is SciPy's integral",
  ({ scale, shift, expected }) => {
    const ours = expectedActivation(scale, shift);
    expect(Math.abs(ours - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected));
  },
);

test("expectedActivation() is the mean over normal numbers", () => {
  const x = seededNormal(1, 40000);
  for (const [scale, shift] of [
    [1.5, -0.5],
    [-0.7, 0.2],
  ]) {
    let sum = 0;
    for (const value of x) {
      const y = scale * value + shift;
      sum += Math.max(y, 0.2 * y);
    }
    expect(Math.abs(sum / x.length - expectedActivation(scale, shift))).toBeLessThan(0.03);
  }
});

test("it does not depend on the scale's sign, and grows with scale and shift", () => {
  const numbers = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(numbers, numbers, (scale, shift) => {
      const here = expectedActivation(scale, shift);
      expect(expectedActivation(-scale, shift)).toBe(here);
      expect(expectedActivation(scale, shift + 0.1)).toBeGreaterThan(here);
      expect(expectedActivation(Math.abs(scale) + 0.1, shift)).toBeGreaterThan(here - 1e-6);
      expect(here).toBeGreaterThanOrEqual(Math.max(shift, 0.2 * shift) - 1e-6); // Jensen
    }),
  );
});

test("behind the shortcut's norm there is no activation: the expected value is the shift", () => {
  const bank = randomBank({ layer: "up_0.norm_s", classes: 3, channels: 4 });
  const { activation, expected } = channelAwareness(bank);
  expect(activation).toBe("none");
  expect(expected).toEqual(bank.shift);
  expect(channelAwareness({ ...bank, layer: "up_0.norm_0" }).activation).toBe("leaky ReLU");
});

test("classChannels() ranks the channels by what sets the class apart from the mean class", () => {
  // Scale 0: the expected activation is the leaky ReLU of the shift.
  const bank = bankOf("a", 2, new Float32Array(8), Float32Array.of(1, 5, 0, 2, 1, 1, 3, 2));
  const rows = classChannels(bank, 0);
  expect(rows.map(({ channel }) => channel)).toEqual([1, 2, 0, 3]);
  expect(rows.map(({ deviation }) => deviation)).toEqual([2, -1.5, 0, 0]);
  expect(rows.map(({ share }) => share)).toEqual([0.64, 0.36, 0, 0]);
  expect(rows[1]).toMatchObject({ rank: 2, expected: 0, meanClass: 1.5, cumulativeShare: 1 });
  expect(classChannels(bank, 0, 1)).toHaveLength(1);
  expect(() => classChannels(bank, 2)).toThrow(LabelError);
});

test("channelConcentration() counts the channels that hold half of it", () => {
  const shifts = [
    [9, 1, 1, 1],
    [1, 1, 1, 1],
    [1, 1, 5, 5],
    [1, 1, 1, 1],
  ];
  const bank = bankOf("a", 4, new Float32Array(16), Float32Array.from(shifts.flat()));
  const rows = channelConcentration(bank);
  expect(rows.map(({ channelsForHalf }) => channelsForHalf)).toEqual([1, 1, 2, 1]);
  expect(rows[2].effectiveChannels).toBeCloseTo(22 ** 2 / (4 ** 2 + 9 ** 2 + 9 ** 2), 12);
  expect(rows[0].distance).toBeCloseTo(Math.sqrt(36 + 1 + 1), 12);
});

test("classes that all do the same have no channels of their own", () => {
  const bank = bankOf("a", 2, new Float32Array(6).fill(1), new Float32Array(6).fill(0.5));
  expect(channelConcentration(bank)[0]).toMatchObject({
    distance: 0,
    channelsForHalf: null,
    effectiveChannels: Number.NaN,
  });
});

test("NaN and infinity are left out, of the mean class too", () => {
  const scale = new Float32Array(6);
  scale[0] = Number.NaN;
  const bank = bankOf("a", 2, scale, Float32Array.of(1, 2, Number.POSITIVE_INFINITY, 3, 4, 5));
  const { expected, meanClass } = channelAwareness(bank);
  expect([...expected]).toEqual([Number.NaN, 2, Number.NaN, 3, 4, 5]);
  expect([...meanClass]).toEqual([3, 3, 5]);
  expect(classChannels(bank, 0).map(({ channel }) => channel)).toEqual([1]);
  expect(channelConcentration(bank).map(({ channels }) => channels)).toEqual([1, 3]);
});

test.each(["toy-spade", "toy-clade", "toy-clade-icpe", "toy-spade-1x1"])(
  "%s: shares of every class and layer add up to one",
  async (name) => {
    const network = await openGenerator(name);
    const banks = await classBanks(network);
    await network.close();
    for (const bank of banks) {
      for (const row of channelConcentration(bank)) {
        expect(row.channels).toBe(bank.channels);
        expect(row.effectiveChannels).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(row.effectiveChannels).toBeLessThanOrEqual(bank.channels + 1e-9);
      }
      expect(classChannels(bank, 1).at(-1)?.cumulativeShare).toBeCloseTo(1, 9);
    }
  },
);
