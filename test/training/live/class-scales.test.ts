import { afterAll, expect, test } from "vitest";
import { layerModulation } from "../../../src/models/layer-parameters.ts";
import { denseMaps } from "../../../src/modulation/modulation.ts";
import { classScales } from "../../../src/training/live/class-scales.ts";
import { inStyleOfData } from "../../../src/training/previews.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import { trainingConfig } from "../../../src/training/training-config.ts";
import { expectClose } from "../../support/close.ts";
import { METHODS, SIDE, smallData, smallGenerator } from "../small-data.ts";
import { trainingBackend as backend } from "../training-backend.ts";

const trainers: Trainer[] = [];
afterAll(() => {
  for (const trainer of trainers) trainer.dispose();
});

test.each(Object.entries(METHODS))(
  "the scale of a class in %s is the mean over its pixels",
  async (_, method) => {
    const size = { height: SIDE, width: SIDE };
    const config = trainingConfig(smallGenerator(method), size, { batchSize: 2, ndf: 2 });
    const data = smallData();
    const trainer = await Trainer.start(config, data, { backend });
    trainers.push(trainer);
    const network = await trainer.generator();
    const { conditions: plain } = await data.batch(0, 2);
    const conditions = await inStyleOfData(network, plain, data, backend);
    const followed = method.kind === "sean" ? "up_3.ace_0" : "up_3.norm_0";
    const options = { layer: followed, channels: 1 };
    const { channels, classes, scales } = await classScales(
      network,
      conditions,
      data.labelSet,
      options,
    );
    expect({ channels, classes }).toEqual({
      channels: [0],
      classes: ["class 0", "class 1", "class 2", "class 3"],
    });

    const layer = network.layers.find(({ name }) => name === followed);
    if (layer === undefined) return expect.unreachable();
    const { scale } = denseMaps(await layerModulation(network, layer, conditions, size));
    const pixels = SIDE * SIDE;
    const expected = [0, 1, 2, 3].map((k) => {
      let [sum, count] = [0, 0];
      for (let p = 0; p < 2 * pixels; p++) {
        if (conditions.labels[p] !== k) continue;
        sum += scale[Math.floor(p / pixels) * layer.channels * pixels + (p % pixels)];
        count++;
      }
      return sum / count;
    });
    expectClose(scales, expected, 1e-5);
  },
);
