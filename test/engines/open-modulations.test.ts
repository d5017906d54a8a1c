import { expect, test } from "vitest";
import { type EngineName, openGenerator } from "../../src/engines/open-generator.ts";
import { openModulations } from "../../src/engines/open-modulations.ts";
import { layerModulation } from "../../src/models/layer-parameters.ts";
import { expectClose } from "../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../support/goldens.ts";
import { onnxInstalled } from "../support/onnx.ts";

async function opened(name: string) {
  const golden = goldensWith("net_G.pth").find((one) => one.name === name) as Golden;
  const conditions = (await Expected.open(golden)).conditions();
  return { network: await openGolden(golden), conditions };
}

test("modulations are made by the fastest engine that makes those of the network", async () => {
  const { network: spade } = await opened("tiny/spade");
  const { network: sean } = await opened("tiny/sean");
  const { network: clade } = await opened("tiny/clade_icpe_instance");
  const notes: string[] = [];
  const onNote = (text: string) => notes.push(text);
  const all = [
    await openModulations(spade, { onNote }),
    await openModulations(spade, { engine: "tfjs" }),
    await openModulations(spade, { backend: "cpu" }),
    await openModulations(sean, { onNote }),
    await openModulations(clade, { onNote }),
  ];
  const fastest = onnxInstalled ? "onnx" : "tfjs, wasm";
  expect(all.map(({ engine }) => engine)).toEqual([
    ...[fastest, "tfjs, wasm", "tfjs, cpu", fastest, "look-up"],
  ]);
  expect(notes.length).toBe(onnxInstalled ? 0 : 2);
  await expect(openModulations(spade, { engine: "onnx", backend: "cpu" })).rejects.toThrow(
    /a back end is a part of tfjs/,
  );
  if (!onnxInstalled) {
    await expect(openModulations(sean, { engine: "onnx" })).rejects.toThrow(
      /ONNX Runtime is not there/,
    );
  }
  for (const one of all) await one.dispose();
  for (const network of [spade, sean, clade]) await network.close();
});

test.each(["tiny/spade", "tiny/clade_icpe_instance"])(
  "of %s neither pictures nor modulations are made by a choice that cannot be met",
  async (name) => {
    const { network } = await opened(name);
    for (const [where, open] of Object.entries({ openGenerator, openModulations })) {
      await expect(open(network, { engine: "foo" as EngineName })).rejects.toMatchObject({
        message: expect.stringMatching(/^\S+: there is no such engine/),
        where,
        got: "foo",
      });
      await expect(open(network, { engine: "onnx", backend: "cpu" })).rejects.toThrow(
        /a back end is a part of tfjs/,
      );
    }
    await network.close();
  },
);

test("a look-up reads a parameter once, whatever the number of pictures", async () => {
  const { network, conditions } = await opened("tiny/clade_icpe_instance");
  const read: string[] = [];
  const counting = {
    ...network,
    parameter: (key: string) => {
      read.push(key);
      return network.parameter(key);
    },
  };
  const modulations = await openModulations(counting);
  const [layer] = network.layers;
  const size = { height: 16, width: 16 };
  await modulations.source(layer, conditions, size);
  const got = await modulations.source(layer, conditions, size);
  expect(new Set(read).size).toBe(read.length);
  const expected = await layerModulation(network, layer, conditions, size);
  expectClose(got.scale.values, expected.scale.values, 0, "scale");
  expect(got.spatial).toEqual(expected.spatial);
  await modulations.dispose();
  await network.close();
});
