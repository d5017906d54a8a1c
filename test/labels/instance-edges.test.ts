import fc from "fast-check";
import { expect, test } from "vitest";
import { LabelError } from "../../src/errors.ts";
import { instanceEdges } from "../../src/labels/instance-edges.ts";
import { toInstanceMap } from "../../src/labels/instance-map.ts";

/** The digits of a picture, line by line. */
const digits = (lines: string): number[] => [...lines.replaceAll(" ", "")].map(Number);

test("instanceEdges() marks both sides of a border, not across corners", () => {
  const ids = digits("1111 1111 1122 1122");
  expect(instanceEdges(ids, 4, 4)).toEqual(Uint8Array.from(digits("0000 0011 0111 0110")));
});

test("a pixel is an edge exactly when one of its four neighbours has another id", () => {
  const side = fc.integer({ min: 1, max: 7 });
  const maps = fc.tuple(side, side).chain(([height, width]) => {
    const ids = fc.array(fc.integer({ min: 0, max: 2 }), {
      minLength: height * width,
      maxLength: height * width,
    });
    return fc.record({ height: fc.constant(height), width: fc.constant(width), ids });
  });
  fc.assert(
    fc.property(maps, ({ height, width, ids }) => {
      const edges = instanceEdges(ids, height, width);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const others = [
            [y - 1, x],
            [y + 1, x],
            [y, x - 1],
            [y, x + 1],
          ]
            .filter(([v, u]) => v >= 0 && v < height && u >= 0 && u < width)
            .map(([v, u]) => ids[v * width + u]);
          const edge = others.some((id) => id !== ids[y * width + x]);
          expect(edges[y * width + x]).toBe(Number(edge));
        }
      }
    }),
    { seed: 3 },
  );
});

test("an instance map of another size than its label map is refused", () => {
  const raw = {
    where: "ids.png",
    height: 2,
    width: 3,
    values: new Int32Array(6),
    kind: "grey",
  } as const;
  expect(toInstanceMap(raw, { height: 2, width: 3 }).ids).toBe(raw.values);
  expect(() => toInstanceMap(raw, { height: 3, width: 2 })).toThrow(LabelError);
  expect(() => toInstanceMap(raw, { height: 3, width: 2 })).toThrow(/ids\.png.*\n.*3x2.*\n.*2x3/);
});
