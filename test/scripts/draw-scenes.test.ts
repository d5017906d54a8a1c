import { readFileSync } from "node:fs";
import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { files } from "../../scripts/draw-scenes/files.ts";
import { type SceneName, sceneNames, sceneSize } from "../../scripts/draw-scenes/scenes.ts";
import { type ClassName, classes, rowOf } from "../../src/training/toy-scenes/classes.ts";

const data = new URL("../../data/", import.meta.url);

/** What data/label-maps/README.md says of each scene. */
const claims: Record<SceneName, Record<"touching" | "split" | "thin", ClassName[]>> = {
  bridge: { touching: ["boat", "person", "tree"], split: ["car"], thin: ["pole"] },
  harbour: { touching: ["boat", "cloud"], split: ["boat"], thin: ["pole"] },
  road: { touching: ["person", "tree"], split: ["car"], thin: ["pole", "centre line"] },
  street: { touching: ["person", "house", "tree"], split: ["car"], thin: ["pole", "centre line"] },
  village: { touching: ["person", "house", "tree"], split: ["house"], thin: ["pole"] },
  wood: { touching: ["tree"], split: ["person", "sun"], thin: ["pole"] },
};

test("drawing the scenes again gives the files in data/ to the byte", () => {
  for (const [path, bytes] of files()) {
    expect(Buffer.from(bytes).equals(readFileSync(new URL(path, data))), path).toBe(true);
  }
});

test("the label set toy-scenes lists each class once, row by row, with a colour of its own", () => {
  const set = JSON.parse(readFileSync(new URL("labels/toy-scenes.json", data), "utf8"));
  expect(set).toMatchObject({
    name: "toy-scenes",
    labelNc: 15,
    dontCareRow: 0,
    hasInstances: true,
  });
  expect(set.rows).toEqual(classes.map((entry, row) => ({ row, value: row, ...entry })));
  expect(new Set(classes.map(({ name }) => name)).size).toBe(set.labelNc + 1);
  expect(new Set(classes.map(({ color }) => String(color))).size).toBe(set.labelNc + 1);
});

describe.each(sceneNames)("the scene %s", (name) => {
  const labelPng = decode(readFileSync(new URL(`label-maps/${name}.png`, data)));
  const instancePng = decode(readFileSync(new URL(`label-maps/${name}.instances.png`, data)));
  const labels = labelPng.data;
  const instances = instancePng.data;

  test("is an 8-bit palette PNG in the label set's colours and a 16-bit grey PNG of the same size", () => {
    const size = { width: sceneSize, height: sceneSize, channels: 1 };
    expect(labelPng).toMatchObject({ ...size, depth: 8 });
    expect(labelPng.palette).toEqual(classes.map(({ color }) => color));
    expect(instancePng).toMatchObject({ ...size, depth: 16 });
  });

  test("has only classes of the label set, one class per instance, one instance per stuff class", () => {
    expect(labels.every((label) => label < classes.length)).toBe(true);
    const classOf = new Map<number, number>();
    labels.forEach((label, i) => {
      classOf.set(instances[i], label);
    });
    expect(labels.every((label, i) => classOf.get(instances[i]) === label)).toBe(true);
    for (const [id, label] of classOf) {
      if (classes[label].hasInstances) expect(id).toBeGreaterThanOrEqual(classes.length);
      else expect(id).toBe(label);
    }
  });

  test("has unlabelled parts, but under a twentieth of the picture", () => {
    const unlabelled = labels.filter((label) => label === 0).length;
    expect(unlabelled).toBeGreaterThan(50);
    expect(unlabelled).toBeLessThan(labels.length / 20);
  });

  test.each(claims[name].touching)("has touching instances of %s in one component", (of) => {
    const component = components(labels).filter(([first]) => labels[first] === rowOf(of));
    const instancesIn = component.map((pixels) => new Set(pixels.map((i) => instances[i])).size);
    expect(Math.max(...instancesIn)).toBeGreaterThan(1);
  });

  test.each(claims[name].split)("has a %s in several pieces", (of) => {
    const pieces = new Map<number, number>();
    for (const [first] of components(instances)) {
      if (labels[first] !== rowOf(of)) continue;
      pieces.set(instances[first], (pieces.get(instances[first]) ?? 0) + 1);
    }
    expect(Math.max(...pieces.values())).toBeGreaterThan(1);
  });

  test.each(claims[name].thin)("has a %s at most two pixels thin", (of) => {
    const thin = components(instances).filter(
      (pixels) => labels[pixels[0]] === rowOf(of) && pixels.length >= 12 && !holdsSquare(pixels),
    );
    expect(thin.length).toBeGreaterThan(0);
  });
});

/** The pixels of each 8-connected component of equal values. */
function components(values: ArrayLike<number>): number[][] {
  const seen = new Uint8Array(values.length);
  const found: number[][] = [];
  for (let start = 0; start < values.length; start++) {
    if (seen[start]) continue;
    seen[start] = 1;
    const pixels = [start];
    for (let k = 0; k < pixels.length; k++) {
      for (const next of neighbours(pixels[k])) {
        if (seen[next] || values[next] !== values[start]) continue;
        seen[next] = 1;
        pixels.push(next);
      }
    }
    found.push(pixels);
  }
  return found;
}

function neighbours(pixel: number): number[] {
  const [px, py] = [pixel % sceneSize, Math.floor(pixel / sceneSize)];
  const around: number[] = [];
  for (let y = Math.max(py - 1, 0); y <= Math.min(py + 1, sceneSize - 1); y++) {
    for (let x = Math.max(px - 1, 0); x <= Math.min(px + 1, sceneSize - 1); x++) {
      around.push(y * sceneSize + x);
    }
  }
  return around;
}

/** Whether a square of 3 × 3 pixels fits into a component. */
function holdsSquare(pixels: readonly number[]): boolean {
  const inside = new Set(pixels);
  return pixels.some((pixel) => {
    const around = neighbours(pixel);
    return around.length === 9 && around.every((next) => inside.has(next));
  });
}
