import { expect, test } from "vitest";
import { OnnxGenerator } from "../../../src/engines/onnx/generator.ts";
import { openGenerator } from "../../../src/engines/open-generator.ts";
import { TfjsGenerator } from "../../../src/engines/tfjs/generator.ts";
import type { GeneratorConfig } from "../../../src/models/generator-config.ts";
import { layerNamed } from "../../../src/models/layer-named.ts";
import { layerModulation } from "../../../src/models/layer-parameters.ts";
import { type GeneratorNetwork, withStyles } from "../../../src/models/network.ts";
import type { Conditions } from "../../../src/modulation/conditions.ts";
import type { SeanMethod } from "../../../src/modulation/norm-layer.ts";
import { styleCodesOf } from "../../../src/modulation/style-codes.ts";
import { expectClose } from "../../support/close.ts";
import { onnxInstalled } from "../../support/onnx.ts";
import { randomNetwork } from "../../support/random-network.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { PLAIN } from "../../support/state-dicts.ts";

const LENGTH = 6;

function sean(classes: number): GeneratorNetwork {
  const method: SeanMethod = {
    ...{ kind: "sean", labels: "spade", classes, styleLength: LENGTH, hidden: 5, kernel: 3 },
    instanceEdges: false,
  };
  const config: GeneratorConfig = { ...PLAIN, method, ngf: 2, spectralNorm: false };
  return randomNetwork(config, 11);
}

/** Regions of noisy borders at 64 × 64, and codes of each picture. */
function conditionsOf(classes: number, codes: readonly number[]): Conditions {
  const draw = seededNumbers(4)(64 * 64);
  const labels = draw.map((x, p) => {
    const [y, column] = [Math.floor(p / 64), p % 64];
    return Math.floor((y + 3 * x) / 16 + Math.floor((column + 2 * x) / 20)) + 1;
  });
  const one = Int32Array.from(labels, (k) => Math.min(Math.max(k, 0), classes - 1));
  const batch = codes.length;
  const styles = codes.map((seed) => seededNumbers(seed)(classes * LENGTH));
  return {
    ...{ batch, height: 64, width: 64 },
    labels: Int32Array.from(codes.flatMap(() => [...one])),
    styles: Float32Array.from(styles.flatMap((all) => [...all])),
  };
}

test.skipIf(!onnxInstalled)(
  "SEAN's ways on ONNX Runtime give one picture, of few regions and of many",
  async () => {
    for (const classes of [5, 70]) {
      const network = sean(classes);
      const conditions = conditionsOf(classes, [1, 2, 1]);
      const tfjs = await TfjsGenerator.load(network, { spade: "convolutions" });
      const expected = await tfjs.synthesize(conditions);
      tfjs.dispose();
      for (const spade of ["auto", "tables", "convolutions"] as const) {
        const generator = await OnnxGenerator.load(network, { spade });
        const { image } = await generator.synthesize(conditions);
        await generator.dispose();
        expectClose(image.data, expected.image.data, 1e-4, `${classes} regions, ${spade}`);
      }
    }
  },
);

test.each(onnxInstalled ? (["onnx", "tfjs"] as const) : (["tfjs"] as const))(
  "a generator on %s paints in one style after the other, and again in the first",
  async (engine) => {
    const network = sean(5);
    const generator = await openGenerator(network, { engine });
    const paint = async (...codes: number[]) =>
      (await generator.synthesize(conditionsOf(5, codes))).image.data;
    const [first, second, both, again] = [
      await paint(1),
      await paint(2),
      await paint(1, 2),
      await paint(1),
    ];
    await generator.dispose();
    expect(again).toEqual(first);
    expect(second).not.toEqual(first);
    expectClose(both.subarray(0, first.length), first, 1e-5, "first of two");
    expectClose(both.subarray(first.length), second, 1e-5, "second of two");
  },
);

test.skipIf(!onnxInstalled)(
  "noise of a seed is that of tfjs, and none without a seed; styles of the network are those of its pictures",
  async () => {
    const network = sean(5);
    const { styles, ...plain } = conditionsOf(5, [1]);
    const given = withStyles(network, styleCodesOf(styles as Float32Array, 5, LENGTH, "test"));
    const images: Float32Array[] = [];
    for (const engine of ["onnx", "tfjs"] as const) {
      const generator = await openGenerator(given, { engine });
      for (const noiseSeed of [undefined, 7, 8]) {
        const { image } = await generator.synthesize({ ...plain, noiseSeed });
        images.push(image.data);
      }
      await generator.dispose();
    }
    const [none, seven, eight, ...tfjs] = images;
    for (const [i, image] of [none, seven, eight].entries()) {
      expectClose(image, tfjs[i], 1e-4, `picture ${i}`);
    }
    expect(seven).not.toEqual(none);
    expect(eight).not.toEqual(seven);
  },
);

test.skipIf(!onnxInstalled)(
  "a layer of SEAN takes rows by class in the place of its own, as on tfjs",
  async () => {
    const network = sean(5);
    const [layer] = network.layers.filter(({ name }) => name === "up_1.ace_0");
    const bank = (seed: number) => ({
      ...{ rows: 5, channels: layer.channels },
      values: seededNumbers(seed)(5 * layer.channels),
    });
    const banks = new Map([[layer.name, { scale: bank(1), shift: bank(2) }]]);
    const images: Float32Array[] = [];
    for (const engine of ["onnx", "tfjs"] as const) {
      const generator = await openGenerator(network, { engine });
      const given = { ...conditionsOf(5, [1, 2]), noiseSeed: 3 };
      images.push((await generator.synthesize(given, { banks })).image.data);
      await generator.dispose();
    }
    expectClose(images[0], images[1], 1e-4, "picture");
  },
);

test.skipIf(!onnxInstalled)(
  "a layer that is given its own modulation keeps its noise, on both engines",
  async () => {
    const network = sean(5);
    const conditions = { ...conditionsOf(5, [1]), noiseSeed: 3 };
    const size = { height: 32, width: 32 };
    const layer = layerNamed(network, "up_2.ace_0");
    const modulation = await layerModulation(network, layer, conditions, size);
    const modulations = new Map([[layer.name, modulation]]);
    for (const engine of ["onnx", "tfjs"] as const) {
      const generator = await openGenerator(network, { engine });
      const own = await generator.synthesize(conditions);
      const given = await generator.synthesize(conditions, { modulations });
      await generator.dispose();
      expectClose(given.image.data, own.image.data, 1e-5, engine);
    }
  },
);

test.skipIf(!onnxInstalled)(
  "codes that do not fit, or are missing, are refused by name",
  async () => {
    const network = sean(5);
    const generator = await OnnxGenerator.load(network);
    const { styles, ...without } = conditionsOf(5, [1]);
    await expect(generator.synthesize(without)).rejects.toThrow(/there are no style codes/);
    await expect(
      generator.synthesize({ ...without, styles: (styles as Float32Array).subarray(1) }),
    ).rejects.toThrow(/the style codes do not fit[\s\S]*\[1, 5, 6\], 30 numbers[\s\S]*29 numbers/);
    await generator.dispose();
  },
);

test.skipIf(!onnxInstalled)(
  "a way to compute modulation that there is not is refused",
  async () => {
    const spade = "table" as "tables";
    await expect(OnnxGenerator.load(sean(5), { spade })).rejects.toThrow(
      /spade: there is no such choice[\s\S]*tables[\s\S]*table/,
    );
  },
);
