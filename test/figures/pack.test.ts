import fc from "fast-check";
import { expect, test } from "vitest";
import { packed, packedBytes, unpacked, unpackedBytes } from "../../src/figures/pack.ts";

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false),
    fc.double(),
    fc.string(),
    fc.float32Array(),
    fc.float64Array(),
    fc.int32Array(),
    fc.uint8Array(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => !key.startsWith("$") && key !== "__proto__"),
      tie("value"),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
  ),
})).value;

test("plain data come back from JSON as they were", () => {
  fc.assert(
    fc.property(plain, (value) => {
      const back = unpacked(JSON.parse(JSON.stringify(packed(value))), "test");
      // JSON has one zero.
      const zero = (x: unknown): unknown => (Object.is(x, -0) ? 0 : x);
      if (typeof value === "number") expect(back).toBe(zero(value));
      else expect(JSON.stringify(packed(back))).toBe(JSON.stringify(packed(value)));
    }),
  );
});

test("the same through bytes, in which arrays stand as they are", () => {
  fc.assert(
    fc.property(plain, (value) => {
      const back = unpackedBytes(packedBytes(value), "test");
      expect(JSON.stringify(packed(back))).toBe(JSON.stringify(packed(value)));
    }),
  );
  const bytes = packedBytes({ a: new Float32Array(1000), b: Uint8Array.of(1, 2, 3) });
  expect(bytes.length).toBeLessThan(4200);
});

test("arrays that are none are refused with their place", () => {
  for (const array of [
    { $array: "f4", data: "AAA=" },
    { $array: "c8", data: "" },
    { $array: "f4", data: 7 },
    { $array: "f8", data: "%%%" },
  ]) {
    expect(() => unpacked({ layers: [array] }, "figure.json")).toThrow(/figure\.json\.layers\[0\]/);
  }
});
