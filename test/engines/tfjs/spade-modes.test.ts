import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../src/engines/tfjs/backend.ts";
import { spadeModulator } from "../../../src/engines/tfjs/spade.ts";
import type { SpadeMode } from "../../../src/engines/tfjs/spade-mode.ts";
import { download, upload } from "../../../src/engines/tfjs/transfer.ts";
import { normalisation } from "../../../src/modulation/batch-norm.ts";
import { expectClose } from "../../support/close.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import {
  type SpadeCase,
  spadeByConvolution,
  spadeCases,
} from "../../support/spade-by-convolution.ts";
import { activationOf } from "../../support/tfjs.ts";

describe("SPADE on tfjs, whichever way it is computed, is two convolutions over every pixel", () => {
  beforeAll(() => useBackend("wasm"));

  test.each<[1 | 3, SpadeMode]>([
    [3, "tables"],
    [3, "convolutions"],
    [3, "auto"],
    [1, "tables"],
    [1, "convolutions"],
  ])("kernel %i, %s", async (kernel, mode) => {
    const before = tf.memory().numTensors;
    const check = fc.asyncProperty(spadeCases(kernel), (given) => compare(given, mode));
    await fc.assert(check, { seed: 1903, numRuns: 40 });
    expect(tf.memory().numTensors).toBe(before);
  });
});

async function compare(given: SpadeCase, mode: SpadeMode): Promise<void> {
  const { parameters, method, conditions, channels } = given;
  const { batch, height, width } = conditions;
  const numbers = seededNumbers(channels);
  const statistics = { mean: numbers(channels), variance: numbers(channels).map((v) => v + 1.5) };
  const x = activationOf({ batch, channels, height, width }, 6);

  const tensor = upload(x);
  const modulator = spadeModulator(parameters, method, statistics, channels, mode);
  const result = modulator.apply(tensor, conditions);
  const y = await download(result);
  modulator.dispose();
  tf.dispose([tensor, result]);

  const { scale, shift } = spadeByConvolution(parameters, method, conditions, channels);
  const { gain, offset } = normalisation(statistics);
  const expected = Array.from(x.data, (value, i) => {
    const c = Math.floor(i / (height * width)) % channels;
    return (value * gain[c] - offset[c]) * scale[i] + shift[i];
  });
  expectClose(y.data, expected, 1e-4);
}
