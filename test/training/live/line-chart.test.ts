import fc from "fast-check";
import { expect, test } from "vitest";
import { lineChart, niceTicks } from "../../../src/training/live/line-chart.ts";
import { LossHistory } from "../../../src/training/live/loss-history.ts";

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

test("ticks are few, evenly spaced, and hold every value and 0", () => {
  fc.assert(
    fc.property(fc.array(finite), (values) => {
      const ticks = niceTicks(values);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(7);
      const slack = 1e-9 * Math.max(...ticks.map(Math.abs));
      for (const value of [0, ...values]) {
        expect(value).toBeGreaterThanOrEqual(ticks[0] - slack);
        expect(value).toBeLessThanOrEqual(ticks[ticks.length - 1] + slack);
      }
    }),
  );
});

test("lines lie inside the chart, and a chart without values is one too", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(finite, finite), { maxLength: 20 }), (pairs) => {
      const at = pairs.map((_, i) => i + 1);
      const lines = [0, 1].map((n) => ({
        ...{ name: `a<${n}`, color: "red" },
        values: pairs.map((pair) => pair[n]),
      }));
      const svg = lineChart(lines, { title: "losses", at, end: 20 });
      expect(svg).not.toMatch(/NaN|Infinity|a</);
      for (const [, points] of svg.matchAll(/points="([^"]+)"/g)) {
        for (const point of points.split(" ")) {
          const [x, y] = point.split(",").map(Number);
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(420);
          expect(y).toBeGreaterThanOrEqual(20);
          expect(y).toBeLessThanOrEqual(151);
        }
      }
    }),
  );
});

test("names at the ends of lines do not lie on each other", () => {
  const lines = ["a", "b", "c"].map((name) => ({ name, color: "red", values: [1, 2] }));
  const svg = lineChart(lines, { title: "", at: [1, 2], end: 2 });
  const heights = [...svg.matchAll(/y="([\d.]+)" fill="red"/g)]
    .map(([, y]) => Number(y))
    .sort((a, b) => a - b);
  expect(heights).toHaveLength(3);
  expect(heights[1] - heights[0]).toBeGreaterThanOrEqual(12);
  expect(heights[2] - heights[1]).toBeGreaterThanOrEqual(12);
});

test("the history of a long training stays short and keeps its means", () => {
  const history = new LossHistory();
  const losses = { gan: 0, pixel: 0, kld: 0, fake: 0, real: 0 };
  const learningRates = { generator: 0, discriminator: 0 };
  for (let step = 1; step <= 10_001; step++) {
    history.add({ step, seconds: 1, learningRates, losses: { ...losses, feature: step } });
  }
  const { points } = history;
  expect(points.length).toBeLessThanOrEqual(300);
  expect(points.at(-1)?.step).toBe(10_001);
  const width = points[0].step;
  for (const { step, losses: mean } of points.slice(0, -1)) {
    expect(step % width).toBe(0);
    expect(mean.feature).toBeCloseTo(step - (width - 1) / 2, 6);
  }
});
