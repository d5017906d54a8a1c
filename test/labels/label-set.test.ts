import { expect, test } from "vitest";
import { LabelError } from "../../src/errors.ts";
import { parseLabelSet } from "../../src/labels/label-set.ts";
import { okLab, type Rgb, spreadColors } from "../../src/labels/palette.ts";

const gardens = {
  name: "gardens",
  rows: [
    { row: 1, value: 4, name: "pond", color: [9, 7, 230] },
    { row: 0, name: "lawn" },
    { row: 2, value: 255, name: "unlabelled" },
  ],
  dontCareRow: 2,
};

test("a label set needs little more than names: the rest has defaults", () => {
  const set = parseLabelSet(gardens, "gardens.json");
  expect(set).toMatchObject({
    name: "gardens",
    labelNc: 2,
    dontCareRow: 2,
    hasInstances: false,
    source: "",
    note: "",
  });
  expect(set.released).toBeUndefined();
  expect(set.rows.map(({ row, value, name }) => [row, value, name])).toEqual([
    [0, 0, "lawn"],
    [1, 4, "pond"],
    [2, 255, "unlabelled"],
  ]);
});

test("a colour that is given can be read back; ours and the black of don't-care cannot", () => {
  const [lawn, pond, unlabelled] = parseLabelSet(gardens, "gardens.json").rows;
  expect(pond).toMatchObject({ color: [9, 7, 230], colorCode: 0x0907e6 });
  expect(lawn.colorCode).toBeUndefined();
  expect(unlabelled.color).toEqual([0, 0, 0]);
  expect(unlabelled.colorCode).toBeUndefined();
});

test("how the released networks were trained comes along", () => {
  const released = { cropSize: 512, aspectRatio: 2, upsampling: "more" };
  expect(parseLabelSet({ ...gardens, released }, "g").released).toEqual(released);
});

const row = gardens.rows[1];
test.each([
  [null, "an object", "null"],
  [[], "an object", "[]"],
  ["text", "an object", '"text"'],
  [{ ...gardens, name: undefined }, "name", "nothing"],
  [{ ...gardens, name: 3 }, "name", "3"],
  [{ ...gardens, rows: [] }, "a list of 1 to", "[]"],
  [{ ...gardens, rows: "many" }, "a list of 1 to", '"many"'],
  [{ ...gardens, rows: [7] }, "rows[0]", "7"],
  [{ ...gardens, rows: [{ name: "x" }] }, "rows[0]: row", "nothing"],
  [{ ...gardens, rows: [{ row: 0 }] }, "rows[0]: name", "nothing"],
  [{ ...gardens, rows: [row, { ...row, row: 0.5 }] }, "rows[1]: row", "0.5"],
  [{ ...gardens, rows: [row, { ...row, value: 1 }] }, "each row from 0 to 1 once", "row 0 twice"],
  [{ ...gardens, rows: [row, { row: 2, name: "x" }] }, "each row from 0 to 1 once", "no row 1"],
  [{ ...gardens, rows: [row, { row: 1, value: 0, name: "x" }] }, "another value", '0: "lawn", "x"'],
  [{ ...gardens, rows: [{ ...row, value: -1 }] }, "rows[0]: value", "-1"],
  [{ ...gardens, rows: [{ ...row, color: [1, 2] }] }, "rows[0]: color", "[1,2]"],
  [{ ...gardens, rows: [{ ...row, color: [1, 2, 256] }] }, "rows[0]: color", "256"],
  [{ ...gardens, rows: [{ ...row, color: "red" }] }, "rows[0]: color", '"red"'],
  [{ ...gardens, dontCareRow: 3 }, "dontCareRow", "3"],
  [{ ...gardens, labelNc: 1 }, "labelNc", "labelNc 1, 3 rows, dontCareRow 2"],
  [{ ...gardens, labelNc: 2, dontCareRow: null }, "labelNc", "labelNc 2, 3 rows, dontCareRow null"],
  [{ ...gardens, hasInstances: "yes" }, "hasInstances", '"yes"'],
  [{ ...gardens, released: { cropSize: 0 } }, "released: cropSize", "0"],
  [{ ...gardens, released: { cropSize: 8, aspectRatio: 0 } }, "released: aspectRatio", "0"],
  [
    { ...gardens, released: { cropSize: 8, aspectRatio: 1, upsampling: "much" } },
    'one of "normal", "more", "most"',
    '"much"',
  ],
])("label set %j is refused by the field that is wrong", (json, ...parts) => {
  const parse = () => parseLabelSet(json, "set.json");
  expect(parse).toThrow(LabelError);
  for (const part of ["set.json", ...parts]) expect(parse).toThrow(part);
});

test("colours of our own are well apart, also from those given, and always the same", () => {
  const taken: Rgb[] = [
    [200, 30, 30],
    [30, 200, 30],
  ];
  const colors = spreadColors(182, taken);
  expect(colors).toEqual(spreadColors(182, taken));
  expect(colors.slice(0, 5)).toEqual(spreadColors(5, taken));
  const all = [...colors, ...taken, [0, 0, 0] as Rgb, [255, 255, 255] as Rgb].map(okLab);
  let least = Number.POSITIVE_INFINITY;
  all.forEach((a, i) => {
    for (const b of all.slice(0, i)) {
      least = Math.min(least, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
    }
  });
  expect(least).toBeGreaterThan(0.04); // twice what is just visible
});

test("OKLab of white, black and red is as its author prints it", () => {
  expect(okLab([255, 255, 255])[0]).toBeCloseTo(1, 6);
  expect(okLab([0, 0, 0])).toEqual([0, 0, 0]);
  const [lightness, a, b] = okLab([255, 0, 0]);
  expect(lightness).toBeCloseTo(0.628, 3);
  expect(a).toBeCloseTo(0.2249, 4);
  expect(b).toBeCloseTo(0.1258, 4);
});
