import fc from "fast-check";
import { expect, test } from "vitest";
import { LabelError } from "../../src/errors.ts";
import { connectedComponents } from "../../src/positions/connected-components.ts";
import { type PositionalMapOptions, positionalMap } from "../../src/positions/positional-map.ts";
import { arbitraryLabels, type Labels } from "./arbitrary-labels.ts";

/** The definition, region by region; `region` says which region a pixel is in. */
function reference(
  { height, width, values }: Labels,
  region: ArrayLike<number>,
  { normalise = true, skip = 0 }: PositionalMapOptions,
): Float32Array {
  const plane = height * width;
  const out = new Float32Array(2 * plane);
  for (const one of new Set(Array.from(region))) {
    const pixels = Array.from(values, (_, p) => p).filter((p) => region[p] === one);
    if (values[pixels[0]] === skip) continue;
    [(p: number) => Math.floor(p / width), (p: number) => p % width].forEach((along, axis) => {
      const centre = pixels.reduce((sum, p) => sum + along(p), 0) / pixels.length;
      const most = Math.max(...pixels.map((p) => Math.abs(along(p) - centre)));
      for (const p of pixels) {
        out[axis * plane + p] = (along(p) - centre) / (normalise ? most + 1e-5 : 1);
      }
    });
  }
  return out;
}

const options = fc.record({
  normalise: fc.boolean(),
  skip: fc.constantFrom(0, 255, null, 17),
});

const close = (a: Float32Array, b: Float32Array): void => {
  expect(a.length).toBe(b.length);
  a.forEach((value, i) => {
    expect(Math.abs(value - b[i])).toBeLessThanOrEqual(1e-6);
  });
};

test("each component has its own centre and extent", () => {
  fc.assert(
    fc.property(arbitraryLabels, options, (labels, choice) => {
      const { index } = connectedComponents(labels.values, labels.height, labels.width);
      const map = positionalMap(labels, choice);
      expect(map).toMatchObject({ height: labels.height, width: labels.width });
      close(map.data, reference(labels, index, choice));
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('unit "class" gives all pixels of a label one centre', () => {
  fc.assert(
    fc.property(arbitraryLabels, options, (labels, choice) => {
      const map = positionalMap(labels, { ...choice, unit: "class" });
      close(map.data, reference(labels, labels.values, choice));
    }),
    { seed: 8 },
  );
});

test('unit "instance" gives pixels of the same label and id one centre', () => {
  fc.assert(
    fc.property(
      arbitraryLabels,
      fc.infiniteStream(fc.constantFrom(0, 1, 9000)),
      (labels, stream) => {
        const instances = Int32Array.from(labels.values, () => stream.next().value as number);
        const region = labels.values.map((value, p) => value * 10000 + instances[p]);
        const map = positionalMap(labels, { unit: "instance", instances });
        close(map.data, reference(labels, region, {}));
      },
    ),
    { seed: 9 },
  );
});

const row = (...values: number[]): Labels => ({
  height: 1,
  width: values.length,
  values: Int32Array.from(values),
});

test("one line has no vertical offsets, one pixel none at all", () => {
  expect(Array.from(positionalMap(row(4, 4, 4)).data)).toEqual([
    0,
    0,
    0,
    Math.fround(-1 / 1.00001),
    0,
    Math.fround(1 / 1.00001),
  ]);
  expect(Array.from(positionalMap(row(4)).data)).toEqual([0, 0]);
});

test("label 0 is skipped as released; for COCO-Stuff, whose label 0 is person, say 255 or null", () => {
  const person = row(0, 0, 0, 255, 255, 255);
  const x = (skip: number | null) =>
    Array.from(positionalMap(person, { skip, normalise: false }).data.subarray(6));
  expect(Array.from(positionalMap(person, { normalise: false }).data.subarray(6))).toEqual(x(0));
  expect(x(0)).toEqual([0, 0, 0, -1, 0, 1]);
  expect(x(255)).toEqual([-1, 0, 1, 0, 0, 0]);
  expect(x(null)).toEqual([-1, 0, 1, -1, 0, 1]);
});

test("touching objects share a centre as components, and have their own as instances", () => {
  const labels = row(7, 7, 7, 7);
  const instances = Int32Array.of(1, 1, 2, 2);
  const x = (choice: PositionalMapOptions) =>
    Array.from(positionalMap(labels, { ...choice, normalise: false }).data.subarray(4));
  expect(x({})).toEqual([-1.5, -0.5, 0.5, 1.5]);
  expect(x({ unit: "instance", instances })).toEqual([-0.5, 0.5, -0.5, 0.5]);
});

test("values or ids that do not fit the size are refused", () => {
  const labels = { height: 2, width: 2, values: new Int32Array(3) };
  expect(() => positionalMap(labels)).toThrow(LabelError);
  expect(() => positionalMap(row(1, 2), { unit: "instance" })).toThrow("no instance map");
  const instances = new Int32Array(3);
  expect(() => positionalMap(row(1, 2), { unit: "instance", instances })).toThrow("3 values");
});
