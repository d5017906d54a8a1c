import { describe, expect, test } from "vitest";
import { noiseless } from "../../../src/analysis/quality/noiseless.ts";
import { checkPairs, picturesOf, slicePictures } from "../../../src/analysis/quality/pictures.ts";
import { syntheticScene, syntheticScenes } from "../synthetic-scene.ts";

describe("picturesOf()", () => {
  test("puts scenes' pictures one after the other; a slice is a view", () => {
    const scenes = syntheticScenes(3, {});
    const pictures = picturesOf(scenes);
    expect(pictures.count).toBe(3);
    const slice = slicePictures(pictures, 1, 3);
    expect(slice.values.subarray(0, scenes[1].image.length)).toEqual(scenes[1].image);
    expect(slice.values.buffer).toBe(pictures.values.buffer);
  });

  test("refuses no scene, and scenes of different sizes", () => {
    expect(() => picturesOf([])).toThrow("there is no scene");
    const scenes = [syntheticScene({ seed: 1 }), syntheticScene({ seed: 1, size: 48 })];
    expect(() => picturesOf(scenes)).toThrowErrorMatchingInlineSnapshot(`
      [LabelError: quality: the scenes differ in size
        expected  32x32 (height x width)
        got       48x48 (height x width)
        try       draw all scenes at one size]
    `);
  });
});

test("checkPairs() refuses another number of pictures than scenes, and missing values", () => {
  const scenes = syntheticScenes(2, {});
  const pictures = picturesOf(scenes);
  expect(() => checkPairs(pictures, scenes)).not.toThrow();
  expect(() => checkPairs(pictures, scenes.slice(1))).toThrowErrorMatchingInlineSnapshot(`
    [LabelError: quality: the pictures are not as many, or not of the size, as what they are compared with
      expected  1 pictures of 32x32 (height x width)
      got       2 pictures of 32x32 (height x width), 6144 values
      try       paint one picture for each held-out scene, at the scene's size]
  `);
  const short = { ...pictures, values: pictures.values.subarray(1) };
  expect(() => checkPairs(short, scenes)).toThrow("6143 values");
});

test("noiseless() is the picture less its texture, clamped to the range of pictures", () => {
  const knobs = { positional: 0.5, context: 1 };
  const scene = syntheticScene({ seed: 5, texture: 0, ...knobs });
  expect(noiseless(scene, knobs)).toEqual(scene.image);
  const bright = scene.truth.base.map(() => 0.9);
  const strong = { ...scene, truth: { ...scene.truth, base: bright, positional: bright } };
  expect(Math.max(...noiseless(strong, { positional: 1, context: 0 }))).toBe(1);
});
