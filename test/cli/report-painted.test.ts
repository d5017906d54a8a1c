import { expect, test } from "vitest";
import { activationRows } from "../../src/analysis/activations.ts";
import { layerActivations } from "../../src/analysis/layer-activations.ts";
import { painted } from "../../src/cli/report/painted.ts";
import { openGenerator } from "../../src/engines/open-generator.ts";
import { openModulations } from "../../src/engines/open-modulations.ts";
import type { SynthesizeOptions } from "../../src/engines/synthesis.ts";
import { type Conditions, conditionsOf } from "../../src/modulation/conditions.ts";
import { expectClose } from "../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../support/goldens.ts";

test("a report runs the network once for each label map, and has pictures, rows and the followed layer of that", async () => {
  const golden = goldensWith("net_G.pth").find(({ name }) => name === "tiny/spade") as Golden;
  const network = await openGolden(golden);
  const first = (await Expected.open(golden)).conditions();
  const { height, width, labels } = first;
  const rows = labels.slice().reverse();
  const pictures = [first, conditionsOf({ labels: { height, width, rows } })];
  const generator = await openGenerator(network);
  let runs = 0;
  const counting = {
    network,
    synthesize: (conditions: Conditions, options?: SynthesizeOptions) => {
      runs++;
      return generator.synthesize(conditions, options);
    },
  };
  const seen: number[] = [];
  const layers = ["up_0.norm_0", "up_2.norm_0"];
  const ours = await painted(counting, pictures, { layers, followed: "up_1.norm_0" }, (i) =>
    seen.push(i),
  );
  const modulations = await openModulations(network);
  const layer = await layerActivations(ours.followed, first, "up_1.norm_0", modulations.source);
  expect(runs).toBe(2);
  expect(seen).toEqual([0, 1]);

  expect(ours.rows).toEqual(await activationRows(generator, pictures, layers));
  const expected = await layerActivations(generator, first, "up_1.norm_0");
  expect(layer.input).toEqual(expected.input);
  expect(layer.output).toEqual(expected.output);
  expectClose(layer.modulation.scale.values, expected.modulation.scale.values, 1e-5, "scale");
  for (const [i, conditions] of pictures.entries()) {
    expect(ours.images[i]).toEqual((await generator.synthesize(conditions)).image);
  }
  await expect(layerActivations(ours.followed, first, "up_0.norm_0")).rejects.toThrow(
    /activations of the layer were not kept/,
  );
  await modulations.dispose();
  await generator.dispose();
  await network.close();
});
