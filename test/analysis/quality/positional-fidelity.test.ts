import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeSums } from "../../../src/analysis/quality/class-sums.ts";
import { picturesOf, slicePictures } from "../../../src/analysis/quality/pictures.ts";
import {
  type PositionalFidelityRow,
  positionalFidelity,
  positionalRows,
  positionalSums,
} from "../../../src/analysis/quality/positional-fidelity.ts";
import type { ToyScene } from "../../../src/training/toy-scenes/toy-scene.ts";
import { CLASSES, syntheticScenes } from "../synthetic-scene.ts";

describe("positionalFidelity()", () => {
  test("of the truth without texture has slope p and correlation 1, for every knob", () => {
    const knobs = fc.record({
      positional: fc.double({ min: 0.05, max: 1, noNaN: true }),
      context: fc.constantFrom(0, 1),
    });
    const check = fc.property(knobs, ({ positional, context }) => {
      const scenes = syntheticScenes(2, { positional, context, texture: 0 });
      const rows = positionalFidelity(picturesOf(scenes), scenes);
      const seen = rows.filter(({ slope }) => slope !== null);
      expect(seen.length).toBeGreaterThan(5);
      for (const { slope, correlation, r2 } of seen) {
        expect(slope).toBeCloseTo(positional, 5);
        expect(correlation).toBeCloseTo(1, 5);
        expect(r2).toBeCloseTo(1, 5);
      }
    });
    fc.assert(check, { seed: 51, numRuns: 20 });
  });

  test("has slope near p with texture too, and slope 0 where position plays no part", () => {
    for (const positional of [0, 0.5, 1]) {
      const scenes = syntheticScenes(16, { positional });
      const all = positionalFidelity(picturesOf(scenes), scenes).at(-3);
      expect(all).toMatchObject({ class: null, part: "all" });
      expect(all?.slope).toBeCloseTo(positional, 1);
    }
  });

  test("tells a gradient from what is finer: a picture with planes alone has slopes 1 and 0", () => {
    const scenes = syntheticScenes(2, { texture: 0, positional: 1 });
    const smooth = scenes.map(withoutStripes);
    const rows = positionalFidelity(picturesOf(smooth), scenes);
    const box = (part: string) => rowOf(rows, CLASSES.BOX, part);
    // Over whole periods the stripes are nearly, not quite, orthogonal to the plane.
    expect(Math.abs((box("gradient").slope ?? 0) - 1)).toBeLessThan(0.1);
    expect(box("gradient").correlation).toBeGreaterThan(0.95);
    expect(Math.abs(box("fine").slope ?? 1)).toBeLessThan(1e-5);
    expect(box("fine").signal).toBeCloseTo(0.05, 2);
    expect(rowOf(rows, CLASSES.SKY, "fine").slope).toBeNull(); // the sky has a gradient alone
    expect(rowOf(rows, CLASSES.SKY, "gradient").slope).toBeCloseTo(1, 6);
  });

  test("does not see what changes between objects, classes or along borders", () => {
    const scenes = syntheticScenes(2, { texture: 0, positional: 1 });
    const rows = positionalFidelity(picturesOf(scenes), scenes);
    const changed = scenes.map((scene) => ({
      ...scene,
      image: scene.image.map((value, i) => {
        const p = i % scene.labels.length;
        const border = scene.truth.context[i] !== 0;
        return value + 0.1 * scene.labels[p] + (border ? 0.5 : 0);
      }),
    }));
    const others = positionalFidelity(picturesOf(changed), scenes);
    for (const [i, { slope }] of rows.entries()) {
      if (slope === null) expect(others[i].slope).toBeNull();
      else expect(others[i].slope).toBeCloseTo(slope, 5);
    }
  });

  test("leaves out unlabelled pixels and two pixels along borders", () => {
    const scenes = syntheticScenes(1, {});
    const rows = positionalFidelity(picturesOf(scenes), scenes);
    expect(rows.some((row) => row.class === CLASSES.UNLABELLED)).toBe(false);
    // Two boxes of 12 × 10 against each other, two pixels off on every side of each.
    expect(rowOf(rows, CLASSES.BOX, "all").pixels).toBe(2 * 8 * 6);
  });

  test("measures inside components, or inside instances", () => {
    const scenes = syntheticScenes(2, { texture: 0, positional: 1 });
    // The second box of each scene 0.3 brighter: a difference between instances, inside the component.
    const brighter = scenes.map((scene) => ({
      ...scene,
      image: scene.image.map((value, i) =>
        scene.instances[i % scene.instances.length] === 4 ? value + 0.3 : value,
      ),
    }));
    const slope = (unit: "component" | "instance") =>
      rowOf(positionalFidelity(picturesOf(brighter), scenes, { unit }), CLASSES.BOX, "gradient")
        .slope;
    expect(slope("instance")).toBeCloseTo(1, 5);
    expect(slope("component")).toBeGreaterThan(1.5);
  });

  test("of two halves merges into that of the whole", () => {
    const scenes = syntheticScenes(4, { positional: 1 });
    const pictures = picturesOf(syntheticScenes(4, { positional: 0.5, texture: 0.3 }));
    const part = (start: number, end: number) =>
      positionalSums(slicePictures(pictures, start, end), scenes.slice(start, end));
    const merged = positionalRows(mergeSums(part(2, 4), part(0, 2)));
    for (const [i, row] of positionalFidelity(pictures, scenes).entries()) {
      expect(merged[i].pixels).toBe(row.pixels);
      expect(merged[i].slope ?? 0).toBeCloseTo(row.slope ?? 0, 10);
      expect(merged[i].correlation ?? 0).toBeCloseTo(row.correlation ?? 0, 10);
    }
  });
});

/** A scene's picture with the plane of its boxes, without their stripes. */
function withoutStripes(scene: ToyScene): ToyScene {
  const pixels = scene.labels.length;
  const image = scene.image.map((value, i) => {
    const y = Math.floor((i % pixels) / scene.width);
    const stripe = y % 4 < 2 ? 0.05 : -0.05;
    return scene.labels[i % pixels] === CLASSES.BOX ? value - stripe : value;
  });
  return { ...scene, image };
}

function rowOf(
  rows: readonly PositionalFidelityRow[],
  row: number,
  part: string,
): PositionalFidelityRow {
  const found = rows.find((one) => one.class === row && one.part === part);
  if (found === undefined) throw new Error(`no row of class ${row}, ${part}`);
  return found;
}
