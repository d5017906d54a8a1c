import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Activation } from "../../../src/engines/activation.ts";
import { useBackend } from "../../../src/engines/tfjs/backend.ts";
import { toKernelLast } from "../../../src/engines/tfjs/layout.ts";
import type { Weights } from "../../../src/engines/tfjs/weights.ts";
import type { ConvSpec } from "../../../src/models/ops.ts";
import { EPSILON } from "../../../src/modulation/batch-norm.ts";
import { expectClose } from "../../support/close.ts";
import { convolve, type Dense } from "../../support/dense-convolution.ts";
import { type Operation, run } from "../../support/run-operation.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { activationOf, at, denseOf, eachPicture } from "../../support/tfjs.ts";

const shapes = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  channels: fc.integer({ min: 1, max: 4 }),
  height: fc.integer({ min: 1, max: 7 }),
  width: fc.integer({ min: 1, max: 7 }),
});
const cases = fc.tuple(shapes, fc.nat()).map(([shape, seed]) => activationOf(shape, seed));

async function agree(
  x: Activation,
  operation: Operation,
  reference: (x: Dense, n: number) => Dense,
  tolerance = 1e-5,
): Promise<void> {
  const result = await run(operation, x);
  const expected = eachPicture(x, reference);
  expect(result.shape).toEqual(expected.shape);
  expectClose(result.data, expected.data, tolerance);
}

/** `name` → a kernel [out, in, k, k] and a bias. */
function weightsOf(
  name: string,
  { outChannels, inChannels, kernel, bias }: ConvSpec,
  seed: number,
) {
  const numbers = seededNumbers(seed);
  const weight = numbers(outChannels * inChannels * kernel * kernel);
  const shift = bias ? numbers(outChannels) : null;
  const weights: Weights = new Map([
    [
      name,
      {
        kernel: tf.tensor4d(toKernelLast(weight, outChannels, inChannels, kernel), [
          kernel,
          kernel,
          inChannels,
          outChannels,
        ]),
        bias: shift && tf.tensor1d(shift),
      },
    ],
  ]);
  const dispose = () => tf.dispose([...weights.values()].flatMap((w) => [w.kernel, w.bias ?? []]));
  const reference = { weight, bias: shift ?? undefined, size: kernel, out: outChannels };
  return { weights, reference, dispose };
}

describe.each(["wasm", "cpu"] as const)(
  "each operation, on %s, is what PyTorch computes:",
  (backend) => {
    let before = 0;
    beforeAll(async () => {
      await useBackend(backend);
      before = tf.memory().numTensors;
    });
    afterEach(() => expect(tf.memory().numTensors).toBe(before));

    const always = (check: (x: Activation) => Promise<void>) =>
      fc.assert(fc.asyncProperty(cases, check), { seed: 8, numRuns: 25 });

    test.each<Partial<ConvSpec> & { kernel: number }>([
      { kernel: 1 },
      { kernel: 3 },
      { kernel: 3, stride: 2 },
      { kernel: 4, stride: 2, padding: 2 },
      { kernel: 4, stride: 1, padding: 2, bias: false },
      { kernel: 3, padding: 0 },
      { kernel: 3, paddingMode: "reflect" },
    ])("conv2d %j", async (options) => {
      await always(async (x) => {
        const [, inChannels, height, width] = x.shape;
        const padding = options.padding ?? (options.kernel - 1) / 2;
        const smallest = options.paddingMode === "reflect" ? 2 : options.kernel - 2 * padding;
        if (Math.min(height, width) < smallest) return; // PyTorch refuses these too
        const spec = { outChannels: 3, bias: true, spectral: false, inChannels, ...options };
        const { weights, reference, dispose } = weightsOf("conv", spec, 17);
        const mirror = (i: number, length: number) =>
          length - 1 - Math.abs(length - 1 - Math.abs(i));
        const outside =
          options.paddingMode === "reflect"
            ? (d: Dense, c: number, y: number, z: number) =>
                at(d, c, mirror(y, d.height), mirror(z, d.width))
            : undefined;
        const result = await run((ops, t) => ops.conv2d(t, "conv", spec), x, { weights });
        dispose();
        const walk = { stride: options.stride ?? 1, padding, outside };
        const expected = eachPicture(x, (d) => convolve(d, reference, walk));
        expect(result.shape).toEqual(expected.shape);
        expectClose(result.data, expected.data, 1e-5);
      });
    });

    test("convTranspose2d: the gradient of a strided convolution", async () => {
      await always(async (x) => {
        const [, inChannels, height, width] = x.shape;
        const spec = { inChannels, outChannels: 3 };
        const numbers = seededNumbers(23);
        const weight = numbers(inChannels * 3 * 9); // PyTorch: [in, out, 3, 3]
        const bias = numbers(3);
        const kernel = tf.tensor4d(toKernelLast(weight, inChannels, 3, 3), [3, 3, 3, inChannels]);
        const weights: Weights = new Map([["up", { kernel, bias: tf.tensor1d(bias) }]]);
        const result = await run((ops, t) => ops.convTranspose2d(t, "up", spec), x, { weights });
        tf.dispose([...weights.values()].flatMap((w) => [w.kernel, w.bias ?? []]));
        const expected = eachPicture(x, (d) => {
          const data = new Float64Array(3 * 4 * height * width);
          for (let o = 0; o < 3; o++)
            data.fill(bias[o], o * 4 * height * width, (o + 1) * 4 * height * width);
          for (let i = 0; i < inChannels; i++) {
            for (let y = 0; y < height; y++) {
              for (let z = 0; z < width; z++) {
                for (let tap = 0; tap < 27; tap++) {
                  const [o, ky, kx] = [Math.floor(tap / 9), Math.floor(tap / 3) % 3, tap % 3];
                  const [row, column] = [2 * y - 1 + ky, 2 * z - 1 + kx];
                  if (row < 0 || column < 0 || row >= 2 * height || column >= 2 * width) continue;
                  data[(o * 2 * height + row) * 2 * width + column] +=
                    at(d, i, y, z) * weight[((i * 3 + o) * 3 + ky) * 3 + kx];
                }
              }
            }
          }
          return { channels: 3, height: 2 * height, width: 2 * width, data };
        });
        expect(result.shape).toEqual(expected.shape);
        expectClose(result.data, expected.data, 1e-5);
      });
    });

    test("linear", async () => {
      const spec = { inChannels: 5, outChannels: 3, kernel: 1, bias: true, spectral: false };
      const { weights, reference, dispose } = weightsOf("fc", spec, 3);
      const x = activationOf({ batch: 2, channels: 5, height: 1, width: 1 }, 4);
      const result = await run(
        (ops, t) => ops.linear(t, "fc", { inFeatures: 5, outFeatures: 3 }),
        x,
        { weights },
      );
      dispose();
      const expected = eachPicture(x, (d) => convolve(d, reference));
      expect(result.shape).toEqual([2, 3, 1, 1]);
      expectClose(result.data, expected.data, 1e-6);
    });

    test("leakyRelu, tanh, add", async () => {
      const map = (d: Dense, f: (x: number) => number) => ({ ...d, data: d.data.map(f) });
      await always(async (x) => {
        await agree(
          x,
          (ops, t) => ops.leakyRelu(t),
          (d) => map(d, (v) => Math.max(v, 0.2 * v)),
          1e-7,
        );
        await agree(
          x,
          (ops, t) => ops.tanh(t),
          (d) => map(d, Math.tanh),
          1e-6,
        );
        await agree(
          x,
          (ops, t) => ops.add(t, ops.leakyRelu(t)),
          (d) => map(d, (v) => v + Math.max(v, 0.2 * v)),
          1e-6,
        );
      });
    });

    test("instanceNorm: biased variance of each picture and channel", async () => {
      await always((x) =>
        agree(
          x,
          (ops, t) => ops.instanceNorm(t),
          (d) => {
            const pixels = d.height * d.width;
            const data = d.data.slice();
            for (let c = 0; c < d.channels; c++) {
              const plane = data.subarray(c * pixels, (c + 1) * pixels);
              const mean = plane.reduce((a, b) => a + b) / pixels;
              const variance = plane.reduce((a, b) => a + (b - mean) ** 2, 0) / pixels;
              plane.set(plane.map((v) => (v - mean) / Math.sqrt(variance + EPSILON)));
            }
            return { ...d, data };
          },
          2e-4, // of a plane of nearly equal values, rounding is what is left
        ),
      );
    });

    test("averagePool: 3×3 at stride 2, the mean of the pixels that are there", async () => {
      await always((x) =>
        agree(
          x,
          (ops, t) => ops.averagePool(t),
          (d) => {
            const half = (length: number) => Math.floor((length - 1) / 2) + 1;
            return denseOf(d.channels, half(d.height), half(d.width), (c, y, x0) => {
              let [sum, count] = [0, 0];
              for (let i = Math.max(0, 2 * y - 1); i <= Math.min(d.height - 1, 2 * y + 1); i++) {
                for (let j = Math.max(0, 2 * x0 - 1); j <= Math.min(d.width - 1, 2 * x0 + 1); j++) {
                  sum += at(d, c, i, j);
                  count++;
                }
              }
              return sum / count;
            });
          },
          1e-6,
        ),
      );
    });

    test("upsample: every pixel four times", async () => {
      await always((x) =>
        agree(
          x,
          (ops, t) => ops.upsample(t),
          (d) =>
            denseOf(d.channels, 2 * d.height, 2 * d.width, (c, y, x0) => at(d, c, y >> 1, x0 >> 1)),
          0,
        ),
      );
    });

    test("resizeBilinear: without aligned corners, larger and smaller", async () => {
      for (const [height, width] of [
        [8, 8],
        [3, 5],
        [1, 2],
        [13, 7],
      ]) {
        await always((x) =>
          agree(
            x,
            (ops, t) => ops.resizeBilinear(t, { height, width }),
            (d) => {
              const source = (i: number, from: number, to: number) => {
                const position = Math.max(0, ((i + 0.5) * from) / to - 0.5);
                const low = Math.min(Math.floor(position), from - 1);
                return { low, high: Math.min(low + 1, from - 1), part: position - low };
              };
              return denseOf(d.channels, height, width, (c, y, x0) => {
                const v = source(y, d.height, height);
                const h = source(x0, d.width, width);
                const line = (row: number) =>
                  at(d, c, row, h.low) * (1 - h.part) + at(d, c, row, h.high) * h.part;
                return line(v.low) * (1 - v.part) + line(v.high) * v.part;
              });
            },
            1e-5,
          ),
        );
      }
    });

    test("flatten and unflatten: channels slowest, as PyTorch's view", async () => {
      await always(async (x) => {
        const [batch, channels, height, width] = x.shape;
        const flat = await run((ops, t) => ops.flatten(t), x);
        expect(flat.shape).toEqual([batch, channels * height * width, 1, 1]);
        expect(flat.data).toEqual(x.data);
        const back = await run((ops, t) => ops.unflatten(t, { channels, height, width }), flat);
        expect(back).toEqual(x);
      });
    });

    test("concat: channels of the first, then of the second", async () => {
      await always((x) =>
        agree(
          x,
          (ops, t) => ops.concat(t, ops.tanh(t)),
          (d) =>
            denseOf(2 * d.channels, d.height, d.width, (c, y, x0) =>
              c < d.channels ? at(d, c, y, x0) : Math.tanh(at(d, c - d.channels, y, x0)),
            ),
          1e-6,
        ),
      );
    });
  },
);
