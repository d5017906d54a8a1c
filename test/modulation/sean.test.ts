import fc from "fast-check";
import { expect, test } from "vitest";
import { denseMaps } from "../../src/modulation/modulation.ts";
import { seanInterior, seanModulation } from "../../src/modulation/sean.ts";
import { expectClose } from "../support/close.ts";
import { seanByConvolution, seanCases } from "../support/sean-by-convolution.ts";

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
