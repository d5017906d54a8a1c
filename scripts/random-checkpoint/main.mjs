// Writes the bundled checkpoint with random weights: `npm run build && node scripts/random-checkpoint/main.mjs`.
//
// A CLADE-ICPE generator for the toy scenes, ngf 8. Nothing in it is learned; its running statistics are those of its
// own activations over the bundled label maps, so that pictures have colour and contrast.

import { readFileSync } from "node:fs";
import { writeFileAtomically } from "../../dist/src/checkpoint/atomic-file.js";
import { decode, encode } from "../../dist/src/checkpoint/dtype.js";
import { writeSafetensors } from "../../dist/src/checkpoint/safetensors.js";
import { stateDictOf } from "../../dist/src/checkpoint/state-dict.js";
import { TfjsGenerator } from "../../dist/src/engines/tfjs/generator.js";
import { builtInLabelSet } from "../../dist/src/labels/built-in.js";
import { instanceEdges } from "../../dist/src/labels/instance-edges.js";
import { decodeLabelPng } from "../../dist/src/labels/label-png.js";
import { networkOf } from "../../dist/src/models/network.js";
import { releasedConfig } from "../../dist/src/models/released-config.js";
import { generatorSteps } from "../../dist/src/models/steps.js";
import { conditionsOf } from "../../dist/src/modulation/conditions.js";
import { positionalMap } from "../../dist/src/positions/positional-map.js";
import { randomParameters } from "./parameters.mjs";

const SEED = 3;
const data = new URL("../../data/", import.meta.url);
const labelSet = builtInLabelSet("toy-scenes");
const config = releasedConfig(labelSet, "clade-icpe", { ngf: 8 });
const steps = generatorSteps(config, { height: 256, width: 256 });

// Rounded to half precision, as they are stored, before anything is measured with them.
const tensors = randomParameters(steps, SEED);
for (const tensor of tensors.values()) {
  tensor.data = decode("float16", encode("float16", tensor.data, ""));
}
const conditions = readScenes();
for (let pass = 0; pass < 3; pass++) await setRunningStatistics();

const entries = [...tensors].map(([name, tensor]) => {
  const half = !name.includes("param_free_norm");
  return { name, shape: tensor.shape, data: tensor.data, dtype: half ? "float16" : "float32" };
});
const metadata = new Map([
  ["format", "pt"],
  ["label_set", labelSet.name],
  ["weights", `random (seed ${SEED}), nothing is learned`],
  ["license", "Apache-2.0"],
]);
const output = new URL("checkpoints/random-clade-icpe.safetensors", data);
await writeFileAtomically(output.pathname, writeSafetensors(entries, metadata));

function readScenes() {
  const names = ["bridge", "harbour", "road", "street", "village", "wood"];
  return conditionsOf(
    ...names.map((name) => {
      const read = (file) =>
        decodeLabelPng(readFileSync(new URL(`label-maps/${file}`, data)), file);
      const labels = read(`${name}.png`);
      const { height, width } = labels;
      return {
        labels: { height, width, rows: labels.values },
        edges: instanceEdges(read(`${name}.instances.png`).values, height, width),
        positions: positionalMap(labels),
      };
    }),
  );
}

/**
 * Mean and variance of what each layer normalises, over all scenes. The first pass has no statistics yet: it runs
 * with instance norm; later ones start from those of the pass before.
 */
async function setRunningStatistics() {
  const network = networkOf(stateDictOf(tensors, "random"), { labelSet });
  const generator = await TfjsGenerator.load(network);
  const { taps } = await generator.synthesize(conditions, { taps: () => true });
  generator.dispose();
  const blocks = ["fc", "head_0", "G_middle_0", "G_middle_1", "up_0", "up_1", "up_2", "up_3"];
  for (const { name } of network.layers) {
    const [block, part] = name.split(".");
    // A block's input is the output of the one before; upsampling changes neither mean nor variance.
    const input = part === "norm_1" ? `${block}.conv_0` : blocks[blocks.indexOf(block) - 1];
    const { mean, variance } = channelStatistics(taps.get(input));
    const prefix = `${name}.param_free_norm`;
    tensors.set(`${prefix}.running_mean`, { dtype: "float32", shape: [mean.length], data: mean });
    tensors.set(`${prefix}.running_var`, {
      dtype: "float32",
      shape: [mean.length],
      data: variance,
    });
  }
}

function channelStatistics({ shape: [batch, channels, height, width], data: values }) {
  const pixels = height * width;
  const mean = new Float32Array(channels);
  const variance = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    let squares = 0;
    for (let n = 0; n < batch; n++) {
      const plane = values.subarray((n * channels + c) * pixels, (n * channels + c + 1) * pixels);
      for (const x of plane) {
        sum += x;
        squares += x * x;
      }
    }
    const count = batch * pixels;
    mean[c] = sum / count;
    variance[c] = squares / count - mean[c] ** 2;
  }
  return { mean, variance };
}
