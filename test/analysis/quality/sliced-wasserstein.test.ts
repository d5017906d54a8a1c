import { describe, expect, test } from "vitest";
import { type Pictures, picturesOf } from "../../../src/analysis/quality/pictures.ts";
import { slicedWasserstein } from "../../../src/analysis/quality/sliced-wasserstein.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { syntheticScenes } from "../synthetic-scene.ts";

const few = { patchesPerPicture: 16, directions: 32 };

function noise(seed: number, count = 8): Pictures {
  return { count, height: 32, width: 32, values: seededNumbers(seed)(count * 3 * 32 * 32) };
}

describe("slicedWasserstein()", () => {
  test("of a set with itself is 0 at every level, 64, 32 and 16 pixels high", () => {
    const pictures = picturesOf(syntheticScenes(2, { size: 64 }));
    expect(slicedWasserstein(pictures, pictures, few)).toEqual({
      levels: [64, 32, 16].map((height) => ({ height, distance: 0 })),
      mean: 0,
    });
  });

  test("is symmetric, and the same for the same seed", () => {
    const [a, b] = [noise(1), picturesOf(syntheticScenes(8, {}))];
    const distance = slicedWasserstein(a, b, few);
    expect(distance.mean).toBeGreaterThan(0);
    expect(slicedWasserstein(b, a, few)).toEqual(distance);
    expect(slicedWasserstein(a, b, { ...few, seed: 1 })).not.toEqual(distance);
  });

  test("does not see a tint or a contrast that is the same everywhere, as published", () => {
    const a = picturesOf(syntheticScenes(4, {}));
    const b = { ...a, values: a.values.map((value) => 0.5 * value - 0.3) };
    expect(slicedWasserstein(a, b, few).mean).toBeLessThan(1e-4);
  });

  test("sees missing texture at the finest level most, and scenes against noise more than noise against noise", () => {
    const scenes = picturesOf(syntheticScenes(8, { texture: 0.1 }));
    const flat = picturesOf(syntheticScenes(8, { texture: 0 }));
    const more = { ...few, patchesPerPicture: 128 }; // few patches differ by chance
    const own = slicedWasserstein(noise(1), noise(2), more).mean;
    expect(slicedWasserstein(noise(1), flat, more).mean).toBeGreaterThan(3 * own);
    const [finest, coarsest] = slicedWasserstein(flat, scenes, few).levels;
    expect(finest.distance).toBeGreaterThan(2 * coarsest.distance);
  });

  test("of pictures without any contrast is a number", () => {
    const flat = { ...noise(1), values: new Float32Array(8 * 3 * 32 * 32) };
    expect(slicedWasserstein(flat, flat, few).mean).toBe(0);
    // Values of mean 0 and deviation 1 against 0: mean |x| of many near-normal projections, for uniform noise √(2/π).
    const { levels } = slicedWasserstein(noise(1), flat, few);
    expect(levels[1].distance).toBeGreaterThan(0.4);
  });

  test("refuses sets of different numbers, and pictures without room for patches", () => {
    expect(() => slicedWasserstein(noise(1), noise(1, 4))).toThrow("4 pictures");
    const tiny = { count: 1, height: 8, width: 8, values: new Float32Array(192) };
    expect(() => slicedWasserstein(tiny, tiny)).toThrow("too small for patches");
  });
});
