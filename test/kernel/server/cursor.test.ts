import fc from "fast-check";
import { expect, test } from "vitest";
import { toCodePoints, toUtf16 } from "../../../kernel/server/cursor.ts";

test("a character outside the basic plane is one code point and two UTF-16 units", () => {
  expect(toUtf16("'👍'.le", 6)).toBe(7);
  expect(toCodePoints("'👍'.le", 7)).toBe(6);
});

test("a position behind the end means the end", () => {
  expect(toUtf16("ab", 10)).toBe(2);
  expect(toUtf16("", 3)).toBe(0);
  expect(toUtf16("ab", -1)).toBe(0);
});

test("there and back again is the same position", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), fc.nat(), (text, at) => {
      const position = at % ([...text].length + 1);
      expect(toCodePoints(text, toUtf16(text, position))).toBe(position);
    }),
    { seed: 4, numRuns: 50 },
  );
});
