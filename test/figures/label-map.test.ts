import fc from "fast-check";
import { expect, test } from "vitest";
import { figureFrom } from "../../src/figures/figure-from.ts";
import { labelMapFigure, labelsInput } from "../../src/figures/label-map.ts";
import { labelRaster, presentClasses } from "../../src/figures/views/label-raster.ts";
import { expectGolden, TEST_PROVENANCE } from "./golden.ts";
import { SMALL_SCENE, SMALL_SET } from "./scenes.ts";

const provenance = TEST_PROVENANCE;
const small = { provenance, labelSet: SMALL_SET, name: "small" };

test("a label map in its colours, its classes as bars", () => {
  expectGolden(labelMapFigure(SMALL_SCENE, small), "label-map");
});

test("edges between instances are black", () => {
  const instances = { ...SMALL_SCENE, ids: SMALL_SCENE.rows };
  const figure = labelMapFigure(SMALL_SCENE, { ...small, instances });
  expect(figure.text).toContain("of pixels on instance edges");
  expectGolden(figure, "label-map-edges");
});

test("of many classes the largest are bars, the others words", () => {
  const rows = Int32Array.from({ length: 24 * 24 }, (_, p) => Math.floor(Math.sqrt(p * 4)));
  const figure = labelMapFigure({ height: 24, width: 24, rows }, { provenance });
  expect(figure.title).toBe("Label map: 24 × 24 pixels, 47 classes");
  expect(figure.svg()).toContain("33 smaller classes");
  expectGolden(figure, "label-map-many");
});

test("one pixel of a row that no label set has is shown as such", () => {
  const figure = labelMapFigure(
    { height: 1, width: 1, rows: Int32Array.of(9) },
    { provenance, labelSet: SMALL_SET },
  );
  expect(figure.rows()).toEqual([
    { class: 9, className: "row 9, not in the label set", pixels: 1, share: 1, color: "#969696" },
  ]);
});

test("rows are the classes present with their pixels, largest first", () => {
  const rows = labelMapFigure(SMALL_SCENE, small).rows();
  expect(rows.map(({ className }) => className)).toEqual([
    "sky",
    "road",
    "tree",
    "car",
    "person",
    "water",
  ]);
  expect(rows.reduce((sum, { pixels }) => sum + Number(pixels), 0)).toBe(12 * 24);
});

test("every pixel has the colour and the name of its class, whatever the number of classes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 500 }),
      fc.boolean(),
      (values, withEdges) => {
        const rows = Int32Array.from(values);
        const labels = labelsInput({ height: 1, width: rows.length, rows });
        const edges = withEdges ? new Uint8Array(rows.length).fill(1, 0, 1) : undefined;
        const { raster, names } = labelRaster(labels, edges);
        const kept = new Set(
          presentClasses(labels)
            .slice(0, 254)
            .map((one) => one.class),
        );
        if (!("palette" in raster)) throw new Error("no palette");
        expect(raster.palette.length).toBeLessThanOrEqual(256);
        expect(names).toHaveLength(raster.palette.length);
        for (let p = withEdges ? 1 : 0; p < rows.length; p++) {
          if (!kept.has(rows[p])) continue;
          expect(names[raster.indices[p]]).toBe(`class ${rows[p]}`);
          expect(raster.palette[raster.indices[p]]).toEqual(labels.classColors[rows[p]]);
        }
        if (withEdges) expect(names[raster.indices[0]]).toContain("instance edge");
      },
    ),
    { numRuns: 30 },
  );
});

test("the same figure comes of its JSON", () => {
  const figure = labelMapFigure(SMALL_SCENE, small);
  const again = figureFrom(JSON.parse(JSON.stringify(figure.spec())));
  expect(again.svg()).toBe(figure.svg());
});

test("maps that do not fit are refused", () => {
  const rows = new Int32Array(5);
  expect(() => labelMapFigure({ height: 2, width: 3, rows })).toThrow(/6 bank rows[\s\S]*5/);
  const instances = { height: 2, width: 2, ids: new Int32Array(4) };
  expect(() => labelMapFigure(SMALL_SCENE, { instances })).toThrow(/12x24/);
});
