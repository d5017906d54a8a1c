import { expect, test } from "vitest";
import { neighbourhoodRows } from "../../../src/analysis/spatial/neighbourhoods.ts";
import { resizeNearest } from "../../../src/labels/nearest.ts";
import { conditionsOf } from "../../../src/modulation/conditions.ts";
import { SMALL_SCENE } from "../../figures/scenes.ts";

/** Windows of side × side around every pixel, written out; "x" is outside. */
function windows(
  labels: ArrayLike<unknown>,
  { height, width }: { height: number; width: number },
  side: 3 | 5,
): number {
  const reach = (side - 1) / 2;
  const found = new Set<string>();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const seen: unknown[] = [];
      for (let i = y - reach; i <= y + reach; i++) {
        for (let j = x - reach; j <= x + reach; j++) {
          const inside = i >= 0 && j >= 0 && i < height && j < width;
          seen.push(inside ? labels[i * width + j] : "x");
        }
      }
      found.add(seen.join());
    }
  }
  return found.size;
}

test("rows count the different windows of each label map at each resolution", () => {
  const flat = { ...SMALL_SCENE, rows: SMALL_SCENE.rows.map(() => 4) };
  const sizes = [{ height: 6, width: 12 }, { height: 12, width: 24 }, 1];
  const rows = neighbourhoodRows(
    { scene: conditionsOf({ labels: SMALL_SCENE }), flat: conditionsOf({ labels: flat }) },
    sizes,
  );
  const expected = [
    ["scene", SMALL_SCENE],
    ["flat", flat],
  ] as const;
  expect(rows).toEqual(
    expected.flatMap(([map, labels]) =>
      sizes.map((size) => {
        const at = typeof size === "number" ? { height: size, width: size } : size;
        const here = resizeNearest(labels.rows, labels, at, "torch");
        return {
          map,
          ...at,
          pixels: at.height * at.width,
          three: windows(here, at, 3),
          five: windows(here, at, 5),
        };
      }),
    ),
  );
  // One class: corners, sides and the inside, and for 5×5 what is one pixel from the border.
  expect(rows[4]).toMatchObject({ map: "flat", three: 9, five: 25 });
});

test("edges tell neighbourhoods apart that have the same classes", () => {
  const edges = SMALL_SCENE.rows.map((_, p) => Number(p % 7 === 0));
  const size = { height: SMALL_SCENE.height, width: SMALL_SCENE.width };
  const labels = SMALL_SCENE;
  const [row] = neighbourhoodRows(
    { scene: conditionsOf({ labels, edges: Uint8Array.from(edges) }) },
    [size],
  );
  const symbols = labels.rows.map((label, p) => 2 * label + edges[p]);
  expect(row).toMatchObject({ three: windows(symbols, size, 3), five: windows(symbols, size, 5) });
});

test("no label map, no rows; several in one are refused", () => {
  expect(neighbourhoodRows({})).toEqual([]);
  const both = conditionsOf({ labels: SMALL_SCENE }, { labels: SMALL_SCENE });
  expect(() => neighbourhoodRows({ both })).toThrow(
    /one label map after the other[\s\S]*2 pictures/,
  );
});
