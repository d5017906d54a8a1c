import fc from "fast-check";
import { expect, test } from "vitest";
import { modulationMaps } from "../../src/analysis/modulation-maps.ts";
import { denseMaps, type Modulation } from "../../src/modulation/modulation.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

const [HEIGHT, WIDTH, ROWS, CHANNELS] = [6, 7, 3, 9];

/** CLADE-ICPE's: a bank of few classes, times a factor for each pixel. */
function modulation(seed: number, spread: number): Modulation {
  const random = seededNumbers(seed);
  const rows = Int32Array.from(random(HEIGHT * WIDTH), (x) => Math.floor(((x + 1) / 2) * ROWS));
  const counts = new Int32Array(ROWS);
  for (const row of rows) counts[row]++;
  const bank = () => ({ rows: ROWS, channels: CHANNELS, values: random(ROWS * CHANNELS) });
  const factors = () => random(HEIGHT * WIDTH).map((x) => 1 + spread * x);
  return {
    scale: bank(),
    shift: bank(),
    index: { batch: 1, height: HEIGHT, width: WIDTH, rows, counts },
    classes: Int32Array.of(0, 1, 2),
    spatial: { scale: factors(), shift: factors() },
  };
}

/** Σ (a − a̅)² of each channel, of the maps themselves. */
function variances(maps: Float32Array): number[] {
  const pixels = HEIGHT * WIDTH;
  return Array.from({ length: CHANNELS }, (_, c) => {
    const map = [...maps.subarray(c * pixels, (c + 1) * pixels)];
    const mean = map.reduce((sum, x) => sum + x, 0) / pixels;
    return map.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  });
}

test("the channels shown are those whose dense maps vary most, factors included", () => {
  const check = fc.property(
    fc.nat(),
    fc.double({ min: 0, max: 3, noNaN: true }),
    (seed, spread) => {
      const made = modulation(seed, spread);
      const { scale, shift } = denseMaps(made);
      const [a, b] = [variances(scale), variances(shift)];
      const all = a.map((x, c) => x + b[c]);
      const shown = modulationMaps(made).channels;
      const others = all.filter((_, c) => !shown.includes(c));
      const least = Math.min(...shown.map((c) => all[c]));
      expect(shown).toHaveLength(4);
      expect(least).toBeGreaterThanOrEqual(Math.max(...others) * (1 - 1e-5)); // maps are float32
    },
  );
  fc.assert(check, { seed: 4, numRuns: 100 });
});

test("one class whose factors vary is no constant: its strongest channels are shown", () => {
  const made = modulation(1, 0);
  const values = Float32Array.from({ length: ROWS * CHANNELS }, (_, i) => (i % CHANNELS) + 1);
  const bank = { rows: ROWS, channels: CHANNELS, values };
  const factors = Float32Array.from({ length: HEIGHT * WIDTH }, (_, p) => 1 + (p % WIDTH));
  const maps = modulationMaps({
    ...made,
    scale: bank,
    shift: { ...bank, values: new Float32Array(ROWS * CHANNELS) },
    spatial: { scale: factors, shift: factors },
  });
  expect(maps.channels).toEqual([5, 6, 7, 8]);
});
