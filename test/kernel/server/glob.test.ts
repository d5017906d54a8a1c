import fc from "fast-check";
import { expect, test } from "vitest";
import { globMatches } from "../../../kernel/server/glob.ts";

test.each([
  ["*", "", true],
  ["*", "anything\nat all", true],
  ["?", "", false],
  ["?", "a", true],
  ["const *", "const x = 1", true],
  ["const *", "let x = 1", false],
  ["*x*=*", "const x = 1", true],
  ["a*b*c", "a-b-b-c", true],
  ["a*b*c", "a-b-b-d", false],
  ["1+?*2", "1+1+2", true],
  ["[a]", "a", false],
  ["a", "ab", false],
])("pattern %j on %j: %s", (pattern, text, expected) => {
  expect(globMatches(pattern, text)).toBe(expected);
});

test("globMatches agrees with the regular expression that says the same", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "\n", "."), maxLength: 8 });
  fc.assert(
    fc.property(letters, letters, (pattern, text) => {
      const source = pattern.replaceAll(".", "\\.").replaceAll("?", "[^]").replaceAll("*", "[^]*");
      expect(globMatches(pattern, text)).toBe(new RegExp(`^${source}$`).test(text));
    }),
    { seed: 4, numRuns: 1000 },
  );
});

test("a pattern of many stars is answered without trying all ways", () => {
  expect(globMatches(`${"*a".repeat(30)}b`, "a".repeat(2000))).toBe(false);
});
