import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TrainingError } from "../../../src/errors.ts";
import { connectedComponents } from "../../../src/positions/connected-components.ts";
import { classes, rowOf } from "../../../src/training/toy-scenes/classes.ts";
import { type ToyScene, toyScene } from "../../../src/training/toy-scenes/toy-scene.ts";

const many = Array.from({ length: 60 }, (_, seed) => toyScene({ seed }));

test("a seed always gives the same scene, another seed another", () => {
  expect(toyScene({ seed: 7 })).toEqual(toyScene({ seed: 7 }));
  expect(toyScene({ seed: 7 }).labels).not.toEqual(toyScene({ seed: 8 }).labels);
});

test("a seed gives the same scene at every size: nine in ten labels agree", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const [small, large] = [toyScene({ seed, size: 64 }), toyScene({ seed, size: 256 })];
    let same = 0;
    for (let p = 0; p < small.labels.length; p++) {
      const [y, x] = [Math.floor(p / 64), p % 64];
      if (small.labels[p] === large.labels[(4 * y + 2) * 256 + 4 * x + 2]) same++;
    }
    expect(same / small.labels.length).toBeGreaterThan(0.9);
  }
});

test("every class occurs, and a dozen of them often", () => {
  const scenesWith = classes.map(
    (_, row) => many.filter(({ labels }) => labels.includes(row)).length,
  );
  for (const [row, count] of scenesWith.entries()) {
    expect(count, classes[row].name).toBeGreaterThan(0);
  }
  expect(scenesWith.filter((count) => count > many.length / 4).length).toBeGreaterThanOrEqual(12);
});

test("objects of one class touch: some components hold several instances", () => {
  const joined = many.filter((scene) => pairs(scene).components.some((ids) => ids.size > 1));
  expect(joined.length).toBeGreaterThan(many.length / 2);
});

test("objects are occluded: some instances are cut into several components", () => {
  const cut = many.filter((scene) => pairs(scene).instances.some((parts) => parts.size > 1));
  expect(cut.length).toBeGreaterThan(many.length / 4);
});

test("there are thin things, and parts that nobody labelled", () => {
  const shareOf = (name: "pole" | "unlabelled") =>
    many.filter(({ labels }) => labels.includes(rowOf(name))).length / many.length;
  expect(shareOf("pole")).toBeGreaterThan(0.5);
  expect(shareOf("unlabelled")).toBeGreaterThan(0.3);
});

test("the picture is base + texture + p · positional + c · context, clamped", () => {
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 32, max: 96 }),
      fc.integer({ min: 32, max: 96 }),
      (seed, positional, context, height, width) => {
        const { image, truth } = toyScene({ seed, size: { height, width }, positional, context });
        for (let i = 0; i < image.length; i++) {
          const sum =
            truth.base[i] +
            truth.texture[i] +
            positional * truth.positional[i] +
            context * truth.context[i];
          if (!(Math.abs(image[i] - Math.min(1, Math.max(-1, sum))) < 1e-6)) return false;
        }
        return image.length === 3 * height * width;
      },
    ),
    { numRuns: 30 },
  );
});

describe("with both knobs at 0", () => {
  test("the base is one colour for each class, the same in all scenes", () => {
    const colours = new Map<number, string>();
    for (const scene of many) {
      const plane = scene.labels.length;
      for (let p = 0; p < plane; p++) {
        const colour = [0, 1, 2].map((c) => scene.truth.base[c * plane + p]).join(" ");
        const known = colours.get(scene.labels[p]) ?? colour;
        colours.set(scene.labels[p], known);
        if (known !== colour) throw new Error(`class ${scene.labels[p]}: ${known} and ${colour}`);
      }
    }
    expect(new Set(colours.values()).size).toBe(colours.size);
  });

  test("the texture is zero in the mean, wherever in the picture and beside whatever", () => {
    // Means over some 60 scenes; blots of texture leave about 1/√(60 · 20) of its deviation.
    const halves = { top: [0, 0], bottom: [0, 0], border: [0, 0] };
    for (const { labels, truth, width } of many) {
      for (let p = width; p < labels.length - width; p++) {
        const value = truth.texture[p];
        const border = labels[p] !== labels[p - 1] || labels[p] !== labels[p - width];
        const at = border ? halves.border : p < labels.length / 2 ? halves.top : halves.bottom;
        at[0] += value;
        at[1]++;
      }
    }
    for (const [sum, count] of Object.values(halves))
      expect(Math.abs(sum / count)).toBeLessThan(0.01);
  });
});

test("positional structure is strong enough to be measured: 0.1 and more in most large classes", () => {
  const deviations = classes.flatMap(({ name }, row) => {
    const values: number[] = [];
    for (const { labels, truth } of many) {
      for (let p = 0; p < labels.length; p++)
        if (labels[p] === row) values.push(truth.positional[p]);
    }
    if (name === "unlabelled" || values.length < 3000) return [];
    const mean = values.reduce((a, b) => a + b) / values.length;
    return [Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length)];
  });
  expect(deviations.filter((d) => d >= 0.1).length / deviations.length).toBeGreaterThan(0.6);
});

test("context is zero where a whole neighbourhood is of one class, and strong at borders", () => {
  let [strong, border] = [0, 0];
  for (const { labels, truth, height, width } of many) {
    for (let y = 2; y < height - 2; y++) {
      for (let x = 2; x < width - 2; x++) {
        const p = y * width + x;
        let uniform = true;
        for (let dy = -2; dy <= 2; dy++) {
          for (let dx = -2; dx <= 2; dx++) uniform &&= labels[p + dy * width + dx] === labels[p];
        }
        if (uniform) expect(truth.context[p]).toBe(0);
        else if (labels[p] !== labels[p - 1]) {
          border++;
          if (Math.abs(truth.context[p]) > 0.1) strong++;
        }
      }
    }
  }
  expect(strong / border).toBeGreaterThan(0.8);
});

test("few pixels are clamped", () => {
  const clamped = many.reduce(
    (n, { image }) => n + image.filter((x) => Math.abs(x) === 1).length,
    0,
  );
  expect(clamped / (many.length * 3 * 64 * 64)).toBeLessThan(0.05);
});

test("variety changes the light of whole scenes, not their layout", () => {
  const scenes = Array.from({ length: 12 }, (_, seed) => toyScene({ seed, variety: 1 }));
  const sky = rowOf("sky");
  const skies = new Set(
    scenes.flatMap(({ labels, truth }) => {
      const p = labels.indexOf(sky);
      return p < 0 ? [] : [truth.base[p].toFixed(3)];
    }),
  );
  expect(skies.size).toBeGreaterThan(2);
  expect(scenes[3].labels).toEqual(toyScene({ seed: 3 }).labels);
});

test("tint changes the colours of classes, each on its own, and nothing else of a scene", () => {
  const [plain, tinted] = [toyScene({ seed: 3 }), toyScene({ seed: 3, tint: 1 })];
  expect(tinted.labels).toEqual(plain.labels);
  expect(tinted.truth.texture).toEqual(plain.truth.texture);
  expect(tinted.truth.positional).toEqual(plain.truth.positional);
  const shifts = new Map<number, Set<string>>();
  const pixels = plain.labels.length;
  for (const [p, k] of plain.labels.entries()) {
    const shift = [0, 1, 2].map((c) => {
      const at = c * pixels + p;
      const value = tinted.truth.base[at] - plain.truth.base[at];
      expect(Math.abs(value)).toBeLessThanOrEqual(0.6 + 1e-6);
      return value.toFixed(4);
    });
    shifts.set(k, (shifts.get(k) ?? new Set()).add(shift.join()));
  }
  expect([...shifts.values()].every(({ size }) => size === 1)).toBe(true);
  expect(new Set([...shifts.values()].map(([only]) => only)).size).toBe(shifts.size);
  expect(toyScene({ seed: 4, tint: 1 }).truth.base).not.toEqual(toyScene({ seed: 4 }).truth.base);
  expect(toyScene({ seed: 3, tint: 0 })).toEqual(plain);
  expect(() => toyScene({ seed: 3, tint: 2 })).toThrow(/the knob tint/);
});

test("knobs and sizes out of range are refused with what would do", () => {
  expect(() => toyScene({ seed: 1, positional: 1.5 })).toThrow(TrainingError);
  expect(() => toyScene({ seed: 1, context: Number.NaN })).toThrow(/the knob context/);
  expect(() => toyScene({ seed: 1, size: 16 })).toThrow(/from 32 to 512 pixels/);
});

/** Instance ids in each component of a class, and components of each instance. */
function pairs({ labels, instances, height, width }: ToyScene) {
  const { count, index: ofPixel } = connectedComponents(labels, height, width);
  const components = Array.from({ length: count }, () => new Set<number>());
  const parts = new Map<number, Set<number>>();
  for (let p = 0; p < labels.length; p++) {
    const thing = instances[p] >= classes.length;
    if (!thing) continue;
    components[ofPixel[p]].add(instances[p]);
    const of = parts.get(instances[p]) ?? new Set();
    parts.set(instances[p], of.add(ofPixel[p]));
  }
  return { components, instances: [...parts.values()] };
}
