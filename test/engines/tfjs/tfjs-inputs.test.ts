import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../src/engines/tfjs/backend.ts";
import { TfjsOps } from "../../../src/engines/tfjs/tfjs-ops.ts";
import { upload } from "../../../src/engines/tfjs/transfer.ts";
import { oneHotOf } from "../../support/dense-convolution.ts";
import { type Operation, run } from "../../support/run-operation.ts";
import { activationOf } from "../../support/tfjs.ts";

describe("the inputs of a network", () => {
  beforeAll(() => useBackend("wasm"));
  const conditions = {
    batch: 2,
    height: 2,
    width: 2,
    labels: Int32Array.of(0, 1, 2, 0, 2, 2, 1, 1),
    edges: Uint8Array.of(0, 1, 1, 0, 1, 1, 0, 0),
    z: Float32Array.of(1, 2, 3, 4),
  };
  const nothing = activationOf({ batch: 1, channels: 1, height: 1, width: 1 }, 0);

  test("semantics: one channel for each class, the edges last", async () => {
    const inputs = { weights: new Map(), conditions, instanceEdges: true };
    const x = await run((ops) => ops.semantics(4), nothing, inputs);
    expect(x.shape).toEqual([2, 4, 2, 2]);
    for (const n of [0, 1]) {
      const part = <T extends Int32Array | Uint8Array>(a: T) => a.subarray(4 * n, 4 * n + 4);
      const { data } = oneHotOf(part(conditions.labels), part(conditions.edges), 3, 2, 2);
      expect([...x.data.subarray(16 * n, 16 * n + 16)]).toEqual([...data]);
    }
  });

  test("semantics at another size: nearest", async () => {
    const inputs = { weights: new Map(), conditions };
    const x = await run((ops) => ops.semantics(3, { height: 1, width: 1 }), nothing, inputs);
    expect([...x.data]).toEqual([1, 0, 0, 0, 0, 1]);
  });

  test("latent: [batch, zDim, 1, 1]", async () => {
    const x = await run((ops) => ops.latent(2), nothing, { weights: new Map(), conditions });
    expect(x).toEqual({ shape: [2, 2, 1, 1], data: conditions.z });
  });

  test.each<[string, Operation, string]>([
    ["a label map", (ops) => ops.semantics(3), "a label map"],
    ["a picture", (ops) => ops.image("style"), 'the picture "style"'],
    ["a latent code", (ops) => ops.latent(2), "a label map"],
    [
      "a weight",
      (ops, x) =>
        ops.conv2d(x, "fc", {
          inChannels: 1,
          outChannels: 1,
          kernel: 1,
          bias: true,
          spectral: false,
        }),
      "the weight of fc",
    ],
    [
      "a modulation",
      (ops, x) =>
        ops.modulate(x, {
          name: "up_0.norm_0",
          channels: 1,
          paramFreeNorm: "batch",
          method: { kind: "clade", classes: 1, instanceEdges: false, positional: false },
        }),
      "the modulation of up_0.norm_0",
    ],
  ])("%s that is missing is named", async (_what, operation, name) => {
    const before = tf.memory().numTensors;
    const x = upload(nothing);
    const wrong = () => tf.tidy(() => operation(new TfjsOps({ weights: new Map() }), x));
    expect(wrong).toThrow(name);
    x.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
