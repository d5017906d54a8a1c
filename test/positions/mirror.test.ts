import fc from "fast-check";
import { expect, test } from "vitest";
import { mirrorPositionalMap } from "../../src/positions/mirror.ts";
import { positionalMap } from "../../src/positions/positional-map.ts";
import { arbitraryLabels, type Labels } from "./arbitrary-labels.ts";

const mirrored = ({ height, width, values }: Labels): Labels => ({
  height,
  width,
  values: values.map((_, p) => values[p - (p % width) + (width - 1 - (p % width))]),
});

test("the mirrored map is the map of the mirrored labels", () => {
  fc.assert(
    fc.property(arbitraryLabels, fc.boolean(), (labels, normalise) => {
      const expected = positionalMap(mirrored(labels), { normalise });
      const map = mirrorPositionalMap(positionalMap(labels, { normalise }));
      expect(map.data.length).toBe(expected.data.length);
      map.data.forEach((value, i) => {
        expect(Math.abs(value - expected.data[i])).toBeLessThanOrEqual(1e-6);
      });
    }),
    { seed: 10 },
  );
});

test("mirroring twice gives the map itself, to the bit", () => {
  fc.assert(
    fc.property(arbitraryLabels, (labels) => {
      const map = positionalMap(labels);
      expect(mirrorPositionalMap(mirrorPositionalMap(map))).toEqual(map);
    }),
    { seed: 11 },
  );
});
