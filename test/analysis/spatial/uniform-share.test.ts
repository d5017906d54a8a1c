import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { uniformShare } from "../../../src/analysis/spatial/uniform-share.ts";
import type { LabelMap } from "../../../src/labels/label-map.ts";
import { decodeLabelPng } from "../../../src/labels/label-png.ts";
import { resizeNearest } from "../../../src/labels/nearest.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

const folder = "data/label-maps";
const bundled = readdirSync(folder)
  .filter((name) => /^[a-z]+\.png$/.test(name))
  .map((name): LabelMap => {
    const { height, width, values } = decodeLabelPng(readFileSync(`${folder}/${name}`), name);
    return { height, width, rows: values };
  });

/** The 5×5 (or 3×3) labels around a pixel; −1 outside. */
function patch(map: LabelMap, p: number, reach: number): number[] {
  const [y, x] = [Math.floor(p / map.width), p % map.width];
  const side = 2 * reach + 1;
  return Array.from({ length: side * side }, (_, i) => {
    const [ny, nx] = [y + Math.floor(i / side) - reach, x + (i % side) - reach];
    const inside = ny >= 0 && ny < map.height && nx >= 0 && nx < map.width;
    return inside ? map.rows[ny * map.width + nx] : -1;
  });
}

test("uniformShare() counts what looking at every neighbourhood counts", () => {
  const sizes = [
    { height: 9, width: 16 },
    { height: 31, width: 30 },
  ];
  const numbers = seededNumbers(5)(200);
  const noise: LabelMap = {
    height: 10,
    width: 20,
    rows: Int32Array.from(numbers, (r) => (r > 0.7 ? 9 : 2)),
  };
  const maps = [bundled[0], noise, { height: 1, width: 1, rows: Int32Array.of(3) }];
  for (const [i, row] of uniformShare(maps, sizes).entries()) {
    const all = new Set<string>();
    let [three, five, inside3, inside5, perMap] = [0, 0, 0, 0, 0];
    for (const map of maps) {
      const size = sizes[i];
      const at = { ...size, rows: resizeNearest(map.rows, map, size, "torch") };
      const own = new Set<string>();
      for (const p of at.rows.keys()) {
        const [small, large] = [patch(at, p, 1), patch(at, p, 2)];
        const one = (labels: number[]) => Number(labels.every((label) => label === at.rows[p]));
        const inside = (labels: number[]) => one(labels.filter((label) => label >= 0));
        three += one(small);
        five += one(large);
        inside3 += inside(small);
        inside5 += inside(large);
        own.add(large.join());
        all.add(large.join());
      }
      perMap += own.size;
    }
    const pixels = maps.length * sizes[i].height * sizes[i].width;
    expect(row).toMatchObject({
      maps: 3,
      oneClass3: three / pixels,
      oneClass5: five / pixels,
      oneClass3Inside: inside3 / pixels,
      oneClass5Inside: inside5 / pixels,
      neighbourhoodsPerMap: perMap / 3,
      neighbourhoods: all.size,
    });
  }
});

test("on the drawn label maps neighbourhoods of one class grow with the resolution", () => {
  const shares = uniformShare(bundled).map(({ oneClass5 }) => oneClass5);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares[0]).toBeLessThan(0.1);
  expect(shares.at(-1)).toBeGreaterThan(0.6);
});

test("without label maps there are rows without numbers", () => {
  const [row] = uniformShare([], [8]);
  expect(row.maps).toBe(0);
  expect(row.oneClass5).toBeNaN();
});
