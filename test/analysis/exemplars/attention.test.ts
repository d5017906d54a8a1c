import { expect, test } from "vitest";
import {
  type ExemplarAttention,
  exemplarAttention,
  slotRows,
} from "../../../src/analysis/exemplars/attention.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import { randomNetwork } from "../../support/random-network.ts";
import { SMALL_MSCA, someConditions, someExemplar, WITH_MSCA } from "../../support/small-msca.ts";
import { messageOf, PLAIN } from "../../support/state-dicts.ts";

test("attention of a picture of a batch: shares of the exemplar, shares of the slots, masks", async () => {
  const painter = await TfjsGenerator.load(randomNetwork(WITH_MSCA, 3));
  const exemplar = someExemplar(2, { batch: 2, height: 32, width: 96 });
  const conditions = someConditions(1, { batch: 2, exemplar });
  const attention = await exemplarAttention(painter, conditions, { picture: 1 });
  expect(attention.map(({ block }) => block)).toEqual(SMALL_MSCA.blocks);
  for (const [i, one] of attention.entries()) {
    const scale = 2 ** (4 - i);
    expect(one.exemplar).toMatchObject({ height: 32 / scale, width: 96 / scale });
    expect(one.target).toMatchObject({ height: 64 / scale, width: 64 / scale });
    expect(one.mask).toHaveLength(SMALL_MSCA.slots);
    // Every 2^n-th pixel's class, from the first on.
    expect(one.target.labels[1]).toBe(conditions.labels[64 * 64 + scale]);
    expect(one.exemplar.labels[1]).toBe(exemplar.labels[32 * 96 + scale]);
    const pixels = one.exemplar.height * one.exemplar.width;
    for (let k = 0; k < one.slots; k++) {
      const map = one.exemplar.maps.subarray(k * pixels, (k + 1) * pixels);
      expect(map.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    }
  }
  const rows = slotRows(attention);
  expect(rows).toHaveLength(4 * SMALL_MSCA.slots);
  for (const block of SMALL_MSCA.blocks) {
    const spread = rows.filter((row) => row.block === block).map((row) => row.spread);
    expect(spread.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  }
  for (const row of rows) {
    expect(row.effectivePixels).toBeGreaterThanOrEqual(1);
    expect(row.effectivePixels).toBeLessThanOrEqual(row.pixels * (1 + 1e-5));
  }
  const asked = exemplarAttention(painter, conditions, { picture: 2 });
  expect(await messageOf(() => asked)).toMatch(/no such picture[\s\S]*0 to 1[\s\S]*2/);
  painter.dispose();
});

test("rows of slots, by hand", () => {
  const one: ExemplarAttention = {
    block: "up_0",
    slots: 2,
    exemplar: {
      height: 1,
      width: 4,
      maps: Float32Array.of(0.5, 0.5, 0, 0, 0.25, 0.25, 0.25, 0.25),
      labels: Int32Array.of(7, 7, 7, 2),
    },
    target: {
      height: 2,
      width: 1,
      maps: Float32Array.of(0.9, 0.2, 0.1, 0.8),
      labels: Int32Array.of(3, 5),
    },
    mask: Float32Array.of(0.25, 1),
  };
  const [a, b] = slotRows([one], { className: (row) => `class ${row}` });
  expect(a).toMatchObject({ block: "up_0", slot: 0, mask: 0.25, class: 7, className: "class 7" });
  expect(a).toMatchObject({ share: 1, targetClass: 3, targetClassName: "class 3", pixels: 4 });
  expect(a.targetMean).toBeCloseTo(0.9, 6);
  expect(a.spread).toBeCloseTo(0.55, 6);
  expect(a.effectivePixels).toBeCloseTo(2, 6);
  expect(b).toMatchObject({ slot: 1, mask: 1, class: 7, share: 0.75, targetClass: 5 });
  expect(b.effectivePixels).toBeCloseTo(4, 6);
});

test("a network without exemplars has no such attention", async () => {
  const painter = await TfjsGenerator.load(randomNetwork({ ...PLAIN, spectralNorm: false }, 1));
  expect(await messageOf(() => exemplarAttention(painter, someConditions(1)))).toMatch(
    /no attention to an exemplar[\s\S]*clade/,
  );
  painter.dispose();
});
