import { expect, test } from "vitest";
import { fitted, wrapped } from "../../../src/figures/text/fitted.ts";

/** Every letter is as wide as the size. */
const monospace = (text: string, size: number): number => text.length * size;

test("fitted(): a text that is too wide ends with …, within the width", () => {
  expect(fitted(monospace, "traffic light", 13, 1)).toBe("traffic light");
  expect(fitted(monospace, "traffic light", 9, 1)).toBe("traffic…");
  expect(fitted(monospace, "traffic light", 9, 2)).toBe("tra…");
});

test("wrapped(): lines break at spaces, but a number keeps its percent sign", () => {
  expect(wrapped(monospace, "of all pixels 58.5 % differ", 14, 1)).toEqual([
    "of all pixels",
    "58.5 % differ",
  ]);
  expect(wrapped(monospace, "share 0.034 %", 11, 1)).toEqual(["share", "0.034 %"]);
  expect(wrapped(monospace, "", 11, 1)).toEqual([]);
});

test("wrapped(): a word that is wider than a line breaks behind its marks, else anywhere, and nothing is lost", () => {
  expect(wrapped(monospace, "in G_middle_0.norm_0 now", 10, 1)).toEqual([
    "in",
    "G_middle_",
    "0.norm_0",
    "now",
  ]);
  expect(wrapped(monospace, "unlabelled", 4, 1)).toEqual(["unla", "bell", "ed"]);
  expect(wrapped(monospace, "ab", 0, 1).join("")).toBe("ab");
});
