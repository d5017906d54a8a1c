import { expect, test } from "vitest";
import { classDifference, classFacts } from "../../src/analysis/class-facts.ts";

const [a, b] = [
  ["sky", "tree"],
  ["tree", "sky"],
];

test("label sets are the same by the names of their rows, whatever they are called", () => {
  expect(classDifference(classFacts(2, "mine", a), classFacts(2, "yours", a))).toBeNull();
  expect(classDifference(classFacts(2, "x", a), { labelSet: "y", names: a })).toBeNull();
  // zlib.crc32 of Python of '["sky","tree"]'
  expect(classFacts(2, "mine", a).labelSetHash).toBe("f906f741");
});

test("what is not known speaks against nothing", () => {
  expect(classDifference({}, classFacts(2, "x", a))).toBeNull();
  expect(classDifference(classFacts(2, null, null), classFacts(2, "x", a))).toBeNull();
  expect(classDifference({ labelSet: null }, { names: a })).toBeNull();
});

test("another number of rows, other names and another order are each told", () => {
  expect(classDifference(classFacts(2, null, null), classFacts(3, "x", [...a, "sea"]))).toEqual({
    why: expect.stringContaining("number of classes"),
    a: "no label set: 2 classes",
    b: "x: 3 classes",
  });
  const order = classDifference(classFacts(2, "x", a), classFacts(2, "x", b));
  expect(order?.a).toMatch(/^x: 2 classes, whose names have the checksum [0-9a-f]{8}$/);
  expect(order?.b).not.toBe(order?.a);
  expect(classDifference({ labelSet: "x", names: a }, { labelSet: "y", names: b })).toMatchObject({
    a: "x: 2 classes, row 0 is sky",
    b: "y: 2 classes, row 0 is tree",
  });
  expect(
    classDifference({ labelSet: "x", names: a }, { labelSet: "y", names: ["sky"] }),
  ).toMatchObject({
    a: "x: 2 classes, row 1 is tree",
    b: "y: 1 class, row 1 does not exist",
  });
});
