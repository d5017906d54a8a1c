import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { intervene } from "../../src/analysis/interventions/intervene.ts";
import { swapClasses } from "../../src/analysis/interventions/relabel.ts";
import { lookUps } from "../../src/engines/look-ups.ts";
import { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import { isCrowded } from "../../src/engines/tfjs/spade.ts";
import { layerSizes } from "../../src/models/layer-sizes.ts";
import type { Size } from "../../src/models/ops.ts";
import { conditionsAt } from "../../src/modulation/conditions.ts";
import type { SpadeMethod } from "../../src/modulation/norm-layer.ts";
import { spadePatterns } from "../../src/modulation/spade-patterns.ts";
import { bundleForPage, chromiumPath, inPage } from "../support/browser-page.ts";
import { expectClose } from "../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../support/goldens.ts";
import type { Paint } from "./page.ts";

const ENTRY = fileURLToPath(new URL("./page.ts", import.meta.url));
const LAYER = "up_2.norm_1";

async function painted(name: string, isolated: boolean) {
  const golden = goldensWith("net_G.pth").find((one) => one.name === name) as Golden;
  const expected = await Expected.open(golden);
  const given = expected.conditions();
  const { height, width, labels, edges } = given;
  const conditions = { height, width, rows: [...labels], edges: edges ? [...edges] : null };
  const [, , rows, columns] = expected.shape(`act/${LAYER}.mlp_gamma`);
  const options = JSON.parse(readFileSync(join(golden.folder, "opt.json"), "utf8"));
  const files = new Map([["/net_G.pth", readFileSync(join(golden.folder, "net_G.pth"))]]);
  const result = await inPage({ entry: ENTRY, files, isolated }, (page) =>
    page.evaluate(
      ([labelMap, released, name, size]) =>
        (globalThis as unknown as { paint: Paint }).paint(
          "/net_G.pth",
          released,
          labelMap,
          ["auto", "tables", "convolutions"],
          { name, size },
        ),
      [conditions, options, LAYER, { height: rows, width: columns }] as const,
    ),
  );
  const network = await openGolden(golden);
  const { method } = network.config;
  const sizes = [...layerSizes(network, conditions).values()];
  const isCrowdedAt = (size: Size) =>
    isCrowded(spadePatterns(method as SpadeMethod, conditionsAt(given, size.height, size.width)));
  const crowded = sizes.filter(isCrowdedAt).length;
  // The same in Node, the modulations by plain loops.
  const generator = await TfjsGenerator.load(network);
  const inNode = await intervene(generator, lookUps(network), given, [swapClasses(0, 1)]);
  generator.dispose();
  await network.close();
  return { expected, result, layers: sizes.length, crowded, inNode };
}

test("the library's browser part asks a page's server for nothing of Node", async () => {
  const { files, missing } = await bundleForPage(ENTRY);
  expect(missing).toEqual([]);
  expect(files.get("page.js")?.length).toBeGreaterThan(10_000);
});

describe.skipIf(chromiumPath === undefined)("in Chromium, where there is one, a SPADE", () => {
  test.each([
    ["tiny/spade", "one thread", false],
    ["networks/spade_instance_edges", "one thread", false],
    ["tiny/spade", "threads with one memory", true],
  ])(
    "paints the golden picture of %s from tables and by convolutions on wasm, and classes swapped, %s",
    async (name, _, isolated) => {
      const { expected, result, layers, crowded, inNode } = await painted(name, isolated);
      expect(result.isolated).toBe(isolated);
      for (const [way, image] of Object.entries(result.images)) {
        expectClose(image, expected.values("output"), 1e-4, way);
      }
      // Tables are the default, but at layers where nearly every pixel has a neighbourhood of its own.
      const { auto, tables, convolutions } = result.convolutions;
      expect(auto).toBe(tables + 2 * crowded);
      expect(convolutions).toBe(tables + 2 * layers);
      expect(crowded).toBeLessThan(layers);
      const gamma = expected.values(`act/${LAYER}.mlp_gamma`);
      expectClose(
        result.scale,
        gamma.map((g) => 1 + g),
        1e-4,
        "scale",
      );
      const { image, words, changed, twice, moved } = result.swapped;
      expectClose(image, inNode.after.data, 1e-4, "swapped");
      expect({ words, changed }).toEqual({ words: inNode.words, changed: inNode.changed });
      expect(changed.length).toBeGreaterThan(layers / 2); // the coarsest may see neither class
      expect(twice).toEqual([]);
      expect(moved[0]).toBe(0);
      expect(moved[1]).toBeGreaterThan(0);
      expect(moved[2]).toBeCloseTo(inNode.difference[0].meanAbsolute, 4);
    },
  );
});
