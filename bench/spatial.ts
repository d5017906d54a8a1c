/**
 * Statistics of a SPADE's modulation from the rows of its banks, against the dense way: γ and β of every pixel by SPADE's
 * convolutions, then sums over pixels. Same back end, weights and label maps.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { channelRows } from "../src/analysis/spatial/rows.ts";
import { addConditions, layerSizes, openStatistics } from "../src/analysis/spatial/statistics.ts";
import { stateDictOf } from "../src/checkpoint/state-dict.ts";
import type { Tensor } from "../src/checkpoint/tensor.ts";
import { TfjsModulations } from "../src/engines/tfjs/modulations.ts";
import { oneHot } from "../src/engines/tfjs/one-hot.ts";
import { spadeTables } from "../src/engines/tfjs/spade.ts";
import { instanceEdges } from "../src/labels/instance-edges.ts";
import { resizeNearest } from "../src/labels/nearest.ts";
import type { GeneratorConfig } from "../src/models/generator-config.ts";
import { seededNormal } from "../src/models/latent.ts";
import { spadeParameters } from "../src/models/layer-parameters.ts";
import { asGenerator, networkOf } from "../src/models/network.ts";
import { generatorSteps } from "../src/models/steps.ts";
import { type Conditions, conditionsAt, conditionsOf } from "../src/modulation/conditions.ts";
import { type NamedMap, type Row, timed } from "./row.ts";

const SIZE = { height: 256, width: 256 };
const METHOD = {
  kind: "spade",
  classes: 183,
  instanceEdges: true,
  hidden: 128,
  kernel: 3,
} as const;

/** A SPADE of COCO-Stuff's size, ngf 64 with edges, on all maps resized to 256 × 256; the dense way on the first. */
export async function benchSpatial(maps: readonly NamedMap[]): Promise<Row[]> {
  const network = asGenerator(
    networkOf(stateDictOf(randomTensors(), "random"), { instances: true }),
  );
  const pictures = maps.map(conditionsOfMap);
  const modulations = await TfjsModulations.load(network);
  const statistics = await openStatistics(network);
  const start = performance.now();
  for (const picture of pictures) {
    await addConditions(statistics, network, picture, modulations.source);
  }
  const ours = (performance.now() - start) / pictures.length;
  const memory = process.resourceUsage().maxRSS / 1024;
  const first = await openStatistics(network);
  await addConditions(first, network, pictures[0], modulations.source);
  modulations.dispose();

  let dense = 0;
  let worst = 0;
  const sizes = layerSizes(network, SIZE);
  for (const layer of first) {
    const { layer: name, channels } = layer.description;
    const size = sizes.get(name) ?? SIZE;
    const at = conditionsAt(pictures[0], size.height, size.width);
    const tables = spadeTables(await spadeParameters(network, name), METHOD, channels);
    const { result, ms } = timed(() => denseVariances(tables, at, channels));
    tables.dispose();
    dense += ms;
    for (const row of channelRows(layer).filter(({ kind }) => kind === "scale")) {
      const { within, between } = result;
      const off =
        Math.abs(row.within - within[row.channel]) + Math.abs(row.between - between[row.channel]);
      worst = Math.max(worst, off / (within[row.channel] + between[row.channel]));
    }
  }
  if (!(worst < 1e-4)) throw new Error(`rows and dense maps differ by ${worst}`);
  return [
    {
      measure: `variance split of a COCO-size SPADE (183 rows, edges, ngf 64), one label map of ${maps.length} at 256², wasm (equal to ${worst.toExponential(0)}; ${memory.toFixed(0)} MiB at most)`,
      reference: `${(dense / 1000).toFixed(1)} s (dense maps)`,
      ours: `${(ours / 1000).toFixed(1)} s (rows)`,
      ratio: `${(dense / ours).toFixed(1)}x`,
      numbers: { reference: dense, ours, ratio: dense / ours, memoryMiB: memory },
    },
  ];
}

/** Renumbered in order of value, so that any data set's labels fit; edges between classes. */
function conditionsOfMap(map: NamedMap): Conditions {
  const known = [...new Set(map.values)].sort((a, b) => a - b);
  const rows = resizeNearest(
    map.values.map((value) => known.indexOf(value)),
    map,
    SIZE,
    "pil",
  );
  return conditionsOf({
    labels: { ...SIZE, rows },
    edges: instanceEdges(rows, SIZE.height, SIZE.width),
  });
}

/** Variance of the scale within and between classes of each channel, pixel by pixel. */
function denseVariances(
  { weights, biases }: ReturnType<typeof spadeTables>,
  at: Conditions,
  channels: number,
): { within: Float64Array; between: Float64Array } {
  const maps = tf.tidy(() => {
    const labels = oneHot(at, METHOD.classes, METHOD.instanceEdges);
    const hidden = tf.relu(tf.add(tf.conv2d(labels, weights.shared, 1, "same"), biases.shared));
    return tf.add(tf.conv2d(hidden as tf.Tensor4D, weights.second, 1, "same"), biases.second);
  });
  const values = maps.dataSync<"float32">(); //                        [H, W, 2C]
  maps.dispose();
  const pixels = at.labels.length;
  const counts = new Float64Array(METHOD.classes);
  const sums = new Float64Array(METHOD.classes * 2 * channels);
  const squares = new Float64Array(METHOD.classes * 2 * channels);
  for (let p = 0; p < pixels; p++) {
    const k = at.labels[p];
    counts[k]++;
    for (let c = 0; c < 2 * channels; c++) {
      const value = values[p * 2 * channels + c];
      sums[k * 2 * channels + c] += value;
      squares[k * 2 * channels + c] += value * value;
    }
  }
  const within = new Float64Array(channels);
  const between = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    let mean = 0;
    for (let k = 0; k < METHOD.classes; k++) mean += sums[k * 2 * channels + c] / pixels;
    for (const [k, n] of counts.entries()) {
      if (n === 0) continue;
      const own = sums[k * 2 * channels + c] / n;
      within[c] += (squares[k * 2 * channels + c] - n * own * own) / pixels;
      between[c] += (n * (own - mean) ** 2) / pixels;
    }
  }
  return { within, between };
}

function randomTensors(): Map<string, Tensor> {
  const config: GeneratorConfig = {
    method: METHOD,
    paramFreeNorm: "instance",
    ngf: 64,
    outputChannels: 3,
    upsampling: "normal",
    spectralNorm: false,
    trunkKernel: 3,
    latent: null,
  };
  const tensors = new Map<string, Tensor>();
  let seed = 1;
  for (const { key, shape } of generatorSteps(config, SIZE).flatMap((s) => s.parameters)) {
    const count = shape.reduce((a, b) => a * b, 1);
    const scale = 1 / Math.sqrt(count / shape[0]);
    // The trunk is never run.
    const data = key.includes(".norm_")
      ? seededNormal(seed++, count).map((x) => x * scale)
      : new Float32Array(count);
    tensors.set(key, { dtype: "float32", shape, data });
  }
  return tensors;
}
