import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  classNamesOf,
  resolveChannel,
  resolveClass,
  resolveLayer,
} from "../../src/analysis/names.ts";
import { LabelError, ModelError } from "../../src/errors.ts";
import { builtInLabelSet } from "../../src/labels/built-in.ts";
import { editDistance, likelyName, nearestNames } from "../../src/labels/nearest-names.ts";

const words = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });

/** The definition, by recursion: slow and plain. */
function distanceByRecursion(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  const [i, j] = [a.length - 1, b.length - 1];
  const best = Math.min(
    distanceByRecursion(a.slice(0, i), b) + 1,
    distanceByRecursion(a, b.slice(0, j)) + 1,
    distanceByRecursion(a.slice(0, i), b.slice(0, j)) + Number(a[i] !== b[j]),
  );
  const swapped = i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
  return swapped
    ? Math.min(best, distanceByRecursion(a.slice(0, i - 1), b.slice(0, j - 1)) + 1)
    : best;
}

test("editDistance() is its recursive definition", () => {
  fc.assert(
    fc.property(words, words, (a, b) => {
      expect(editDistance(a, b)).toBe(distanceByRecursion(a, b));
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["", "", 0],
  ["up_2", "up_2", 0],
  ["up_3", "up_2", 1],
  ["biulding", "building", 1],
  ["kitten", "sitting", 3],
])("editDistance() of '%s' and '%s' is %d", (a, b, expected) => {
  expect(editDistance(a, b)).toBe(expected);
});

test("nearestNames() puts names with the text in them first, then those with the fewest edits", () => {
  const known = ["bulb", "wall painting, mural", "building, edifice", "wall", "floor, flooring"];
  expect(nearestNames("wall", known, 2)).toEqual(["wall", "wall painting, mural"]);
  expect(nearestNames("build", known, 2)).toEqual(["building, edifice", "bulb"]);
  expect(nearestNames("FLOR", known, 1)).toEqual(["floor, flooring"]);
  expect(nearestNames("", ["b", "a"])).toEqual(["b", "a"]);
  expect(nearestNames("x", [])).toEqual([]);
});

describe("resolveLayer()", () => {
  const layers = ["head_0.norm_0", "up_0.norm_0", "up_0.norm_s", "up_3.norm_1"].map((name) => ({
    name,
  }));

  test("finds a layer by its name", () => {
    expect(resolveLayer(layers, "up_0.norm_s")).toBe(layers[2]);
  });

  test("lists the nearest names of one that is unknown", () => {
    const wrong = () => resolveLayer(layers, "up_0.nrom_s", "net_G.pth");
    expect(wrong).toThrow(ModelError);
    expect(wrong).toThrow(
      `net_G.pth: there is no such layer
  expected  one of "up_0.norm_s", "up_0.norm_0", "up_3.norm_1", "head_0.norm_0"
  got       "up_0.nrom_s"
  try       take "up_0.norm_s", if that is what you mean`,
    );
  });
});

test("likelyName() is a name that may have been meant, and none where nothing is near", () => {
  const known = ["sky", "building, edifice", "wall", "fog"];
  expect(likelyName("biulding", known)).toBe("building, edifice");
  expect(likelyName("BUILD", known)).toBe("building, edifice");
  expect(likelyName("skyy", known)).toBe("sky");
  expect(likelyName("dog", ["sky", "wall"])).toBeNull();
  expect(likelyName("giraffe", known)).toBeNull();
  expect(likelyName("wall", [])).toBeNull();
});

describe("resolveClass()", () => {
  const labelSet = builtInLabelSet("ade20k");
  const names = { classes: 151, labelSet };

  test.each([
    [0, 0],
    [150, 150],
    ["12", 12],
    ["sky", 3],
    ["Sky ", 3],
    ["building, edifice", 2],
    ["edifice", 2],
  ])("takes %j as row %d", (wanted, row) => {
    expect(resolveClass(names, wanted)).toBe(row);
  });

  test("lists the nearest names of one that is unknown, of all the label set's", () => {
    const wrong = () => resolveClass(names, "bulding", "net_G.pth");
    expect(wrong).toThrow(LabelError);
    expect(wrong).toThrow(
      /there is no such class in ade20k\n {2}expected {2}one of 151 names, of which the nearest are "building, edifice", /,
    );
  });

  test("lists the rows of a name that several classes have", () => {
    const rows = labelSet.rows.slice(0, 3).map((row) => ({ ...row, name: "lawn" }));
    expect(() => resolveClass({ classes: 3, labelSet: { name: "twice", rows } }, "lawn")).toThrow(
      'row 0 "lawn", row 1 "lawn", row 2 "lawn"',
    );
  });

  test.each([-1, 151, 1.5, Number.NaN, "151", ""])(
    "refuses %j and says what there is",
    (wanted) => {
      expect(() => resolveClass(names, wanted)).toThrow(LabelError);
    },
  );

  test("names the rows near one that is too large", () => {
    expect(() => resolveClass(names, 151)).toThrow("take one of the nearest rows: 149, 150");
  });

  test.each([-1, "-1", 1.5, Number.NaN])(
    "answers the number %j with the rows there are",
    (wanted) => {
      expect(() => resolveClass(names, wanted)).toThrow(
        /a bank row from 0 to 150, or a class name\n.*\n {2}try {7}take one of the nearest rows: [0123, ]+$/,
      );
    },
  );

  test("knows rows alone where there is no label set, and says so", () => {
    const bare = { classes: 3, labelSet: null };
    expect(resolveClass(bare, 2)).toBe(2);
    expect(() => resolveClass(bare, "sky")).toThrow("name the label set of the checkpoint");
    expect(classNamesOf(bare)).toEqual(["class 0", "class 1", "class 2"]);
  });
});

test("resolveChannel() takes a whole number that there is, and names the nearest of another", () => {
  expect(resolveChannel(64, 0)).toBe(0);
  expect(resolveChannel(64, "63")).toBe(63);
  for (const wrong of [-1, 64, 0.5, "x", Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => resolveChannel(64, wrong)).toThrow(ModelError);
  }
  expect(() => resolveChannel(64, 99, "up_0.norm_0")).toThrow(
    "up_0.norm_0: there is no such channel\n  expected  a whole number from 0 to 63\n  got       99\n  try       take one of the nearest: 62, 63",
  );
});
