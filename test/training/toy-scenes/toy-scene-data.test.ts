import fc from "fast-check";
import { expect, test } from "vitest";
import { toySceneData } from "../../../src/training/toy-scenes/toy-scene-data.ts";

test("a step always gives the same batch, in whatever order steps are asked for", async () => {
  const options = { seed: 3, count: 10, size: 32 };
  await fc.assert(
    fc.asyncProperty(fc.nat(20), fc.integer({ min: 1, max: 4 }), async (step, batchSize) => {
      const fresh = await toySceneData(options).batch(step, batchSize);
      const data = toySceneData(options);
      await data.batch(20 - step, batchSize);
      expect(await data.batch(step, batchSize)).toEqual(fresh);
    }),
    { numRuns: 10 },
  );
});

test("an epoch shows every scene once, the next one in another order", async () => {
  const data = toySceneData({ seed: 3, count: 12, size: 32 });
  const epoch = async (from: number) => {
    const seen: string[] = [];
    for (let step = from; step < from + 3; step++) {
      const { images } = await data.batch(step, 4);
      const length = images.length / 4;
      for (let i = 0; i < 4; i++) seen.push(String(images.slice(i * length, i * length + 400)));
    }
    return seen;
  };
  const [first, second] = [await epoch(0), await epoch(3)];
  expect(new Set(first).size).toBe(12);
  expect([...second].sort()).toEqual([...first].sort());
  expect(second).not.toEqual(first);
});

test("pictures of a batch are those of the scenes, in the colours of a PNG", async () => {
  const data = toySceneData({ seed: 1, count: 1, size: 32, positional: 0.5, context: 0.2 });
  const { images, conditions } = await data.batch(0, 1);
  const scene = data.scene(0);
  expect(conditions.labels).toEqual(scene.labels);
  for (const [i, value] of images.entries()) {
    expect(Math.abs(value - scene.image[i])).toBeLessThan(1 / 255 + 1e-6);
  }
});

test("held-out scenes are none of those that are trained on", () => {
  const digest = (split: "train" | "held-out") => {
    const data = toySceneData({ seed: 1, count: 100, size: 32, split });
    return Array.from({ length: 100 }, (_, i) => String(data.scene(i).labels));
  };
  const trained = new Set(digest("train"));
  expect(digest("held-out").some((scene) => trained.has(scene))).toBe(false);
});

test("positions and edges come where they are asked for, positions in the unit asked for", async () => {
  const of = async (options: object) =>
    (await toySceneData({ seed: 1, count: 4, ...options }).batch(0, 4)).conditions;
  const plain = await of({});
  expect(plain.positions).toBeUndefined();
  expect(plain.edges).toBeUndefined();
  const units = ["component", "class", "instance"] as const;
  const maps = [];
  for (const unit of units)
    maps.push((await of({ positions: { unit, normalise: true } })).positions);
  expect(maps[0]).not.toEqual(maps[1]);
  expect(maps[0]).not.toEqual(maps[2]);
  const raw = (await of({ positions: { unit: "component", normalise: false } })).positions;
  expect(Math.max(...(raw ?? []))).toBeGreaterThan(5);
  expect((await of({ instanceEdges: true })).edges?.includes(1)).toBe(true);
});
