import { describe, expect, test } from "vitest";
import { evaluate, METRICS } from "../../../src/analysis/quality/evaluate.ts";
import { picturesOf, slicePictures } from "../../../src/analysis/quality/pictures.ts";
import { syntheticScenes } from "../synthetic-scene.ts";

const few = { patchesPerPicture: 16, directions: 16, groupSize: 2 };
const knobs = { positional: 1, context: 1 };

describe("evaluate()", () => {
  test("of the scenes' own pictures is as good as can be", () => {
    const scenes = syntheticScenes(5, knobs);
    const { metrics, groups } = evaluate(picturesOf(scenes), scenes, knobs, few);
    expect(Object.keys(metrics).sort()).toEqual([...METRICS].sort());
    expect(metrics.slicedWasserstein).toBe(0);
    expect(metrics.frechet).toBeLessThan(1e-6);
    expect(metrics.colourError).toBe(0);
    expect(metrics.positionalSlope).toBeCloseTo(1, 0);
    expect(metrics.boundarySlope).toBeCloseTo(1, 1);
    expect(metrics.boundaryError).toBeCloseTo(Math.abs(1 - (metrics.boundarySlope ?? 0)), 12);
    expect(groups).toHaveLength(2); // the fifth picture is in no group
  });

  test("gives a group what it would give its pictures alone", () => {
    const scenes = syntheticScenes(4, knobs);
    const pictures = picturesOf(syntheticScenes(4, { texture: 0.2 }));
    const { groups } = evaluate(pictures, scenes, knobs, few);
    const second = evaluate(slicePictures(pictures, 2, 4), scenes.slice(2), knobs, few);
    expect(groups[1]).toEqual(second.metrics);
  });

  test("gives rows that JSON can hold", () => {
    const scenes = syntheticScenes(2, {});
    const evaluation = evaluate(picturesOf(scenes), scenes, { positional: 0, context: 0 }, few);
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });
});
