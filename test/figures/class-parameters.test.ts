import { expect, test } from "vitest";
import { classParametersFigure } from "../../src/figures/class-parameters.ts";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { bankOf } from "./banks.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";

const names = ["sky", "tree", "road", "car", "person", "water"];
const provenance = TEST_PROVENANCE;

test("one layer with the trees of its classes and channels", () => {
  const figure = classParametersFigure([bankOf("up_2.norm_0", names, 24, 1)], { provenance });
  expectGolden(figure, "class-parameters-layer");
});

test("all layers side by side, and their names keep apart", () => {
  const banks = [64, 32, 16, 8, 4, 4].map((channels, i) =>
    bankOf(`up_${i}.norm_0`, names, channels, i),
  );
  expectGolden(classParametersFigure(banks, { provenance }), "class-parameters-network");
});

test("names of layers that have no room are left out, the others stand where they belong", () => {
  const channels = [64, 64, 64, 32, 32, 16, 16, 8, 8, 4, 4, 4, 2, 2, 2, 2, 2, 2];
  const banks = channels.map((count, i) => bankOf(`up_${i}.norm_0`, names, count, i));
  const figure = classParametersFigure(banks, { provenance });
  const named = (width: "single" | "double") =>
    channels.map((_, i) => i).filter((i) => figure.svg({ width }).includes(`>up_${i}.norm_0<`));
  const [few, more] = [named("single"), named("double")];
  expect(few.slice(0, 3)).toEqual([0, 1, 2]);
  expect(few.length).toBeLessThan(more.length);
  expect(more.length).toBeLessThan(channels.length);
});

test("a CLADE map that is mostly blue says why, and no other does", () => {
  const why = "CLADE's γ starts between 0 and 1";
  const low = bankOf("up_2.norm_0", names, 8, 1);
  for (const [i, x] of low.scale.entries()) low.scale[i] = x - 0.6;
  expect(classParametersFigure([low]).text).toContain(why);
  expect(
    classParametersFigure([low])
      .svg()
      .replace(/<[^>]*>|&#39;/g, "'"),
  ).toContain("is turned down");
  expect(classParametersFigure([low], { quantity: "shift" }).text).not.toContain(why);
  expect(classParametersFigure([{ ...low, convention: "1 + γ" }]).text).not.toContain(why);
  expect(classParametersFigure([bankOf("up_2.norm_0", names, 8, 1)]).text).not.toContain(why);
});

test("NaN and infinity are grey and counted", () => {
  const bank = bankOf("up_2.norm_0", names, 24, 1);
  bank.scale[7] = Number.NaN;
  bank.scale[30] = Number.POSITIVE_INFINITY;
  const figure = classParametersFigure([bank], { provenance, order: "index" });
  expect(figure.text).toContain("2 values are not finite");
  expectGolden(figure, "class-parameters-not-finite");
});

test("a bank without a finite value says so, and nothing of finite values", () => {
  const bank = bankOf("up_2.norm_0", names, 4, 1);
  bank.scale.fill(Number.NaN);
  const { text, alt } = classParametersFigure([bank], { provenance, order: "index" });
  for (const words of [text, alt]) {
    expect(words).toContain("no finite value");
    expect(words).toContain("24 values are not finite");
    expect(words).not.toContain("every finite value");
  }
});

test("rows hold raw and effective values by name", () => {
  const bank = bankOf("up_2.norm_0", names, 3, 1);
  const rows = classParametersFigure([bank], { provenance }).rows();
  expect(rows).toHaveLength(18);
  expect(rows[4]).toEqual({
    layer: "up_2.norm_0",
    class: 1,
    className: "tree",
    channel: 1,
    kind: "scale",
    effective: bank.scale[4],
    raw: bank.scale[4],
  });
});

test("the same figure comes of its JSON", () => {
  const figure = classParametersFigure([bankOf("up_2.norm_0", names, 24, 1)], { provenance });
  const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
  expect(again.svg()).toBe(figure.svg());
  expect(again.rows()).toEqual(figure.rows());
});

test("layers of different networks are refused", () => {
  const banks = [bankOf("up_2.norm_0", names, 4, 1), bankOf("up_2.norm_0", ["a"], 4, 1)];
  expect(() => classParametersFigure(banks)).toThrow(/not of one network[\s\S]*6 classes/);
  expect(() => classParametersFigure([])).toThrow(/no layer to show/);
});
