import { expect, test } from "vitest";
import type { ExemplarAttention } from "../../src/analysis/exemplars/attention.ts";
import { exemplarAttentionFigure } from "../../src/figures/exemplar-attention.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";
import { messageOf } from "../support/state-dicts.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";
import { SMALL_SCENE, SMALL_SET } from "./scenes.ts";

const { height, width, rows } = SMALL_SCENE;
const pixels = height * width;
const options = { labelSet: SMALL_SET, provenance: TEST_PROVENANCE };

/** Slot k is of the class k of the scene, and goes to it, with some noise. */
function attention(slots: number): ExemplarAttention {
  const draw = seededNumbers(3);
  const logits = Array.from({ length: slots }, (_, k) =>
    draw(pixels).map((noise, p) => Math.exp(noise + (rows[p] === k ? 4 : 0))),
  );
  const sums = logits.map((map) => map.reduce((a, b) => a + b, 0));
  const totals = Float64Array.from(rows, (_, p) => logits.reduce((sum, map) => sum + map[p], 0));
  const joined = (value: (k: number, p: number) => number) =>
    Float32Array.from({ length: slots * pixels }, (_, i) =>
      value(Math.floor(i / pixels), i % pixels),
    );
  return {
    block: "up_1",
    slots,
    exemplar: { height, width, labels: rows, maps: joined((k, p) => logits[k][p] / sums[k]) },
    target: { height, width, labels: rows, maps: joined((k, p) => logits[k][p] / totals[p]) },
    mask: Float32Array.from({ length: slots }, (_, k) => (k + 1) / (slots + 1)),
  };
}

test("where style vectors come from and go, and what is let through", () => {
  const picture = {
    name: "exemplar",
    image: { shape: [3, height, width], data: seededNumbers(1)(3 * pixels) },
  };
  const figure = exemplarAttentionFigure(attention(6), {
    ...options,
    exemplar: picture,
    painted: { ...picture, name: "painted" },
  });
  expect(figure.text).toMatch(
    /^slot 0: 9\d\S* % of it from sky, mask 0\.143, strongest at sky \(mean 0\.\d+\)$/m,
  );
  expectGolden(figure, "exemplar-attention");
});

test("one slot, without pictures, with NaN in it", () => {
  const broken = attention(1);
  broken.exemplar.maps[5] = Number.NaN;
  broken.mask[0] = Number.NaN;
  const figure = exemplarAttentionFigure(broken, options);
  expect(figure.text).toMatch(/2 numbers are not finite/);
  expectGolden(figure, "exemplar-attention-one");
});

test("rows are pixels with their attention, and the figure can be written down and drawn again", () => {
  const one = attention(2);
  const figure = exemplarAttentionFigure(one, options);
  const table = figure.rows();
  expect(table).toHaveLength(2 * 2 * pixels);
  const at = 3 * pixels + 5 * width + 7; // slot 1 over the target
  expect(table[at]).toEqual({
    block: "up_1",
    kind: "target",
    slot: 1,
    mask: one.mask[1],
    y: 5,
    x: 7,
    class: 1,
    className: "tree",
    attention: one.target.maps[pixels + 5 * width + 7],
  });
  const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
  expect(again.svg()).toBe(figure.svg());
});

test("maps that do not fit are refused", async () => {
  const one = { ...attention(2), mask: new Float32Array(3) };
  expect(await messageOf(() => exemplarAttentionFigure(one, options))).toMatch(
    /do not fit each other[\s\S]*2 maps of 12 × 24, and 2 masks[\s\S]*3 masks/,
  );
});
