/** Layers that are given a modulation in the place of their own, on every engine. */

import * as tf from "@tensorflow/tfjs-core";
import { afterAll, describe, expect, test } from "vitest";
import { interiorBanks } from "../../src/analysis/replacement/class-banks.ts";
import { seanToClade } from "../../src/analysis/replacement/sean-to-clade.ts";
import { openStatistics } from "../../src/analysis/spatial/statistics.ts";
import { lookUps } from "../../src/engines/look-ups.ts";
import { OnnxGenerator } from "../../src/engines/onnx/generator.ts";
import type { PaintingEngine } from "../../src/engines/synthesis.ts";
import { useBackend } from "../../src/engines/tfjs/backend.ts";
import { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import { CheckpointError } from "../../src/errors.ts";
import { layerSizes } from "../../src/models/layer-sizes.ts";
import { asGenerator, type GeneratorNetwork, networkOf } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import type { Size } from "../../src/models/ops.ts";
import { type Conditions, conditionsOf } from "../../src/modulation/conditions.ts";
import type { Modulation } from "../../src/modulation/modulation.ts";
import { toyScene } from "../../src/training/toy-scenes/toy-scene.ts";
import { expectClose } from "../support/close.ts";
import { Expected, type Golden, goldensWith, openGolden } from "../support/goldens.ts";
import { onnxInstalled } from "../support/onnx.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

const NAMES = [
  "tiny/spade",
  "tiny/clade",
  "tiny/clade_icpe_instance",
  "tiny/sean",
  "networks/clade_icpe_instance_norm",
  "networks/clade_vae",
  "networks/spade_1x1",
  "networks/spade_instance_edges",
  "networks/spade_instance_norm",
];

/** SEAN whose label part is a bank, the golden's with its nets replaced. */
const SEAN_CLADE = "tiny/sean with CLADE banks";

/** In the light of another scene; tfjs alone runs it. */
const MSCA = "toy-msca";

const engines = [
  {
    name: "tfjs",
    names: [...NAMES, SEAN_CLADE, MSCA],
    load: (network: GeneratorNetwork) => TfjsGenerator.load(network),
  },
  ...(onnxInstalled
    ? [
        {
          name: "onnx",
          names: [...NAMES, SEAN_CLADE],
          load: (network: GeneratorNetwork) => OnnxGenerator.load(network),
        },
      ]
    : []),
];

const open: GeneratorNetwork[] = [];
afterAll(async () => {
  for (const network of open) await network.close();
});

async function subject(name: string) {
  if (name === MSCA) return mscaScene();
  if (name !== SEAN_CLADE) return golden(name);
  const { network: sean, conditions } = await golden("tiny/sean");
  const network = asGenerator(networkOf(await seanToClade(sean)));
  open.push(network);
  return { network, conditions };
}

async function mscaScene() {
  const network = asGenerator(await openNetwork("data/checkpoints/toy-msca.safetensors"));
  open.push(network);
  const [scene, other] = [1, 3].map((seed) => toyScene({ seed, variety: 1 }));
  const conditions: Conditions = {
    ...conditionsOf({ labels: { ...scene, rows: scene.labels } }),
    exemplar: other,
  };
  return { network, conditions };
}

async function golden(name: string) {
  const found = goldensWith("net_G.pth").find((one) => one.name === name) as Golden;
  const network = await openGolden(found);
  open.push(network);
  const conditions = (await Expected.open(found)).conditions();
  return { network, conditions };
}

/** The modulation of every layer, as the library computes it apart from all engines. */
async function ownModulations(
  network: GeneratorNetwork,
  conditions: Conditions,
): Promise<Map<string, Modulation>> {
  const sizes = layerSizes(network, conditions);
  const { source } = lookUps(network);
  const out = new Map<string, Modulation>();
  for (const layer of network.layers) {
    out.set(layer.name, await source(layer, conditions, sizes.get(layer.name) as Size));
  }
  return out;
}

/** The same values with a row for each pixel, in an order of its own. */
function scattered(modulation: Modulation): Modulation {
  const { scale, shift, index, classes, patterns: _, ...rest } = modulation;
  const pixels = index.rows.length;
  const place = (p: number) => (p * 7 + 3) % pixels; // 7 divides no number of pixels here
  const move = ({ channels, values }: Modulation["scale"]) => {
    const out = new Float32Array(pixels * channels);
    for (const [p, row] of index.rows.entries()) {
      out.set(values.subarray(row * channels, (row + 1) * channels), place(p) * channels);
    }
    return { rows: pixels, channels, values: out };
  };
  const order = new Int32Array(pixels);
  for (const [p, row] of index.rows.entries()) order[place(p)] = classes[row];
  return {
    ...rest,
    scale: move(scale),
    shift: move(shift),
    index: {
      ...index,
      rows: index.rows.map((_, p) => place(p)),
      counts: new Int32Array(pixels).fill(1),
    },
    classes: order,
  };
}

function twice(one: Conditions): Conditions {
  const both = <T extends Float32Array | Int32Array | Uint8Array>(values: T | undefined) => {
    if (values === undefined) return undefined;
    const out = new (values.constructor as new (n: number) => T)(2 * values.length);
    out.set(values as never);
    out.set(values.slice().reverse() as never, values.length);
    return out;
  };
  const { labels, edges, positions, z, styles } = one;
  return {
    ...one,
    batch: 2,
    labels: both(labels) as Int32Array,
    edges: both(edges),
    positions: both(positions),
    z: both(z),
    styles: both(styles),
  };
}

describe.each(engines)("a layer on $name that is given a modulation", ({ load, names }) => {
  const withEngine = async (
    network: GeneratorNetwork,
    use: (generator: PaintingEngine) => Promise<void>,
  ) => {
    const generator = await load(network);
    try {
      await use(generator);
    } finally {
      await generator.dispose();
    }
  };

  test.each(names)(
    "paints as with its own, if it is that, however its rows are written down: %s",
    async (name) => {
      const { network, conditions } = await subject(name);
      await withEngine(network, async (generator) => {
        const expected = await generator.synthesize(conditions);
        const all = await ownModulations(network, conditions);
        expect(all.size).toBe(network.layers.length);
        const some = new Map([...all].filter((_, i) => i % 3 === 1));
        const apart = new Map([...all].map(([layer, one]) => [layer, scattered(one)]));
        for (const modulations of [all, some, apart]) {
          const got = await generator.synthesize(conditions, { modulations });
          expectClose(got.image.data, expected.image.data, 1e-5, name);
        }
      });
    },
  );

  test("does so for two pictures at once", async () => {
    for (const name of ["tiny/spade", "tiny/clade_icpe_instance"]) {
      const { network, conditions } = await golden(name);
      const both = twice(conditions);
      await withEngine(network, async (generator) => {
        const expected = await generator.synthesize(both);
        const modulations = await ownModulations(network, both);
        const got = await generator.synthesize(both, { modulations });
        expectClose(got.image.data, expected.image.data, 1e-5, name);
      });
    }
  });

  test("stands beside layers that are given banks", async () => {
    const { network, conditions } = await golden("tiny/spade");
    const banks = new Map([...interiorBanks(await openStatistics(network))].slice(0, 4));
    const all = await ownModulations(network, conditions);
    const modulations = new Map([...all].slice(4));
    await withEngine(network, async (generator) => {
      const expected = await generator.synthesize(conditions, { banks });
      const got = await generator.synthesize(conditions, { banks, modulations });
      expectClose(got.image.data, expected.image.data, 1e-5);
      const [[layer, bank]] = banks;
      await expect(
        generator.synthesize(conditions, {
          banks: new Map([[layer, bank]]),
          modulations: new Map([[layer, all.get(layer) as Modulation]]),
        }),
      ).rejects.toThrow(`${layer}: a layer is given a bank and a modulation`);
    });
  });

  test("refuses what does not fit it, in words", async () => {
    const { network, conditions } = await golden("tiny/clade_icpe_instance");
    const all = await ownModulations(network, conditions);
    const [[name, own]] = all;
    const { scale, index, appended } = own;
    await withEngine(network, async (generator) => {
      const refused = async (change: Partial<Modulation>, message: string, layer = name) =>
        expect(
          generator.synthesize(conditions, {
            modulations: new Map([[layer, { ...own, ...change }]]),
          }),
        ).rejects.toThrow(message);
      await refused({}, "there is no normalisation layer", "up_9.norm_0");
      await refused({ scale: { ...scale, channels: 3 } }, "scale and shift do not fit the layer");
      await refused({ index: { ...index, height: 1 } }, "the index is not of the layer's size");
      await refused(
        { spatial: { scale: new Float32Array(2), shift: new Float32Array(2) } },
        "the spatial factors are not one for each pixel",
      );
      await refused(
        { index: { ...index, rows: index.rows.map(() => scale.rows) } },
        `rows 0 to ${scale.rows - 1}`,
      );
      const { appended: _, ...without } = own;
      await expect(
        generator.synthesize(conditions, { modulations: new Map([[name, without]]) }),
      ).rejects.toThrow("the channel that the layer appends is missing");
      expect(appended).toBeDefined();
    });
  });
});

test("no tensor stays on the back end, not even where the file breaks off between two layers", async () => {
  const { network, conditions } = await golden("tiny/clade_icpe_instance");
  let left = Number.POSITIVE_INFINITY;
  const breaking = {
    ...network,
    parameter: async (key: string) => {
      if (left-- <= 0) {
        throw new CheckpointError({ what: "the file ends", where: key, hint: "copy it again" });
      }
      return network.parameter(key);
    },
  };
  await useBackend("wasm");
  const empty = tf.memory().numTensors;
  const generator = await TfjsGenerator.load(breaking);
  const modulations = await ownModulations(network, conditions);
  const loaded = tf.memory().numTensors;
  await generator.synthesize(conditions, { modulations });
  expect(tf.memory().numTensors).toBe(loaded);
  for (const reads of [0, 1, 5, 10]) {
    left = reads;
    await expect(generator.synthesize(conditions, { modulations })).rejects.toThrow(
      "the file ends",
    );
    expect(tf.memory().numTensors).toBe(loaded);
  }
  generator.dispose();
  expect(tf.memory().numTensors).toBe(empty);
});

test.skipIf(!onnxInstalled)(
  "one graph on onnx does for all modulations of the same layers",
  async () => {
    const { network, conditions } = await golden("tiny/spade");
    const states: string[] = [];
    const generator = await OnnxGenerator.load(network, {
      cache: "off",
      onGraph: (state) => states.push(state),
    });
    const all = await ownModulations(network, conditions);
    const random = seededNumbers(4);
    for (let i = 0; i < 4; i++) {
      const factor = random(1)[0];
      const changed = new Map(
        [...all].map(([name, one]) => [
          name,
          {
            ...(i % 2 === 0 ? one : scattered(one)),
            ...(i === 2 && {
              shift: { ...one.shift, values: one.shift.values.map((v) => v * factor) },
            }),
          },
        ]),
      );
      await generator.synthesize(conditions, { modulations: changed });
    }
    expect(states.filter((state) => state === "build")).toHaveLength(1);
    await generator.dispose();
  },
);
