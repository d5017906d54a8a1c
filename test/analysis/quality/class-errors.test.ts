import { describe, expect, test } from "vitest";
import {
  classErrorRows,
  classErrorSums,
  classErrors,
} from "../../../src/analysis/quality/class-errors.ts";
import { mergeSums } from "../../../src/analysis/quality/class-sums.ts";
import { picturesOf, slicePictures } from "../../../src/analysis/quality/pictures.ts";
import type { ToyScene } from "../../../src/training/toy-scenes/toy-scene.ts";
import { CLASSES, syntheticScenes } from "../synthetic-scene.ts";

const knobs = { positional: 1, context: 0.5 };

describe("classErrors()", () => {
  test("of the scenes' own pictures are 0, but for the floor that texture sets", () => {
    const scenes = syntheticScenes(3, knobs);
    for (const row of classErrors(picturesOf(scenes), scenes, knobs)) {
      expect(row.colourError).toBe(0);
      expect(row.textureError).toBe(0);
      expect(row.pixelError).toBe(row.pixelFloor);
      // Uniform in ±0.1: mean |t| = 0.05, deviation 0.1 / √3.
      expect(row.pixelFloor).toBeCloseTo(0.05, 1);
      expect(row.textureStd).toBeCloseTo(row.textureStdTruth, 12);
    }
  });

  test("count a tint as an error of colour, not of texture", () => {
    const scenes = syntheticScenes(2, { ...knobs, texture: 0 });
    const pictures = picturesOf(scenes);
    const tinted = { ...pictures, values: pictures.values.map((value) => value + 0.25) };
    const rows = classErrors(tinted, scenes, knobs);
    for (const row of rows) {
      expect(row.colourError).toBeCloseTo(0.25, 6);
      expect(row.pixelError).toBeCloseTo(0.25, 6);
      expect(row.textureError).toBeCloseTo(0, 6);
    }
  });

  test("count missing texture as an error of texture, not of colour: its deviation at every distance", () => {
    const scenes = syntheticScenes(4, { ...knobs, texture: 0.1 });
    const flat = scenes.map((scene) => ({
      ...scene,
      image: scene.image.map((value, i) => value - scene.truth.texture[i]),
    }));
    const sky = rowOf(classErrors(picturesOf(flat), scenes, knobs), CLASSES.SKY);
    expect(sky.textureStd).toBeLessThan(1e-6);
    expect(sky.textureStdTruth).toBeCloseTo(0.1 / Math.sqrt(3), 2);
    expect(sky.textureError).toBeCloseTo(0.1 / Math.sqrt(3), 2);
    expect(sky.colourError).toBeLessThan(0.005);
    expect(sky.pixelError).toBeLessThan(1e-6);
  });

  test("by hand: a lag counts pairs of one object alone", () => {
    // Two pixels of class 1 and two of class 2 in a row; residuals 0, 0.2 and 0, 0.4.
    const zero = new Float32Array(12);
    const scene: ToyScene = {
      height: 1,
      width: 4,
      labels: Int32Array.of(1, 1, 2, 2),
      instances: Int32Array.of(1, 1, 2, 2),
      image: zero,
      light: "day",
      truth: { base: zero, texture: zero, positional: zero, context: zero },
    };
    const values = Float32Array.from({ length: 12 }, (_, i) => [0, 0.2, 0, 0.4][i % 4]);
    const rows = classErrors({ count: 1, height: 1, width: 4, values }, [scene], knobs);
    expect(rows.map((row) => [row.class, row.pixels])).toEqual([
      [1, 2],
      [2, 2],
      [null, 4],
    ]);
    expect(rows[0].textureError).toBeCloseTo(0.2 / Math.SQRT2, 6);
    expect(rows[1].textureError).toBeCloseTo(0.4 / Math.SQRT2, 6);
    expect(rows[2].textureError).toBeCloseTo(0.3 / Math.SQRT2, 6);
    expect(rows[1].textureStd).toBeCloseTo(0.2, 6);
    expect(rows[0].colourError).toBeCloseTo(0.1, 6);
  });

  test("of two halves merge into those of the whole", () => {
    const scenes = syntheticScenes(5, knobs);
    const others = picturesOf(syntheticScenes(5, { positional: 0, texture: 0.2 }));
    const part = (start: number, end: number) =>
      classErrorSums(slicePictures(others, start, end), scenes.slice(start, end), knobs);
    const merged = classErrorRows(mergeSums(part(3, 5), part(0, 3)));
    for (const [i, row] of classErrors(others, scenes, knobs).entries()) {
      for (const [key, value] of Object.entries(row)) {
        if (value === null) expect(merged[i]).toHaveProperty(key, null);
        else expect(merged[i][key as "pixels"]).toBeCloseTo(value, 12);
      }
    }
  });
});

function rowOf<T extends { class: number | null }>(rows: readonly T[], row: number): T {
  const found = rows.find((one) => one.class === row);
  if (found === undefined) throw new Error(`no class ${row}`);
  return found;
}
