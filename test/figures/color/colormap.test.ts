import fc from "fast-check";
import { expect, test } from "vitest";
import {
  CYCLIC,
  colorIndices,
  colorOf,
  DIVERGING,
  NOT_A_NUMBER,
  SEQUENTIAL,
} from "../../../src/figures/color/colormap.ts";
import { okLab } from "../../../src/labels/palette.ts";

const lightness = (scale: typeof DIVERGING) =>
  scale.palette.slice(0, NOT_A_NUMBER).map((color) => okLab(color)[0]);

test("both ends of the diverging scale are equally dark, and lightness falls from the centre", () => {
  const values = lightness(DIVERGING);
  expect(Math.abs(values[0] - values[254])).toBeLessThan(0.06);
  for (let i = 1; i <= 127; i++) {
    expect(values[127 - i]).toBeLessThanOrEqual(values[128 - i] + 0.004);
    expect(values[127 + i]).toBeLessThanOrEqual(values[126 + i] + 0.004);
  }
});

test("lightness of the sequential scale only falls", () => {
  const values = lightness(SEQUENTIAL);
  for (let i = 1; i < values.length; i++) {
    expect(values[i]).toBeLessThanOrEqual(values[i - 1] + 0.004);
  }
});

test("the cyclic scale ends where it begins", () => {
  expect(CYCLIC.palette[0]).toEqual(CYCLIC.palette[254]);
});

test("numbers beyond the domain have the colours of its ends, NaN a colour of its own", () => {
  const domain = { low: -1, high: 3 };
  const values = Float32Array.of(-5, -1, 1, 3, 9, Number.NaN, Number.POSITIVE_INFINITY);
  expect([...colorIndices(values, domain)]).toEqual([0, 0, 127, 254, 254, 255, 254]);
  expect(colorOf(Number.NaN, DIVERGING, domain)).toEqual([150, 150, 150]);
  expect([...colorIndices(Float32Array.of(4, 4), { low: 4, high: 4 })]).toEqual([127, 127]);
});

test("larger numbers never have a smaller index", () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true, minLength: 2 }), (values) => {
      const sorted = values.slice().sort();
      const indices = colorIndices(sorted, { low: -10, high: 10 });
      for (let i = 1; i < indices.length; i++)
        expect(indices[i]).toBeGreaterThanOrEqual(indices[i - 1]);
    }),
  );
});
