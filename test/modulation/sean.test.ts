import fc from "fast-check";
import { expect, test } from "vitest";
import type { Conditions } from "../../src/modulation/conditions.ts";
import { denseMaps } from "../../src/modulation/modulation.ts";
import type { SeanMethod } from "../../src/modulation/norm-layer.ts";
import { seanModulation } from "../../src/modulation/sean.ts";
import { seanInterior } from "../../src/modulation/sean-interior.ts";
import { spadeOfBank } from "../../src/modulation/sean-label-part.ts";
import { expectClose } from "../support/close.ts";
import { seanByConvolution, seanCases } from "../support/sean-by-convolution.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

test("SEAN's rows, laid out over the pixels, are what its convolutions give, for any layer, batch and label map", () => {
  fc.assert(
    fc.property(seanCases, ({ parameters, method, codes, conditions, channels }) => {
      const modulation = seanModulation(parameters, method, codes, conditions, channels);
      const { scale, shift } = denseMaps(modulation);
      const dense = seanByConvolution(parameters, method, codes, conditions, channels);
      expectClose(scale, dense.scale, 2e-5, "scale");
      expectClose(shift, dense.shift, 2e-5, "shift");
      const { index, classes } = modulation;
      expect(classes.length).toBe(modulation.scale.rows);
      index.rows.forEach((row, p) => {
        expect(classes[row]).toBe(conditions.labels[p]);
      });
      expect(index.counts.reduce((a, b) => a + b, 0)).toBe(conditions.labels.length);
    }),
    { seed: 1911, numRuns: 120 },
  );
});

test("inside a region of one class the rows are those of seanInterior()", () => {
  fc.assert(
    fc.property(seanCases, ({ parameters, method, codes, channels }) => {
      const { classes, styleLength } = method;
      const own = codes.subarray(0, classes * (styleLength ?? 0));
      const interior = seanInterior(parameters, method, own, channels);
      for (let k = 0; k < classes; k++) {
        const conditions = { batch: 1, height: 5, width: 5, labels: new Int32Array(25).fill(k) };
        const { scale, shift } = seanByConvolution(parameters, method, own, conditions, channels);
        for (let c = 0; c < channels; c++) {
          const [at, centre] = [k * channels + c, c * 25 + 12];
          expectClose([interior.scale.values[at]], [scale[centre]], 2e-5);
          expectClose([interior.gamma.values[at]], [scale[centre] - 1], 2e-5);
          expectClose([interior.shift.values[at]], [shift[centre]], 2e-5);
        }
      }
    }),
    { seed: 1912, numRuns: 60 },
  );
});

test("with a bank, a pixel's γᵒ and βᵒ are the row of its class, bit for bit, and rows are 3×3 neighbourhoods", () => {
  const banks = seanCases.filter(({ method }) => method.labels === "clade");
  fc.assert(
    fc.property(banks, fc.nat(), ({ parameters, method, codes, conditions, channels }, seed) => {
      const { classes } = method;
      const numbers = seededNumbers(seed);
      const bank = { gamma: numbers(classes * channels), beta: numbers(classes * channels) };
      const label = { ...parameters, spade: spadeOfBank(bank, classes) };
      const plain = seanModulation({ ...label, style: null }, method, codes, conditions, channels);
      const { scale, shift } = denseMaps(plain);
      const pixels = conditions.height * conditions.width;
      for (let i = 0; i < scale.length; i++) {
        const [n, c] = [Math.floor(i / (channels * pixels)), Math.floor(i / pixels) % channels];
        const at = conditions.labels[n * pixels + (i % pixels)] * channels + c;
        expect(scale[i]).toBe(Math.fround(1 + bank.gamma[at]));
        expect(shift[i]).toBe(bank.beta[at]);
      }
      const styled = seanModulation(label, method, codes, conditions, channels);
      expect(styled.scale.rows).toBe(windowsOf(conditions, parameters.style !== null));
      const interior = seanInterior({ ...label, style: null }, method, codes, channels);
      expect(interior.gamma.values).toEqual(bank.gamma);
      expect(interior.shift.values).toEqual(bank.beta);
    }),
    { seed: 1913, numRuns: 60 },
  );
});

test("NaN in one row of a bank stays in that class", () => {
  const method: SeanMethod = {
    ...{ kind: "sean", classes: 2, instanceEdges: false, labels: "clade" },
    ...{ hidden: 2, kernel: 1, styleLength: null },
  };
  const spade = spadeOfBank({ gamma: Float32Array.of(NaN, 0.5), beta: new Float32Array(2) }, 2);
  const parameters = { spade, style: null, noise: new Float32Array(1) };
  const { scale } = seanInterior(parameters, method, new Float32Array(0), 1);
  expect([...scale.values]).toEqual([NaN, 1.5]);
});

/** Different 3×3 windows, counted by their text; of each picture apart where pictures have styles of their own. */
function windowsOf({ batch, height, width, labels }: Conditions, apart: boolean): number {
  const seen = new Set<string>();
  for (let p = 0; p < labels.length; p++) {
    const n = Math.floor(p / (height * width));
    const [y, x] = [Math.floor(p / width) % height, p % width];
    const window = [-1, 0, 1].flatMap((dy) =>
      [-1, 0, 1].map((dx) => {
        const inside = y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width;
        return inside ? labels[p + dy * width + dx] : "outside";
      }),
    );
    seen.add(`${apart && batch > 1 ? n : ""} ${window}`);
  }
  return seen.size;
}
