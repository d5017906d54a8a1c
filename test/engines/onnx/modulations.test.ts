import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OnnxModulations } from "../../../src/engines/onnx/modulations.ts";
import { TfjsModulations } from "../../../src/engines/tfjs/modulations.ts";
import { layerNamed } from "../../../src/models/layer-named.ts";
import { layerModulation } from "../../../src/models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../../src/models/network.ts";
import { generatorSteps } from "../../../src/models/steps.ts";
import type { Conditions } from "../../../src/modulation/conditions.ts";
import { denseMaps, type Modulation } from "../../../src/modulation/modulation.ts";
import { expectClose } from "../../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../../support/goldens.ts";
import { onnxInstalled } from "../../support/onnx.ts";
import {
  type SpadeCase,
  spadeByConvolution,
  spadeCases,
} from "../../support/spade-by-convolution.ts";

const GOLDENS = goldensWith("net_G.pth");

async function opened(name: string): Promise<[GeneratorNetwork, Conditions]> {
  const golden = GOLDENS.find((one) => one.name === name) as Golden;
  return [await openGolden(golden), (await Expected.open(golden)).conditions()];
}

describe.skipIf(!onnxInstalled)("OnnxModulations", () => {
  test.each(GOLDENS.map(({ name }) => name))(
    "of %s are those of tfjs and of layerModulation()",
    async (name) => {
      const [network, conditions] = await opened(name);
      const ours = await OnnxModulations.load(network);
      const tfjs = await TfjsModulations.load(network);
      for (const step of generatorSteps(network.config, conditions)) {
        if (step.kind !== "modulate") continue;
        const { layer, output } = step;
        const got = await ours.source(layer, conditions, output);
        const others = [
          await tfjs.source(layer, conditions, output),
          await layerModulation(network, layer, conditions, output),
        ];
        for (const { scale, shift, ...labelMap } of others) {
          for (const [key, value] of Object.entries(labelMap)) {
            // A hundred times as fast as an assertion of each number.
            const same = isDeepStrictEqual(got[key as keyof Modulation], value);
            expect(same, `${layer.name} ${key}`).toBe(true);
          }
          for (const [kind, bank] of [["scale", scale] as const, ["shift", shift] as const]) {
            const { values, ...shape } = got[kind];
            expect(shape).toEqual({ rows: bank.rows, channels: layer.channels });
            expectClose(values, bank.values, 1e-5, `${layer.name} ${kind}`);
          }
        }
      }
      tfjs.dispose();
      await ours.dispose();
      await network.close();
    },
  );

  test.each([1, 3] as const)(
    "of SPADE with kernel %i are two convolutions over every pixel, whatever the label map and the edges",
    (kernel) =>
      fc.assert(fc.asyncProperty(spadeCases(kernel), expectConvolutions), {
        seed: 7,
        numRuns: 25,
      }),
  );

  test("of layers asked for at the same time, in other sizes and batches, do not mix", async () => {
    const [network, one] = await opened("networks/spade_instance_edges");
    const { height, width, labels, edges } = one;
    const twice = <T extends Int32Array | Uint8Array>(values: T): T => {
      const both = values.slice(0, 0).constructor as new (length: number) => T;
      const out = new both(2 * values.length);
      out.set(values);
      out.set(values.slice().reverse(), values.length);
      return out;
    };
    const batch = { batch: 2, height, width, labels: twice(labels), edges: edges && twice(edges) };
    const ours = await OnnxModulations.load(network, { threads: 1 });
    const asked = network.layers.flatMap((layer) =>
      [one, batch].map((conditions) => ({ layer, conditions, size: { height: 8, width: 16 } })),
    );
    const got = await Promise.all(
      asked.map(({ layer, conditions, size }) => ours.source(layer, conditions, size)),
    );
    for (const [i, { layer, conditions, size }] of asked.entries()) {
      const expected = await layerModulation(network, layer, conditions, size);
      expect(got[i].index).toEqual(expected.index);
      expectClose(got[i].scale.values, expected.scale.values, 1e-5, `${layer.name} scale`);
    }
    await ours.dispose();
    await network.close();
  });

  test("a layer that cannot be read says so, and the next is read all the same", async () => {
    const [network, conditions] = await opened("tiny/spade");
    const [broken, whole] = network.layers;
    const torn = {
      ...network,
      parameter: async (key: string) => {
        if (key.startsWith(broken.name)) throw new Error("the disk is gone");
        return network.parameter(key);
      },
    };
    const ours = await OnnxModulations.load(torn);
    const size = { height: 16, width: 16 };
    await expect(ours.source(broken, conditions, size)).rejects.toThrow("the disk is gone");
    const got = await ours.source(whole, conditions, size);
    expect(got.scale.channels).toBe(whole.channels);
    await ours.dispose();
    await network.close();
  });

  test("are of no use after dispose(), which may be called twice and waits for what runs", async () => {
    const [network, conditions] = await opened("tiny/spade");
    const ours = await OnnxModulations.load(network);
    const [layer] = network.layers;
    const size = { height: 16, width: 16 };
    const others = await OnnxModulations.load(network);
    const expected = await others.source(layer, conditions, size);
    await others.dispose();
    const running = ours.source(layer, conditions, size);
    await ours.dispose();
    expect((await running).scale).toEqual(expected.scale);
    await ours.dispose();
    await expect(ours.source(layer, conditions, size)).rejects.toThrow(/disposed of/);
    await network.close();
  });

  test("of SEAN's pictures in styles of their own are those of layerModulation(), on tfjs as well", async () => {
    const [network, given] = await opened("tiny/sean");
    const codes = given.styles as Float32Array;
    const twice = (values: ArrayLike<number>) => [...Array.from(values), ...Array.from(values)];
    const conditions = {
      ...given,
      batch: 2,
      labels: Int32Array.from(twice(given.labels)),
      styles: Float32Array.from(twice(codes), (value, i) => (i < codes.length ? value : -value)),
    };
    const engines = [await OnnxModulations.load(network), await TfjsModulations.load(network)];
    for (const name of ["head_0.ace_0", "up_2.ace_s", "up_3.ace_1"]) {
      const layer = layerNamed(network, name);
      const size = { height: 32, width: 32 };
      const expected = await layerModulation(network, layer, conditions, size);
      for (const { source } of engines) {
        const { scale, shift, ...labelMap } = await source(layer, conditions, size);
        expect(labelMap).toEqual({
          index: expected.index,
          classes: expected.classes,
          patterns: expected.patterns,
        });
        expectClose(scale.values, expected.scale.values, 1e-5, `${name} scale`);
        expectClose(shift.values, expected.shift.values, 1e-5, `${name} shift`);
      }
    }
    for (const one of engines) await one.dispose();
    await network.close();
  });
});

async function expectConvolutions(given: SpadeCase): Promise<void> {
  const { parameters, method, conditions, channels } = given;
  const layer = { name: "one", channels, method, paramFreeNorm: "batch" } as const;
  const parts = { "mlp_shared.0": parameters.shared, mlp_gamma: parameters.gamma };
  const [network] = await opened("tiny/spade");
  const ours = await OnnxModulations.load({
    ...network,
    config: { ...network.config, method },
    parameter: async (key) => {
      const [, part, what] = /^one\.(.*)\.(weight|bias)$/.exec(key) as RegExpExecArray;
      const { [part]: conv = parameters.beta } = parts as Record<string, typeof parameters.beta>;
      return conv[what as "weight" | "bias"];
    },
  });
  const modulation = await ours.source(layer, conditions, conditions);
  const { scale, shift } = spadeByConvolution(parameters, method, conditions, channels);
  const maps = denseMaps(modulation);
  expectClose(maps.scale, scale, 1e-4, "scale");
  expectClose(maps.shift, shift, 1e-4, "shift");
  await ours.dispose();
  await network.close();
}
