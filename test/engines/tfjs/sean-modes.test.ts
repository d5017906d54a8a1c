import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../src/engines/tfjs/backend.ts";
import { seanModulator } from "../../../src/engines/tfjs/sean.ts";
import type { SpadeMode } from "../../../src/engines/tfjs/spade-mode.ts";
import { download, upload } from "../../../src/engines/tfjs/transfer.ts";
import { normalisation } from "../../../src/modulation/batch-norm.ts";
import { expectClose } from "../../support/close.ts";
import { type SeanCase, seanByConvolution, seanCases } from "../../support/sean-by-convolution.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { activationOf } from "../../support/tfjs.ts";

beforeAll(() => useBackend("wasm"));

/** What the layer gives, and x, statistics and sizes that it was given. */
async function applied(given: SeanCase, mode: SpadeMode, noiseSeed?: number) {
  const { parameters, method, conditions, channels, codes } = given;
  const { batch, height, width } = conditions;
  const numbers = seededNumbers(channels);
  const statistics = { mean: numbers(channels), variance: numbers(channels).map((v) => v + 1.5) };
  const x = activationOf({ batch, channels, height, width }, 6);
  const each = codes.length / batch;
  const tensor = upload(x);
  const modulator = seanModulator(
    { layer: "up_0.ace_0", parameters, method, statistics, channels, mode },
    ({ styles }) => styles ?? new Float32Array(0),
  );
  const result = modulator.apply(tensor, {
    ...conditions,
    styles: each === 0 ? undefined : codes,
    noiseSeed,
  });
  const y = await download(result);
  modulator.dispose();
  tf.dispose([tensor, result]);
  return { x, y, statistics };
}

describe("SEAN on tfjs, whichever way it is computed, is its convolutions over every pixel", () => {
  test.each<SpadeMode>(["tables", "convolutions", "auto"])("%s", async (mode) => {
    const before = tf.memory().numTensors;
    const check = fc.asyncProperty(seanCases, async (given) => {
      const { parameters, method, conditions, channels, codes } = given;
      const { x, y, statistics } = await applied(given, mode);
      const { scale, shift } = seanByConvolution(parameters, method, codes, conditions, channels);
      const { gain, offset } = normalisation(statistics);
      const pixels = conditions.height * conditions.width;
      const expected = Array.from(x.data, (value, i) => {
        const c = Math.floor(i / pixels) % channels;
        return (value * gain[c] - offset[c]) * scale[i] + shift[i];
      });
      expectClose(y.data, expected, 1e-4);
    });
    await fc.assert(check, { seed: 1911, numRuns: 40 });
    expect(tf.memory().numTensors).toBe(before);
  });
});

test("noise is one number a pixel times each channel's factor, from its seed, and none without one", async () => {
  const [given] = fc.sample(
    seanCases.filter(({ channels, conditions }) => channels > 1 && conditions.labels.length > 20),
    { seed: 5, numRuns: 1 },
  );
  const still = await applied(given, "tables");
  const first = await applied(given, "tables", 1);
  expect((await applied(given, "tables", 1)).y.data).toEqual(first.y.data);
  expect((await applied(given, "tables", 2)).y.data).not.toEqual(first.y.data);
  const { parameters, method, conditions, channels, codes } = given;
  const { scale } = seanByConvolution(parameters, method, codes, conditions, channels);
  const { gain } = normalisation(still.statistics);
  const pixels = conditions.height * conditions.width;
  // Of the difference scale · gain · factor · noise, what is left is the same for all channels.
  const drawn = Array.from(still.y.data, (value, i) => {
    const c = Math.floor(i / pixels) % channels;
    return (first.y.data[i] - value) / (scale[i] * gain[c] * parameters.noise[c]);
  });
  for (let i = 0; i < drawn.length; i++) {
    const [n, p] = [Math.floor(i / (channels * pixels)), i % pixels];
    expect(drawn[i]).toBeCloseTo(drawn[n * channels * pixels + p], 2);
  }
});
