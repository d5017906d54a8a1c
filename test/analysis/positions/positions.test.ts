import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { componentRows } from "../../../src/analysis/positions/component-rows.ts";
import { planeEffectRows } from "../../../src/analysis/positions/plane-effects.ts";
import { polarMap } from "../../../src/analysis/positions/polar.ts";
import { unitDifference } from "../../../src/analysis/positions/unit-differences.ts";
import { decodeLabelPng } from "../../../src/labels/label-png.ts";
import { layerModulation } from "../../../src/models/layer-parameters.ts";
import { asGenerator } from "../../../src/models/network.ts";
import { openNetwork } from "../../../src/models/open-network.ts";
import { denseMaps } from "../../../src/modulation/modulation.ts";
import { connectedComponents } from "../../../src/positions/connected-components.ts";
import { positionalMap } from "../../../src/positions/positional-map.ts";

const maps = fc
  .record({
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    cells: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 81, maxLength: 81 }),
    ids: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 81, maxLength: 81 }),
  })
  .map(({ height, width, cells, ids }) => ({
    height,
    width,
    values: Int32Array.from(cells.slice(0, height * width)),
    instances: Int32Array.from(ids.slice(0, height * width)),
  }));

describe("componentRows()", () => {
  test("measure each region as going over its pixels does", () => {
    const check = fc.property(
      maps,
      fc.constantFrom("component", "class", "instance"),
      (map, unit) => {
        const { height, width, values, instances } = map;
        const component = connectedComponents(values, height, width).index;
        const keyOf = (p: number) =>
          unit === "component"
            ? component[p]
            : unit === "class"
              ? values[p]
              : `${values[p]} ${instances[p]}`;
        const regions = new Map<number | string, number[]>();
        for (const p of values.keys()) regions.set(keyOf(p), [...(regions.get(keyOf(p)) ?? []), p]);
        const rows = componentRows(map, { unit, instances });
        expect(rows.length).toBe(regions.size);
        for (const [i, pixels] of [...regions.values()].entries()) {
          const [ys, xs] = [pixels.map((p) => Math.floor(p / width)), pixels.map((p) => p % width)];
          const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length;
          const [cy, cx] = [mean(ys), mean(xs)];
          const [top, left] = [Math.min(...ys), Math.min(...xs)];
          expect(rows[i]).toMatchObject({
            region: i,
            label: values[pixels[0]],
            instance: unit === "instance" ? instances[pixels[0]] : null,
            pixels: pixels.length,
            top,
            left,
            height: Math.max(...ys) - top + 1,
            width: Math.max(...xs) - left + 1,
          });
          expect(rows[i].centreY).toBeCloseTo(cy, 12);
          expect(rows[i].centreX).toBeCloseTo(cx, 12);
          expect(rows[i].extentY).toBeCloseTo(Math.max(...ys.map((y) => Math.abs(y - cy))), 12);
          expect(rows[i].extentX).toBeCloseTo(Math.max(...xs.map((x) => Math.abs(x - cx))), 12);
        }
      },
    );
    fc.assert(check, { seed: 11, numRuns: 150 });
  });

  test("of one pixel have no extent; instances need their ids", () => {
    const one = { height: 1, width: 1, values: Int32Array.of(7) };
    const [row] = componentRows(one, { className: (label) => `class ${label}` });
    expect(row).toMatchObject({ pixels: 1, extentY: 0, extentX: 0, className: "class 7" });
    expect(() => componentRows(one, { unit: "instance" })).toThrow(/no instance ids/);
  });
});

describe("unitDifference()", () => {
  test("is none of a unit with itself, and none where each class is one component", () => {
    const halves = {
      height: 4,
      width: 6,
      values: Int32Array.from({ length: 24 }, (_, p) => (p % 6 < 3 ? 1 : 2)),
    };
    for (const [a, b] of [
      ["class", "class"],
      ["component", "class"],
    ] as const) {
      const { rows, map } = unitDifference(halves, a, b);
      expect(rows.map(({ share, mean, max }) => [share, mean, max])).toEqual(
        rows.map(() => [0, 0, 0]),
      );
      expect(map.every((length) => length === 0)).toBe(true);
    }
  });

  test("is told for all pixels and for each label, as the maps give it", () => {
    const path = "data/label-maps/street.png";
    const labels = decodeLabelPng(readFileSync(path), path);
    const instances = decodeLabelPng(
      readFileSync(path.replace(".png", ".instances.png")),
      "",
    ).values;
    const { rows, map } = unitDifference(labels, "component", "instance", { instances });
    const [a, b] = (["component", "instance"] as const).map(
      (unit) => positionalMap(labels, { unit, instances }).data,
    );
    const plane = labels.values.length;
    const lengths = Array.from({ length: plane }, (_, p) =>
      Math.hypot(a[p] - b[p], a[plane + p] - b[plane + p]),
    );
    expect(map).toEqual(Float32Array.from(lengths));
    for (const row of rows) {
      const own = lengths.filter((_, p) => row.label === null || labels.values[p] === row.label);
      expect(row.pixels).toBe(own.length);
      expect(row.share).toBeCloseTo(own.filter((l) => l > 1e-6).length / own.length, 12);
      expect(row.mean).toBeCloseTo(own.reduce((x, y) => x + y, 0) / own.length, 9);
      expect(row.max).toBe(Math.max(...own));
    }
    expect(rows[0].className).toBe("all");
    expect(rows[0].share).toBeGreaterThan(0.02); // touching houses, a bus behind lamp posts
  });
});

test("polarMap() turns back into the offsets", () => {
  const check = fc.property(maps, (map) => {
    const offsets = positionalMap(map, { skip: null });
    const { radius, angle } = polarMap(offsets);
    const plane = map.height * map.width;
    for (let p = 0; p < plane; p++) {
      expect(radius[p] * Math.sin(angle[p])).toBeCloseTo(offsets.data[p], 5);
      expect(radius[p] * Math.cos(angle[p])).toBeCloseTo(offsets.data[plane + p], 5);
      expect(radius[p]).toBeLessThanOrEqual(Math.SQRT2);
    }
  });
  fc.assert(check, { seed: 5, numRuns: 60 });
});

test("planeEffectRows() are the factors that the layer's modulation has at the corners of a component", async () => {
  const network = asGenerator(await openNetwork("data/checkpoints/toy-clade-icpe.safetensors"));
  const rows = await planeEffectRows(network);
  expect(rows.length).toBe(18 * 2 * 5);
  // One pixel at each corner and one in the middle of a layer of 2 × 2: offsets as they are given.
  for (const [dy, dx, place] of [
    [-1, -1, "top left"],
    [1, -1, "bottom left"],
    [0, 0, "centre"],
  ] as const) {
    const positions = Float32Array.of(...Array(4).fill(dy), ...Array(4).fill(dx));
    const conditions = {
      batch: 1,
      height: 2,
      width: 2,
      labels: new Int32Array(4).fill(3),
      positions,
    };
    const [layer] = network.layers;
    const modulation = await layerModulation(network, layer, conditions, conditions);
    const { scale, shift } = denseMaps(modulation);
    for (const [kind, dense] of [
      ["scale", scale],
      ["shift", shift],
    ] as const) {
      const row = rows.find(
        (one) => one.layer === layer.name && one.kind === kind && one.place === place,
      );
      expect(dense[0]).toBeCloseTo(modulation[kind].values[0] * (row?.factor ?? Number.NaN), 6);
      expect(row?.effectiveMean).toBeCloseTo((row?.bankMean ?? 0) * Math.abs(row?.factor ?? 0), 12);
    }
  }
  await network.close();
});

test("planeEffectRows() refuses networks without planes", async () => {
  for (const name of ["toy-clade", "toy-spade"]) {
    const network = asGenerator(await openNetwork(`data/checkpoints/${name}.safetensors`));
    await expect(planeEffectRows(network)).rejects.toThrow(/does not see positions/);
    await network.close();
  }
});
