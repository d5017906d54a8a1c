import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  boundaryFidelity,
  boundaryRows,
  boundarySums,
} from "../../../src/analysis/quality/boundary-fidelity.ts";
import { mergeSums } from "../../../src/analysis/quality/class-sums.ts";
import { picturesOf, slicePictures } from "../../../src/analysis/quality/pictures.ts";
import { CLASSES, syntheticScenes } from "../synthetic-scene.ts";

describe("boundaryFidelity()", () => {
  test("of the truth without texture has slope c and correlation 1, whatever positional structure adds", () => {
    const knobs = fc.record({
      context: fc.double({ min: 0.05, max: 1, noNaN: true }),
      positional: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const check = fc.property(knobs, ({ positional, context }) => {
      const scenes = syntheticScenes(2, { positional, context, texture: 0 });
      const rows = boundaryFidelity(picturesOf(scenes), scenes);
      expect(rows.map((row) => row.class)).toEqual([
        CLASSES.SKY,
        CLASSES.GROUND,
        CLASSES.BOX,
        null,
      ]);
      for (const { slope, correlation } of rows) {
        if (slope === null) continue;
        expect(slope).toBeCloseTo(context, 5);
        expect(correlation).toBeCloseTo(1, 5);
      }
      expect(rows[3].slope).not.toBeNull();
    });
    fc.assert(check, { seed: 52, numRuns: 20 });
  });

  test("is near 0 for pictures drawn without context, texture or not", () => {
    const scenes = syntheticScenes(8, { context: 1, positional: 1 });
    const blind = picturesOf(syntheticScenes(8, { context: 0, positional: 1 }));
    const all = boundaryFidelity(blind, scenes).at(-1);
    expect(all?.class).toBeNull();
    expect(all?.slope).toBeCloseTo(0, 1);
    expect(all?.bandPixels).toBeGreaterThan(300);
    expect(all?.insidePixels).toBeGreaterThan(300);
  });

  test("does not see a colour that is wrong for a whole class", () => {
    const scenes = syntheticScenes(2, { context: 1, texture: 0 });
    const tinted = scenes.map((scene) => ({
      ...scene,
      image: scene.image.map((value, i) => value + 0.1 * scene.labels[i % scene.labels.length]),
    }));
    expect(boundaryFidelity(picturesOf(tinted), scenes).at(-1)?.slope).toBeCloseTo(1, 5);
  });

  test("has nothing to say of scenes without context", () => {
    const scenes = syntheticScenes(1, { texture: 0 }).map((scene) => ({
      ...scene,
      truth: { ...scene.truth, context: new Float32Array(scene.image.length) },
    }));
    expect(boundaryFidelity(picturesOf(scenes), scenes)).toEqual([
      {
        class: null,
        bandPixels: 0,
        insidePixels: 0,
        signal: 0,
        slope: null,
        correlation: null,
        r2: null,
      },
    ]);
  });

  test("of two halves merges into that of the whole", () => {
    const scenes = syntheticScenes(4, { context: 1, positional: 1 });
    const pictures = picturesOf(syntheticScenes(4, { context: 0.5, texture: 0.3 }));
    const part = (start: number, end: number) =>
      boundarySums(slicePictures(pictures, start, end), scenes.slice(start, end));
    const merged = boundaryRows(mergeSums(part(3, 4), part(0, 3)));
    for (const [i, row] of boundaryFidelity(pictures, scenes).entries()) {
      expect(merged[i].bandPixels).toBe(row.bandPixels);
      expect(merged[i].slope ?? 0).toBeCloseTo(row.slope ?? 0, 10);
    }
  });
});
