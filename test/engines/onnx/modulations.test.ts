import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OnnxModulations } from "../../../src/engines/onnx/modulations.ts";
import { openModulations } from "../../../src/engines/open-modulations.ts";
import { TfjsModulations } from "../../../src/engines/tfjs/modulations.ts";
import { layerModulation } from "../../../src/models/layer-parameters.ts";
import { asGenerator, type GeneratorNetwork } from "../../../src/models/network.ts";
import { generatorSteps } from "../../../src/models/steps.ts";
import { type Conditions, conditionsOf } from "../../../src/modulation/conditions.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";
import { onnxInstalled } from "../../support/onnx.ts";

const GOLDENS = goldensWith("net_G.pth").filter(({ name }) => !name.includes("sean"));

async function opened(golden: Golden): Promise<[GeneratorNetwork, Conditions]> {
  return [await openGolden(golden), (await Expected.open(golden)).conditions()];
}

describe.skipIf(!onnxInstalled)("OnnxModulations", () => {
  test.each(GOLDENS)("of $name are those of tfjs and of layerModulation()", async (golden) => {
    const [network, conditions] = await opened(golden);
    const [ours, tfjs] = [await OnnxModulations.load(network), await TfjsModulations.load(network)];
    const steps = generatorSteps(network.config, conditions);
    for (const step of steps.filter((one) => one.kind === "modulate")) {
      const { layer, output } = step;
      const got = await ours.source(layer, conditions, output);
      for (const other of [
        await tfjs.source(layer, conditions, output),
        await layerModulation(network, layer, conditions, output),
      ]) {
        const { scale, shift, ...labelMap } = other;
        expect(got).toMatchObject(labelMap);
        for (const [kind, bank] of Object.entries({ scale, shift })) {
          const { values, ...shape } = got[kind as "scale" | "shift"];
          expect(shape).toEqual({ rows: bank.rows, channels: layer.channels });
          expectClose(values, bank.values, 1e-5, `${layer.name} ${kind}`);
        }
      }
    }
    tfjs.dispose();
    await ours.dispose();
    await network.close();
  });
});
