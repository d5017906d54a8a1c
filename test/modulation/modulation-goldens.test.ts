import { describe, expect, test } from "vitest";
import { layerModulation, runningStatistics } from "../../src/models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../src/models/network.ts";
import { EPSILON, normalisation } from "../../src/modulation/batch-norm.ts";
import type { Conditions } from "../../src/modulation/conditions.ts";
import { denseMaps, type Modulation } from "../../src/modulation/modulation.ts";
import type { NormLayer } from "../../src/modulation/norm-layer.ts";
import { expectClose } from "../support/close.ts";
import { Expected, goldensWith, openGolden } from "../support/goldens.ts";

const goldens = goldensWith("net_G.pth");

interface Found {
  readonly layer: NormLayer;
  readonly modulation: Modulation;
}

/** Modulation of a layer at the size of a reference tensor of it. */
async function modulationOf(
  network: GeneratorNetwork,
  name: string,
  conditions: Conditions,
  shape: readonly number[],
): Promise<Found> {
  const layer = network.layers.find((found) => found.name === name);
  if (layer === undefined) throw new Error(`no layer ${name}`);
  const size = { height: shape[2], width: shape[3] };
  return { layer, modulation: await layerModulation(network, layer, conditions, size) };
}

describe("SPADE's tables, laid out over the pixels, are the maps that PyTorch computes", () => {
  const spade = goldens.filter(({ name }) => name.includes("spade"));

  test.each(spade)("$name", async (golden) => {
    const expected = await Expected.open(golden);
    const network = await openGolden(golden);
    const conditions = expected.conditions();
    const names = expected.names.flatMap((key) => {
      const match = /^(?:gamma\/(.*)|act\/(.*)\.mlp_gamma)$/.exec(key);
      const layer = match?.[1] ?? match?.[2];
      return layer === undefined || layer.includes("#") ? [] : [{ key, layer }];
    });
    expect(names.length).toBeGreaterThan(0);
    for (const { key, layer } of names) {
      const shape = expected.shape(key);
      const { modulation } = await modulationOf(network, layer, conditions, shape);
      const { scale, shift } = denseMaps(modulation);
      const gamma = scale.map((s) => s - 1);
      expectClose(gamma, expected.values(key), 1e-5, key);
      expectClose(shift, expected.values(key.replace("gamma", "beta")), 1e-5, `${layer}, beta`);
    }
    await network.close();
  });
});

describe("x̂ times scale plus shift is what PyTorch's layer gives", () => {
  const first = "head_0.norm_0"; // whose input is act/fc
  test.each(goldens)("$name", async (golden) => {
    const expected = await Expected.open(golden);
    const key = `act/${first}`;
    if (!expected.has(key) || !expected.has("act/fc")) return; // not stored for all
    const network = await openGolden(golden);
    const shape = expected.shape(key);
    const { layer, modulation } = await modulationOf(network, first, expected.conditions(), shape);
    const xHat = await normalised(network, layer, expected.values("act/fc"), shape[2] * shape[3]);
    const { scale, shift } = denseMaps(modulation);
    const y = Array.from(xHat, (x, i) => x * scale[i] + shift[i]);
    expectClose([...y, ...(modulation.appended ?? [])], expected.values(key), 1e-5, key);
    await network.close();
  });
});

async function normalised(
  network: GeneratorNetwork,
  layer: NormLayer,
  x: Float32Array,
  pixels: number,
): Promise<Float64Array> {
  const statistics = await runningStatistics(network, layer);
  if (statistics !== null) {
    const { gain, offset } = normalisation(statistics);
    return Float64Array.from(x, (value, i) => {
      const c = Math.floor(i / pixels);
      return value * gain[c] - offset[c];
    });
  }
  const out = Float64Array.from(x);
  for (let start = 0; start < x.length; start += pixels) {
    const plane = out.subarray(start, start + pixels);
    const mean = plane.reduce((a, b) => a + b) / pixels;
    const variance = plane.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels;
    plane.forEach((value, p) => {
      plane[p] = (value - mean) / Math.sqrt(variance + EPSILON);
    });
  }
  return out;
}
