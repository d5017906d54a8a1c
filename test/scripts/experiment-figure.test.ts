import { describe, expect, test } from "vitest";
import { dotPlot } from "../../scripts/experiment/figure/dot-plot.ts";
import { learningCurves } from "../../scripts/experiment/figure/learning-curves.ts";
import { LOOKS } from "../../scripts/experiment/figure/look.ts";
import { element, text, ticks } from "../../scripts/experiment/figure/svg.ts";
import { summariseRuns } from "../../src/analysis/experiment/summarise.ts";
import { syntheticRecords } from "../analysis/experiment/synthetic-records.ts";

const records = syntheticRecords();
const { rows } = summariseRuns(records, { resamples: 100 });

/** What every figure must be: closed elements, numbers only, nothing outside its box. */
function expectSound(svg: string): void {
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  const opened = svg.match(/<[a-z]+[^>]*[^/]>/g) ?? [];
  expect(svg.match(/<\/[a-z]+>/g)).toHaveLength(opened.length);
  const [, width, height] = svg.match(/viewBox="0 0 ([\d.]+) ([\d.]+)"/) ?? [];
  const within = (pattern: RegExp, limit: string) => {
    const values = [...svg.matchAll(pattern)].map(([, value]) => Number(value));
    expect(values.length).toBeGreaterThan(10);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(Number(limit));
  };
  within(/ (?:x|x1|x2|cx)="([-\d.]+)"/g, width);
  within(/ (?:y|y1|y2|cy)="([-\d.]+)"/g, height);
}

describe("dotPlot()", () => {
  test("has a dot and an interval for every row it shows, and says what they are", () => {
    const svg = dotPlot(rows);
    expectSound(svg);
    const shown = ["slicedWasserstein", "pixelError", "positionalError", "boundaryError"];
    const count = rows.filter(({ metric }) => shown.includes(metric)).length;
    expect(svg.match(/stroke-width="2"/g)).toHaveLength(count);
    for (const { name } of Object.values(LOOKS)) expect(svg.split(`>${name}<`)).toHaveLength(5);
    expect(svg).toContain("positional structure 1, context 0");
    expect(svg).toContain("smaller is better");
  });

  test("fills the dots of several seeds alone, and can be drawn of few rows or none", () => {
    const own = rows.filter(({ metric }) => metric === "pixelError");
    const svg = dotPlot(own, ["pixelError"]);
    const hollow = own.filter(({ seeds }) => seeds === 1).length;
    expect(svg.match(/fill="none"/g)).toHaveLength(hollow);
    expectSound(dotPlot([]));
  });
});

describe("learningCurves()", () => {
  test("has a line for each drawn method in each of sixteen panels", () => {
    const svg = learningCurves(records, "pixelError");
    expectSound(svg);
    expect(svg.match(/<polyline/g)).toHaveLength(16 * 4);
    expect(svg).toContain("seconds of one core");
  });

  test("can be drawn of one run, or of none", () => {
    expect(learningCurves(records.slice(0, 1), "boundaryError").match(/<polyline/g)).toHaveLength(
      2,
    );
    expectSound(learningCurves([], "pixelError"));
  });
});

test("ticks() are round, begin at 0 and reach the largest value", () => {
  expect(ticks(0.87)).toEqual([0, 0.5, 1]);
  expect(ticks(1500)).toEqual([0, 500, 1000, 1500]);
  expect(ticks(0.034)).toEqual([0, 0.02, 0.04]);
  expect(ticks(0)).toEqual([0, 1]);
});

test("text and attributes are escaped", () => {
  expect(text(1, 2, "a < b & c")).toContain(">a &lt; b &amp; c<");
  expect(element("g", { id: 'a"b' })).toBe('<g id="a&quot;b"/>');
});
