import { expect, test } from "vitest";
import { blockHeadings } from "../../../src/figures/browser/block-headings.ts";

test("neighbours share a heading, and each has the rest of its name below", () => {
  const blocks = ["head_0.norm_0", "up_3.norm_s", "up_3.norm_0", "fc"].map((name, i) => ({
    name,
    columns: i + 1,
  }));
  expect(blockHeadings(blocks)).toEqual([
    { text: "head_0", start: 0, end: 1, line: 0 },
    { text: "up_3", start: 1, end: 6, line: 0 },
    { text: "fc", start: 6, end: 10, line: 0 },
    { text: "norm_0", start: 0, end: 1, line: 1 },
    { text: "norm_s", start: 1, end: 3, line: 1 },
    { text: "norm_0", start: 3, end: 6, line: 1 },
    { text: "", start: 6, end: 10, line: 1 },
  ]);
});

test("a single block has its whole name in one line", () => {
  expect(blockHeadings([{ name: "up_3.norm_0", columns: 8 }])).toEqual([
    { text: "up_3.norm_0", start: 0, end: 8, line: 0 },
  ]);
  expect(blockHeadings([])).toEqual([]);
});
