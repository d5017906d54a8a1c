import { describe, expect, test } from "vitest";
import { fixedFeatures } from "../../../src/analysis/quality/fixed-features.ts";
import { morletModulus } from "../../../src/analysis/quality/morlet.ts";
import { expectClose } from "../../support/close.ts";

const SIZE = 32;

/** A grey picture of waves that travel along (kx, ky), in radians a pixel. */
function waves(kx: number, ky: number): Float32Array {
  return Float32Array.from({ length: SIZE * SIZE }, (_, p) =>
    Math.cos(kx * (p % SIZE) + ky * Math.floor(p / SIZE)),
  );
}

describe("morletModulus()", () => {
  test("of a constant is 0", () => {
    const plane = { height: SIZE, width: SIZE, values: new Float32Array(SIZE * SIZE).fill(0.8) };
    for (const { values } of morletModulus(plane)) {
      expectClose(values, new Float32Array(SIZE * SIZE), 1e-6);
    }
  });

  test("answers to waves of its own direction, evenly: half their amplitude", () => {
    const quarter = Math.PI / 2;
    const diagonal = quarter / Math.SQRT2;
    const directions = [
      [quarter, 0],
      [diagonal, diagonal],
      [0, quarter],
      [-diagonal, diagonal],
    ];
    for (const [own, [kx, ky]] of directions.entries()) {
      const moduli = morletModulus({ height: SIZE, width: SIZE, values: waves(kx, ky) });
      const centre = moduli.map(({ values }) => values[(SIZE / 2) * SIZE + SIZE / 2]);
      for (const [i, value] of centre.entries()) {
        if (i === own) expect(value).toBeCloseTo(0.5, 1);
        else expect(value).toBeLessThan(0.2);
      }
    }
  });
});

describe("fixedFeatures()", () => {
  test("are 42 numbers: of a plain colour its opponent coordinates four times, and zeros", () => {
    const values = new Float32Array(3 * SIZE * SIZE);
    for (const [c, value] of [0.6, 0.2, -0.4].entries()) {
      values.fill(value, c * SIZE * SIZE, (c + 1) * SIZE * SIZE);
    }
    const features = fixedFeatures({ count: 1, height: SIZE, width: SIZE, values });
    const opponent = [0.4 / Math.sqrt(3), 0.4 / Math.sqrt(2), 1.6 / Math.sqrt(6)];
    const expected = [...opponent.flatMap((x) => [x, x, x, x]), ...new Float64Array(30)];
    expect(features).toMatchObject({ count: 1, length: 42 });
    expectClose(features.values, expected, 1e-5);
  });

  test("say in which half of the picture there are stripes, how wide and which way", () => {
    const grey = waves(Math.PI / 2, 0).fill(0, SIZE * (SIZE / 2)); // vertical stripes above
    const values = Float32Array.from([...grey, ...grey, ...grey]);
    const row = fixedFeatures({ count: 1, height: SIZE, width: SIZE, values }).values;
    const wavelets = [...row.subarray(12, 36)]; // scale, orientation, half
    expect(wavelets.indexOf(Math.max(...wavelets))).toBe(0);
    expect(wavelets[0]).toBeGreaterThan(4 * wavelets[1]);
    expect(wavelets[0]).toBeGreaterThan(4 * wavelets[8]); // the next scale
    expectClose(row.subarray(36), new Float64Array(6), 1e-6); // grey has no colour
  });
});
