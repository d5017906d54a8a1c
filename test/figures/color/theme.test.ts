import { describe, expect, test } from "vitest";
import { THEMES } from "../../../src/figures/color/theme.ts";
import { okLab, type Rgb } from "../../../src/labels/palette.ts";

function rgbOf(hex: string): Rgb {
  return [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as unknown as Rgb;
}

/** WCAG 2.2, "relative luminance". */
function luminance(color: Rgb): number {
  const [r, g, b] = color.map((c) => {
    const v = c / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(rgbOf(a)), luminance(rgbOf(b))].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Protanopia and deuteranopia of full strength: Machado, Oliveira and Fernandes 2009, table of matrices, on linear RGB. */
const BLIND = {
  protanopia: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deuteranopia: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
} as const;

function seenBy(color: Rgb, m: readonly number[]): Rgb {
  const linear = color.map((c) => (c / 255) ** 2.2);
  return [0, 1, 2].map((row) => {
    const v = m[3 * row] * linear[0] + m[3 * row + 1] * linear[1] + m[3 * row + 2] * linear[2];
    return 255 * Math.max(0, Math.min(1, v)) ** (1 / 2.2);
  }) as unknown as Rgb;
}

function distance(a: Rgb, b: Rgb): number {
  const [x, y] = [okLab(a), okLab(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

describe.each(Object.values(THEMES))("theme $name", ({ background, ink, soft, marks }) => {
  test("text can be read: 7 : 1, small text 4.5 : 1", () => {
    expect(contrast(ink, background)).toBeGreaterThan(7);
    expect(contrast(soft, background)).toBeGreaterThan(4.5);
  });

  test("marks stand out from the background, 3 : 1", () => {
    for (const mark of marks) expect(contrast(mark, background), mark).toBeGreaterThan(3);
  });

  test.each(Object.keys(BLIND) as (keyof typeof BLIND)[])(
    "marks differ visibly with %s",
    (kind) => {
      const seen = marks.map((mark) => seenBy(rgbOf(mark), BLIND[kind]));
      for (const [i, a] of seen.entries()) {
        for (const b of seen.slice(i + 1)) expect(distance(a, b)).toBeGreaterThan(0.05);
      }
    },
  );
});
