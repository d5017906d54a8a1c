import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { useBackend } from "../../../src/engines/tfjs/backend.ts";
import { TfjsModulations } from "../../../src/engines/tfjs/modulations.ts";
import { layerModulation } from "../../../src/models/layer-parameters.ts";
import { generatorSteps } from "../../../src/models/steps.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";

const NAMES = [
  "tiny/spade",
  "tiny/sean",
  "networks/spade_1x1",
  "networks/spade_instance_edges",
  "tiny/clade_icpe_instance",
];

test.each(NAMES)(
  "TfjsModulations of %s are those of layerModulation(), and leave no tensor",
  async (name) => {
    const golden = goldensWith("net_G.pth").find((one) => one.name === name) as Golden;
    const network = await openGolden(golden);
    const conditions = (await Expected.open(golden)).conditions();
    await useBackend("wasm");
    const before = tf.memory().numTensors;
    const modulations = await TfjsModulations.load(network);
    for (const step of generatorSteps(network.config, conditions)) {
      if (step.kind !== "modulate") continue;
      const { layer, output } = step;
      const ours = await modulations.source(layer, conditions, output);
      const expected = await layerModulation(network, layer, conditions, output);
      expect(ours.index).toEqual(expected.index);
      expect(ours.classes).toEqual(expected.classes);
      expect(ours.patterns).toEqual(expected.patterns);
      for (const kind of ["scale", "shift"] as const) {
        expect(ours[kind]).toMatchObject({ rows: expected[kind].rows, channels: layer.channels });
        expectClose(ours[kind].values, expected[kind].values, 2e-5, `${layer.name} ${kind}`);
      }
    }
    modulations.dispose();
    expect(tf.memory().numTensors).toBe(before);
    if (network.kind === "spade") {
      const [layer] = network.layers;
      await expect(modulations.source(layer, conditions, { height: 2, width: 2 })).rejects.toThrow(
        /disposed of/,
      );
    }
    await network.close();
  },
);
