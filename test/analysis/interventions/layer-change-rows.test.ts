import { afterAll, expect, test } from "vitest";
import { intervenedModulations } from "../../../src/analysis/interventions/intervened-modulations.ts";
import { layerChangeRows } from "../../../src/analysis/interventions/layer-change-rows.ts";
import { swapClasses } from "../../../src/analysis/interventions/relabel.ts";
import { keepVariation } from "../../../src/analysis/interventions/variation.ts";
import { lookUps } from "../../../src/engines/look-ups.ts";
import { layerSizes } from "../../../src/models/layer-sizes.ts";
import type { GeneratorNetwork } from "../../../src/models/network.ts";
import type { Size } from "../../../src/models/ops.ts";
import { conditionsAt } from "../../../src/modulation/conditions.ts";
import { denseMaps, type Modulation } from "../../../src/modulation/modulation.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";

const open: GeneratorNetwork[] = [];
afterAll(async () => {
  for (const network of open) await network.close();
});

async function subject(name: string) {
  const golden = goldensWith("net_G.pth").find((one) => one.name === name) as Golden;
  const network = await openGolden(golden);
  open.push(network);
  const conditions = (await Expected.open(golden)).conditions();
  const layer = network.layers[7];
  const size = layerSizes(network, conditions).get(layer.name) as Size;
  const plain = lookUps(network);
  const at = (interventions: Parameters<typeof intervenedModulations>[1]) =>
    intervenedModulations(plain, interventions).source(layer, conditions, size);
  const before = await plain.source(layer, conditions, size);
  const { labels } = conditionsAt(conditions, size.height, size.width);
  return { layer, labels, before, at };
}

/** Mean and deviation over the pixels of a class, from maps of every pixel. */
function bruteForce(modulation: Modulation, labels: Int32Array, kind: "scale" | "shift") {
  const map = denseMaps(modulation)[kind];
  return (k: number, channel: number) => {
    const values = [...labels.keys()]
      .filter((p) => labels[p] === k)
      .map((p) => map[channel * labels.length + p]);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { pixels: values.length, mean, deviation: Math.sqrt(squares / values.length) };
  };
}

test.each(["tiny/spade", "tiny/clade", "tiny/clade_icpe_instance", "tiny/sean"])(
  "means and deviations are those of maps of every pixel: %s",
  async (name) => {
    const { layer, labels, before, at } = await subject(name);
    const [a, b] = [...new Set(labels)];
    const after = await at([swapClasses(a, b)]);
    const rows = layerChangeRows(layer.name, { before, after }, ["first"]);
    expect(rows).toHaveLength(new Set(labels).size * layer.channels * 2);
    const byKind = (modulation: Modulation) => ({
      scale: bruteForce(modulation, labels, "scale"),
      shift: bruteForce(modulation, labels, "shift"),
    });
    const [own, changed] = [byKind(before), byKind(after)];
    for (const row of rows) {
      const [x, y] = [own, changed].map((one) => one[row.kind](row.class, row.channel));
      expect(row.pixels).toBe(x.pixels);
      expect(row.className).toBe(row.class === 0 ? "first" : `class ${row.class}`);
      // Dense maps are float32.
      expectClose(
        [row.before, row.after, row.deviationBefore, row.deviationAfter],
        [x.mean, y.mean, x.deviation, y.deviation],
        1e-5,
      );
    }
    expect(rows.some(({ before, after }) => Math.abs(before - after) > 0.01)).toBe(true);
  },
);

test("what varies within a class is seen in the deviation, where its mean stays", async () => {
  const { layer, before, at } = await subject("tiny/spade");
  const after = await at([keepVariation("between-class")]);
  const rows = layerChangeRows(layer.name, { before, after }, []);
  for (const row of rows) {
    expect(row.after).toBeCloseTo(row.before, 5);
    expect(row.deviationAfter).toBeLessThan(1e-6);
  }
  expect(Math.max(...rows.map(({ deviationBefore }) => deviationBefore))).toBeGreaterThan(0.01);
});
