import { expect, test } from "vitest";
import { LabelError } from "../../src/errors.ts";
import { builtInLabelSet } from "../../src/labels/built-in.ts";
import type { RawLabels } from "../../src/labels/label-map.ts";
import { parseLabelSet } from "../../src/labels/label-set.ts";
import { type BankRowOptions, toBankRows } from "../../src/labels/to-bank-rows.ts";

const raw = (kind: RawLabels["kind"], ...values: number[]): RawLabels => ({
  where: "map.png",
  height: 1,
  width: values.length,
  values: Int32Array.from(values),
  kind,
});

const rows = (labels: RawLabels, options: BankRowOptions): number[] =>
  Array.from(toBankRows(labels, options).rows);

const coco = builtInLabelSet("coco-stuff");
const ade20k = builtInLabelSet("ade20k");
const cityscapes = builtInLabelSet("cityscapes");

test("values of a file are the data set's own: COCO-Stuff's 255 is row 182", () => {
  for (const kind of ["grey", "palette"] as const) {
    expect(rows(raw(kind, 0, 181, 255), { labelSet: coco, rows: 183 })).toEqual([0, 181, 182]);
  }
});

test("numbers of an array are bank rows; either can be said to be the other", () => {
  expect(rows(raw("array", 0, 182), { labelSet: coco, rows: 183 })).toEqual([0, 182]);
  const dataset = { labelSet: coco, rows: 183, values: "dataset" } as const;
  expect(rows(raw("array", 0, 255), dataset)).toEqual([0, 182]);
  expect(rows(raw("grey", 182), { labelSet: coco, rows: 183, values: "rows" })).toEqual([182]);
});

test("without a label set values are rows, and 255 is don't-care where a row for it is named", () => {
  expect(rows(raw("grey", 0, 30), { rows: 31 })).toEqual([0, 30]);
  expect(rows(raw("grey", 0, 255), { rows: 31, dontCareRow: 30 })).toEqual([0, 30]);
  expect(rows(raw("grey", 255), { rows: 256, dontCareRow: 3 })).toEqual([255]); // a class of its own
  expect(() => rows(raw("array", 255), { rows: 31, dontCareRow: 30 })).toThrow(LabelError);
});

test("a label set's appended don't-care row takes 255; ADE20K's row 0 does not", () => {
  const names = [0, 1, 2].map((row) => ({ row, name: `class ${row}` }));
  const appended = parseLabelSet({ name: "own", dontCareRow: 2, rows: names }, "own.json");
  expect(rows(raw("grey", 0, 255), { labelSet: appended, rows: 3 })).toEqual([0, 2]);
  expect(() => rows(raw("grey", 255, 1), { labelSet: ade20k, rows: 151 })).toThrow(LabelError);
  const asReleased = { labelSet: ade20k, rows: 151, dontCareRow: 150 };
  expect(rows(raw("grey", 255, 1), asReleased)).toEqual([150, 1]);
});

test("RGB-coded maps are read by the label set's colours", () => {
  const map = raw("rgb", 0x000000, 0x804080, 0x00008e, 0x999999);
  expect(rows(map, { labelSet: cityscapes, rows: 35 })).toEqual([0, 7, 26, 17]);
  expect(toBankRows(map, { labelSet: cityscapes, rows: 35 })).toMatchObject({
    height: 1,
    width: 4,
  });
});

const refusal = (labels: RawLabels, options: BankRowOptions): string => {
  try {
    toBankRows(labels, options);
  } catch (error) {
    expect(error).toBeInstanceOf(LabelError);
    const text = (error as LabelError).message;
    expect(text.split("\n").length).toBeLessThanOrEqual(6);
    return text;
  }
  return "";
};

test("values without a class are listed with their pixels, the most frequent first", () => {
  const text = refusal(raw("grey", 7, 200, 190, 190, 3), { labelSet: ade20k, rows: 151 });
  expect(text).toContain("map.png: the label map has values that are no class");
  expect(text).toContain("expected  0…150: label set ade20k");
  expect(text).toContain("got       190 (2 pixels), 200 (1 pixel)");
});

test("at most eight values are listed, the rest counted", () => {
  const many = Array.from({ length: 11 }, (_, i) => 100 + i);
  expect(refusal(raw("grey", ...many), { rows: 5 })).toContain("107 (1 pixel) and 3 more");
});

test("the message says what the values were taken for", () => {
  expect(refusal(raw("grey", 9), { rows: 5 })).toContain(
    "0…4 (no label set given: values are bank rows)",
  );
  expect(refusal(raw("array", 9), { rows: 5, labelSet: coco })).toContain("taken as rows");
  expect(refusal(raw("grey", 182), { rows: 183, labelSet: coco })).toContain(
    "0…181, 255: label set coco-stuff",
  );
  expect(refusal(raw("grey", 150), { rows: 35, labelSet: ade20k })).toContain(
    "the network has rows 0…34",
  );
});

test("a 0/255 mask gets its hint, whatever it is coded in", () => {
  for (const labels of [raw("grey", 0, 255), raw("palette", 255), raw("array", 0, 255, 0)]) {
    expect(refusal(labels, { rows: 19 })).toContain("divide it by 255");
  }
  expect(refusal(raw("rgb", 0, 0xffffff), { rows: 35, labelSet: cityscapes })).toContain(
    "divide it by 255",
  );
});

test("an instance map in the place of the label map gets its hint, by the file's name", () => {
  const named = (where: string) => refusal({ ...raw("grey", 16, 0, 255), where }, { rows: 3 });
  for (const name of ["a/street.instances.png", "frankfurt_gtFine_instanceIds.png", "1_inst.npy"]) {
    expect(named(name)).toContain("try       an instance map, by its name");
    expect(named(name)).toContain("--instances FILE");
  }
  expect(named("instances/street.png")).not.toContain("--instances");
});

test("255 among values that fit gets the hint about don't-care", () => {
  const text = refusal(raw("grey", 0, 7, 255), { labelSet: cityscapes, rows: 35 });
  expect(text).toContain("contain_dontcare_label");
  expect(text).toContain("dontCareRow");
  const array = refusal(raw("array", 0, 7, 255), { labelSet: coco, rows: 183 });
  expect(array).toContain("--values dataset");
});

test("colours are never guessed: unknown ones are listed", () => {
  const map = raw("rgb", 0x804080, 0x814080, 0x814080);
  const text = refusal(map, { labelSet: cityscapes, rows: 35 });
  expect(text).toContain("#814080 (2 pixels)");
  expect(text).toContain("label set cityscapes");
});

test("a colour of two classes is refused where it occurs, and only there", () => {
  const roadAndSkyscraper = refusal(raw("rgb", 0x787878, 0x8c8c8c), {
    labelSet: ade20k,
    rows: 151,
  });
  expect(roadAndSkyscraper).toContain("#8c8c8c: road, route (row 7), skyscraper (row 49)");
  expect(roadAndSkyscraper).toContain("sharedColor");
  expect(rows(raw("rgb", 0x787878), { labelSet: ade20k, rows: 151 })).toEqual([1]);
});

test("colours without a label set that has colours are refused; grey pixels get a hint", () => {
  expect(refusal(raw("rgb", 0x123456), { rows: 5 })).toContain("RGB and no label set");
  expect(refusal(raw("rgb", 0x010101, 0), { rows: 5 })).toContain("save the file as 8-bit grey");
  expect(refusal(raw("rgb", 0x123456), { rows: 183, labelSet: coco })).toContain(
    "coco-stuff has no colours of the data set's own",
  );
});
