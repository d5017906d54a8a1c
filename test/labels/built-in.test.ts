import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { LabelError } from "../../src/errors.ts";
import { builtInLabelSet, labelSetNames, loadLabelSet } from "../../src/labels/built-in.ts";

const folder = mkdtempSync(join(tmpdir(), "label-sets-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(labelSetNames)("%s comes with cladescope, complete", (name) => {
  const set = builtInLabelSet(name);
  expect(set.name).toBe(name);
  expect(set.source).not.toBe("");
  expect(set.released).toBeDefined();
  expect(set.rows.map(({ row }) => row)).toEqual(set.rows.map((_, i) => i));
});

test("the released networks' numbers of rows, values and defaults", () => {
  const ade20k = builtInLabelSet("ade20k");
  expect([ade20k.rows.length, ade20k.labelNc, ade20k.dontCareRow]).toEqual([151, 150, 0]);
  expect(ade20k.rows[13].name).toContain("person");
  expect(ade20k.released).toEqual({ cropSize: 256, aspectRatio: 1, upsampling: "normal" });

  const coco = builtInLabelSet("coco-stuff");
  expect([coco.rows.length, coco.labelNc, coco.dontCareRow]).toEqual([183, 182, 182]);
  expect(coco.rows[0].name).toBe("person");
  expect(coco.rows[182]).toMatchObject({ value: 255, color: [0, 0, 0] });
  expect(coco.hasInstances).toBe(true);

  const cityscapes = builtInLabelSet("cityscapes");
  expect([cityscapes.rows.length, cityscapes.labelNc, cityscapes.dontCareRow]).toEqual([
    35,
    35,
    null,
  ]);
  expect(cityscapes.released).toEqual({ cropSize: 512, aspectRatio: 2, upsampling: "more" });

  const faces = builtInLabelSet("celebamask-hq");
  expect([faces.rows.length, faces.labelNc, faces.dontCareRow]).toEqual([19, 19, null]);
  expect([faces.rows[1].name, faces.rows[13].name, faces.rows[18].name]).toEqual([
    ...["skin", "hair", "cloth"],
  ]);
});

test("every class of COCO-Stuff has a colour of its own, although the data set gives none", () => {
  const colors = builtInLabelSet("coco-stuff").rows.map(({ color }) => color.join());
  expect(new Set(colors).size).toBe(183);
});

test("loadLabelSet() takes a name or the path of a file", () => {
  const path = join(folder, "two.json");
  writeFileSync(
    path,
    JSON.stringify({
      name: "two",
      rows: [
        { row: 0, name: "a" },
        { row: 1, name: "b" },
      ],
    }),
  );
  expect(loadLabelSet(path).rows.length).toBe(2);
  expect(loadLabelSet("cityscapes").labelNc).toBe(35);
  expect(loadLabelSet("COCO-Stuff").labelNc).toBe(182);
});

test("an unknown name lists the known ones; a file that is no label set is named", () => {
  expect(() => loadLabelSet("ade")).toThrow(LabelError);
  expect(() => loadLabelSet("ade")).toThrow(
    "ade20k, coco-stuff, cityscapes, celebamask-hq, toy-scenes",
  );
  expect(() => builtInLabelSet("ade" as "ade20k")).toThrow(
    /no label set has this name[\s\S]*try {7}take "ade20k"/,
  );
  expect(() => builtInLabelSet("pascal" as "ade20k")).toThrow("shows the shape of such a file");
  expect(() => loadLabelSet(join(folder, "absent.json"))).toThrow("ENOENT");
  expect(() => loadLabelSet(folder)).toThrow("cannot be read");
  const broken = join(folder, "broken.json");
  writeFileSync(broken, '{"name": ');
  expect(() => loadLabelSet(broken)).toThrow("not valid JSON");
  writeFileSync(broken, "[]");
  expect(() => loadLabelSet(broken)).toThrow(/broken\.json: the label set is not as it should be/);
});
