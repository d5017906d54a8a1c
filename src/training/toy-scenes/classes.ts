/**
 * The classes of the toy scenes, in bank-row order, and the label set file made from them.
 *
 * The colours were chosen by hand, then measured in Oklab under normal sight and simulated protanopia, deuteranopia
 * and tritanopia (Machado et al. 2009): no two come nearer than 0.10 in the first and 0.06 in the others.
 *
 * @module
 */

/** Row = value in the PNG = place in this list. Things have one instance id per object, the others one per class. */
export const classes = [
  { name: "unlabelled", color: [20, 20, 28], hasInstances: false },
  { name: "sky", color: [120, 184, 248], hasInstances: false },
  { name: "sun", color: [244, 150, 10], hasInstances: true },
  { name: "cloud", color: [208, 224, 252], hasInstances: true },
  { name: "hill", color: [168, 204, 104], hasInstances: false },
  { name: "tree", color: [0, 86, 76], hasInstances: true },
  { name: "house", color: [228, 184, 180], hasInstances: true },
  { name: "roof", color: [184, 60, 24], hasInstances: true },
  { name: "window", color: [255, 238, 130], hasInstances: true },
  { name: "road", color: [104, 116, 140], hasInstances: false },
  { name: "centre line", color: [255, 255, 248], hasInstances: false },
  { name: "car", color: [228, 32, 124], hasInstances: true },
  { name: "water", color: [0, 82, 196], hasInstances: false },
  { name: "person", color: [120, 36, 150], hasInstances: true },
  { name: "pole", color: [78, 44, 16], hasInstances: true },
  { name: "boat", color: [246, 110, 104], hasInstances: true },
] as const;

/** A class by its name. */
export type ClassName = (typeof classes)[number]["name"];

/** A class with one instance id per object. */
export type Thing = Extract<(typeof classes)[number], { hasInstances: true }>["name"];

/** A class with one instance id for all of its pixels. */
export type Stuff = Exclude<ClassName, Thing>;

/** The bank row of a class, which is also its value in the PNG. */
export function rowOf(name: ClassName): number {
  return classes.findIndex((entry) => entry.name === name);
}

/** The text of `data/labels/toy-scenes.json`, one row a line like the other label sets. */
export function labelSetJson(): string {
  const head = {
    name: "toy-scenes",
    labelNc: classes.length - 1,
    dontCareRow: 0,
    hasInstances: true,
    note: "row = PNG value; row 0 is the unlabelled class; poles include masts, wires, railings and fences",
    source: "drawn for cladescope",
    released: { cropSize: 256, aspectRatio: 1, upsampling: "normal" },
  };
  const rows = classes.map(({ name, color, hasInstances }, row) =>
    JSON.stringify({ row, value: row, name, hasInstances, color }),
  );
  const headLines = JSON.stringify(head, null, 2).slice(0, -2); // without the closing "\n}"
  return `${headLines},\n  "rows": [\n    ${rows.join(",\n    ")}\n  ]\n}\n`;
}
