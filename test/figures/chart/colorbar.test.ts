import { expect, test } from "vitest";
import type { Colorbar } from "../../../src/figures/chart/chart.ts";
import { barRoom, barTicks } from "../../../src/figures/chart/colorbar.ts";
import { SEQUENTIAL } from "../../../src/figures/color/colormap.ts";
import { textWidth } from "../../../src/figures/text/font.ts";

const bar = (low: number, high: number, more: Partial<Colorbar> = {}): Colorbar => ({
  label: "scale",
  colormap: SEQUENTIAL,
  domain: { low, high },
  ...more,
});
const texts = (one: Colorbar, height: number) => barTicks(one, height, 7).map(({ text }) => text);

test("numbers that would touch the one that means no change are left out", () => {
  expect(texts(bar(0, 2), 130)).toEqual(["0", "0.5", "1", "1.5", "2"]);
  const neutral = { value: 1.05, name: "1.05" };
  expect(texts(bar(0, 2, { neutral }), 130)).toEqual(["0", "0.5", "1.5", "2", "1.05"]);
});

test("what stands beside a panel has room for its widest number and its label", () => {
  const plain = barRoom(bar(0, 1), 130, 7, textWidth);
  expect(barRoom(bar(0, 2), 130, 7, textWidth)).toBe(plain);
  const fine = bar(-0.00025, 0.00025);
  const widest = Math.max(...texts(fine, 130).map((text) => textWidth(text, 7)));
  expect(barRoom(fine, 130, 7, textWidth)).toBeGreaterThan(Math.max(plain, widest + 6));
  const named = bar(0, 1, { label: "mean weight" });
  expect(barRoom(named, 130, 7, textWidth)).toBeGreaterThan(plain);
});
