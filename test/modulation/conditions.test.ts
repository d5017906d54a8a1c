import { describe, expect, test } from "vitest";
import type { EngineError } from "../../src/errors.ts";
import { conditionsAt, conditionsOf } from "../../src/modulation/conditions.ts";

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as EngineError).message;
  }
  return "no error";
}

const picture = (height: number, width: number, more: object = {}) => ({
  labels: { height, width, rows: Int32Array.from({ length: height * width }, (_, p) => p) },
  ...more,
});

describe("conditionsOf()", () => {
  test("puts pictures one after the other", () => {
    const first = picture(1, 2, { z: Float32Array.of(5), edges: Uint8Array.of(0, 1) });
    const second = picture(1, 2, { z: Float32Array.of(6), edges: Uint8Array.of(1, 1) });
    const conditions = conditionsOf(first, second);
    expect(conditions).toEqual({
      batch: 2,
      height: 1,
      width: 2,
      labels: Int32Array.of(0, 1, 0, 1),
      edges: Uint8Array.of(0, 1, 1, 1),
      positions: undefined,
      z: Float32Array.of(5, 6),
    });
  });

  const pixels = "expected  2 × 2 pixels";
  test.each([
    [
      "an edge map of another size",
      [picture(2, 2, { edges: new Uint8Array(3) })],
      ["the edge map of picture 0 has another size", pixels, "got       3 values"],
    ],
    [
      "a label map of another height",
      [picture(2, 2), picture(4, 1)],
      ["the label map of picture 1 has another size", pixels, "got       4 × 1, 4 values"],
    ],
    [
      "a positional map of another size",
      [picture(2, 2, { positions: { height: 1, width: 4, data: new Float32Array(8) } })],
      ["the positional map of picture 0 has another size", pixels, "got       1 × 4, 8 values"],
    ],
    [
      "edges for one picture only",
      [picture(1, 2), picture(1, 2, { edges: new Uint8Array(2) })],
      [
        "the pictures of a batch differ in their edge map",
        "expected  edge maps of the same size for all 2 pictures, or for none",
        "got       none, 2 values",
      ],
    ],
    [
      "latent codes of two lengths",
      [picture(1, 1, { z: new Float32Array(2) }), picture(1, 1, { z: new Float32Array(3) })],
      [
        "the pictures of a batch differ in their latent code",
        "expected  latent codes of the same size for all 2 pictures, or for none",
        "got       2, 3 values",
      ],
    ],
    [
      "no picture at all",
      [],
      ["there is no picture to make", "expected  the conditions of one picture or more"],
    ],
  ])("refuses %s", (_what, pictures, lines) => {
    const message = messageOf(() => conditionsOf(...pictures));
    for (const line of lines) expect(message).toContain(line);
  });
});

describe("conditionsAt()", () => {
  const conditions = conditionsOf(
    picture(4, 4, {
      edges: Uint8Array.from({ length: 16 }, (_, p) => p % 2),
      positions: { height: 4, width: 4, data: Float32Array.from({ length: 32 }, (_, p) => p) },
      z: Float32Array.of(1, 2),
    }),
  );

  test("takes every map's pixels by PyTorch's nearest rule, and leaves z", () => {
    const small = conditionsAt(conditions, 2, 2);
    expect(small).toEqual({
      batch: 1,
      height: 2,
      width: 2,
      labels: Int32Array.of(0, 2, 8, 10),
      edges: Uint8Array.of(0, 0, 0, 0),
      positions: Float32Array.of(0, 2, 8, 10, 16, 18, 24, 26),
      z: Float32Array.of(1, 2),
    });
  });

  test("gives the same conditions back at their own size", () => {
    expect(conditionsAt(conditions, 4, 4)).toBe(conditions);
  });

  test("refuses a size of zero", () => {
    expect(() => conditionsAt(conditions, 0, 2)).toThrowErrorMatchingInlineSnapshot(`
      [LabelError: cannot resize: the sizes are not positive or do not fit the data
        expected  whole planes of height x width pixels, and sizes of at least 1x1
        got       16 values as 4x4, to 0x2
        try       give the height and width that the data have, and a new size in whole pixels]
    `);
  });
});
