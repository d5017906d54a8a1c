/**
 * One way of bench/spatial.ts, in a process of its own, so that its memory is its own:
 * `node spatial-child.js rows|dense FILE COMPARED`.
 *
 * FILE holds label maps as JSON, arrays of 256 × 256 bank rows; the first COMPARED of them are those whose results are printed.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { boundaryDistance, FARTHEST } from "../src/analysis/spatial/boundary-distance.ts";
import type { LayerDescription } from "../src/analysis/spatial/layer-statistics.ts";
import { channelRows, profileRows } from "../src/analysis/spatial/rows.ts";
import { addConditions, openStatistics } from "../src/analysis/spatial/statistics.ts";
import { TfjsModulations } from "../src/engines/tfjs/modulations.ts";
import { oneHot } from "../src/engines/tfjs/one-hot.ts";
import { spadeTables } from "../src/engines/tfjs/spade.ts";
import { spadeParameters } from "../src/models/layer-parameters.ts";
import { layerSizes } from "../src/models/layer-sizes.ts";
import { type Conditions, conditionsAt } from "../src/modulation/conditions.ts";
import {
  conditionsOfRows,
  METHOD,
  randomSpade,
  SIZE,
  type SpatialLayerResult,
  type SpatialResult,
} from "./spatial-network.ts";

const KINDS = ["scale", "shift"] as const;
const { classes: CLASSES } = METHOD;

async function rows(pictures: readonly Conditions[], compared: number): Promise<SpatialResult> {
  const network = randomSpade();
  const modulations = await TfjsModulations.load(network);
  const statistics = await openStatistics(network);
  const startMiB = memory();
  const ms: number[] = [];
  let layers: readonly SpatialLayerResult[] = [];
  for (const [i, picture] of pictures.entries()) {
    const start = performance.now();
    await addConditions(statistics, network, picture, modulations.source);
    ms.push(performance.now() - start);
    if (i + 1 === compared) layers = statistics.map(resultOf);
  }
  modulations.dispose();
  return { ms, memoryMiB: memory(), startMiB, layers };
}

function resultOf(layer: Awaited<ReturnType<typeof openStatistics>>[number]): SpatialLayerResult {
  const split = KINDS.flatMap((kind) => channelRows(layer).filter((row) => row.kind === kind));
  const [profile, profileMax] = [table(), table()];
  for (const { kind, class: k, distance, mean, max } of profileRows(layer)) {
    const at = (KINDS.indexOf(kind) * CLASSES + k) * FARTHEST + distance - 1;
    [profile[at], profileMax[at]] = [mean, max];
  }
  return {
    layer: layer.description.layer,
    within: split.map(({ within }) => within),
    between: split.map(({ between }) => between),
    profile,
    profileMax,
  };
}

/** γ and β of every pixel by SPADE's convolutions, then sums over pixels. */
async function dense(pictures: readonly Conditions[]): Promise<SpatialResult> {
  const network = randomSpade();
  const modulations = await TfjsModulations.load(network); // brings the back end, as in the other process
  modulations.dispose();
  const descriptions = (await openStatistics(network)).map(({ description }) => description);
  const sizes = layerSizes(network, SIZE);
  const startMiB = memory();
  const ms = pictures.map(() => 0);
  const layers: SpatialLayerResult[] = [];
  for (const description of descriptions) {
    const { layer, channels } = description;
    const size = sizes.get(layer) ?? SIZE;
    const tables = spadeTables(await spadeParameters(network, layer), METHOD, channels);
    const sums = emptySums(channels);
    for (const [i, picture] of pictures.entries()) {
      const at = conditionsAt(picture, size.height, size.width);
      const start = performance.now();
      addDense(sums, denseMaps(tables, at), at, description);
      ms[i] += performance.now() - start;
    }
    tables.dispose();
    layers.push(denseResult(sums, layer, channels));
  }
  return { ms, memoryMiB: memory(), startMiB, layers };
}

/** [height, width, 2 · channels]: scale, then shift. */
function denseMaps(
  { weights, biases }: ReturnType<typeof spadeTables>,
  at: Conditions,
): Float32Array {
  const maps = tf.tidy(() => {
    const labels = oneHot(at, METHOD.classes, METHOD.instanceEdges);
    const hidden = tf.relu(tf.add(tf.conv2d(labels, weights.shared, 1, "same"), biases.shared));
    return tf.add(tf.conv2d(hidden as tf.Tensor4D, weights.second, 1, "same"), biases.second);
  });
  const values = maps.dataSync<"float32">();
  maps.dispose();
  return values;
}

type DenseSums = ReturnType<typeof emptySums>;

function emptySums(channels: number) {
  return {
    counts: new Float64Array(CLASSES),
    sums: new Float64Array(CLASSES * 2 * channels),
    squares: new Float64Array(CLASSES * 2 * channels),
    pixels: new Float64Array(CLASSES * FARTHEST),
    profile: new Float64Array(2 * CLASSES * FARTHEST),
    profileMax: new Float64Array(2 * CLASSES * FARTHEST),
  };
}

/** The variance split's sums, and |a − interior| by class and distance from the border. */
function addDense(
  { counts, sums, squares, pixels, profile, profileMax }: DenseSums,
  values: Float32Array,
  at: Conditions,
  { channels, interior }: LayerDescription,
): void {
  const distances = boundaryDistance(at);
  const kinds = [interior.scale.values, interior.shift.values];
  for (let p = 0; p < at.labels.length; p++) {
    const k = at.labels[p];
    counts[k]++;
    const place = k * FARTHEST + distances[p] - 1;
    pixels[place]++;
    for (const [i, inside] of kinds.entries()) {
      let [absolute, largest] = [0, 0];
      const [from, to] = [(2 * p + i) * channels, (2 * k + i) * channels];
      for (let c = 0; c < channels; c++) {
        const value = values[from + c];
        sums[to + c] += value;
        squares[to + c] += value * value;
        const size = Math.abs(value - inside[k * channels + c]);
        absolute += size;
        if (size > largest) largest = size;
      }
      const bin = i * CLASSES * FARTHEST + place;
      profile[bin] += absolute;
      if (largest > profileMax[bin]) profileMax[bin] = largest;
    }
  }
}

function denseResult(
  { counts, sums, squares, pixels, profile, profileMax }: DenseSums,
  layer: string,
  channels: number,
): SpatialLayerResult {
  const all = counts.reduce((a, b) => a + b, 0);
  const within = new Float64Array(2 * channels);
  const between = new Float64Array(2 * channels);
  for (let c = 0; c < 2 * channels; c++) {
    let mean = 0;
    for (let k = 0; k < CLASSES; k++) mean += sums[k * 2 * channels + c] / all;
    for (const [k, n] of counts.entries()) {
      if (n === 0) continue;
      const own = sums[k * 2 * channels + c] / n;
      within[c] += (squares[k * 2 * channels + c] - n * own * own) / all;
      between[c] += (n * (own - mean) ** 2) / all;
    }
  }
  return {
    layer,
    within: [...within],
    between: [...between],
    profile: Array.from(profile, (sum, i) => {
      const count = pixels[i % pixels.length];
      return count === 0 ? 0 : sum / (count * channels);
    }),
    profileMax: [...profileMax],
  };
}

function table(): number[] {
  return new Array<number>(2 * CLASSES * FARTHEST).fill(0);
}

/** The most so far, in MiB. */
function memory(): number {
  return process.resourceUsage().maxRSS / 1024;
}

const [way, file, compared] = process.argv.slice(2);
const pictures = (JSON.parse(readFileSync(file, "utf8")) as number[][]).map((map) =>
  conditionsOfRows(Int32Array.from(map)),
);
const result =
  way === "dense"
    ? await dense(pictures.slice(0, Number(compared)))
    : await rows(pictures, Number(compared));
process.stdout.write(JSON.stringify(result));
