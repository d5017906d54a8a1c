import { describe, expect, test } from "vitest";
import {
  type ConvolutionWay,
  convolution,
  isPossible,
} from "../../../src/engines/onnx/convolution.ts";
import { upsampledConvolution } from "../../../src/engines/onnx/upsampled.ts";
import { expectClose } from "../../support/close.ts";
import { onnxInstalled } from "../../support/onnx.ts";
import { runOnnxGraph } from "../../support/run-onnx-graph.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";

interface Shape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inChannels: number;
  readonly outChannels: number;
}

/** By the formula, in float64; x [pixels, in], kernel [9, in, out]. */
function byFormula(x: Float32Array, kernel: Float32Array, bias: Float32Array, shape: Shape) {
  const { batch, height, width, inChannels: C, outChannels: K } = shape;
  const out = new Float64Array(batch * height * width * K);
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < height; y++) {
      for (let x0 = 0; x0 < width; x0++) {
        const p = (n * height + y) * width + x0;
        for (let k = 0; k < K; k++) out[p * K + k] = bias[k];
        for (let tap = 0; tap < 9; tap++) {
          const [row, column] = [y + Math.floor(tap / 3) - 1, x0 + (tap % 3) - 1];
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          const q = (n * height + row) * width + column;
          for (let c = 0; c < C; c++) {
            const value = x[q * C + c];
            for (let k = 0; k < K; k++) out[p * K + k] += value * kernel[(tap * C + c) * K + k];
          }
        }
      }
    }
  }
  return out;
}

function upsampled(x: Float32Array, { batch, height, width, inChannels: C }: Shape) {
  const out = new Float32Array(batch * height * width * C);
  for (let p = 0; p < batch * height * width; p++) {
    const [row, column] = [Math.floor(p / width), p % width];
    const from = ((row >> 1) * (width / 2) + (column >> 1)) * C;
    out.set(x.subarray(from, from + C), p * C);
  }
  return out;
}

function numbersFor({ inChannels, outChannels }: Shape, pixels: number) {
  const draw = seededNumbers(11);
  const x = Float32Array.from(draw(pixels * inChannels));
  const kernel = Float32Array.from(draw(9 * inChannels * outChannels), (v) => v / 8);
  const bias = Float32Array.from(draw(outChannels));
  const constants = {
    kernel: { data: kernel, dims: [9, inChannels, outChannels] },
    bias: { data: bias, dims: [outChannels] },
  };
  return { x, kernel, bias, constants };
}

const WAYS: readonly ConvolutionWay[] = [
  "direct",
  "planes",
  "im2col",
  "winograd2",
  "winograd4x2",
  "winograd4",
];

describe.skipIf(!onnxInstalled)(
  "a 3×3 convolution on ONNX Runtime is what the formula says",
  () => {
    test.each(WAYS)("%s", async (way) => {
      for (const size of [
        { batch: 1, height: 8, width: 8 },
        { batch: 2, height: 4, width: 12 },
      ]) {
        for (const outChannels of [3, 16]) {
          const shape = { ...size, inChannels: 7, outChannels };
          const pixels = shape.batch * shape.height * shape.width;
          const { x, kernel, bias, constants } = numbersFor(shape, pixels);
          const got = await runOnnxGraph(
            { data: x, dims: [pixels, 7] },
            constants,
            [pixels, outChannels],
            (graph, x, constant) =>
              convolution(
                graph,
                x,
                { ...shape, kernel: constant("kernel") },
                way,
                constant("bias"),
              ),
          );
          expectClose(got, byFormula(x, kernel, bias, shape), 5e-6, way);
        }
      }
    });

    test("Winograd's tiles must fit the size", () => {
      const odd = { height: 6, width: 10 };
      expect(WAYS.filter((way) => isPossible(way, odd))).toEqual([
        "direct",
        "planes",
        "im2col",
        "winograd2",
      ]);
      expect(isPossible("winograd4x2", { height: 8, width: 10 })).toBe(true);
    });

    test.each([
      { batch: 1, height: 2, width: 2, inChannels: 3, outChannels: 5 },
      { batch: 2, height: 6, width: 10, inChannels: 5, outChannels: 4 },
      // Two bands: one of 32 rows of blocks, one of 5.
      { batch: 2, height: 74, width: 128, inChannels: 64, outChannels: 3 },
    ])("of an upsampled map from the map before: %o", async (shape) => {
      const { batch, height, width, inChannels, outChannels } = shape;
      const pixels = batch * height * width;
      const { x, kernel, bias, constants } = numbersFor(shape, pixels / 4);
      const expected = byFormula(upsampled(x, shape), kernel, bias, shape);
      for (const withBias of [true, false]) {
        const got = await runOnnxGraph(
          { data: x, dims: [pixels / 4, inChannels] },
          constants,
          [pixels, outChannels],
          (graph, x, constant) => {
            const conv = { ...shape, kernel: constant("kernel") };
            return upsampledConvolution(graph, x, conv, withBias ? constant("bias") : null);
          },
        );
        const plain = withBias ? expected : expected.map((v, i) => v - bias[i % outChannels]);
        expectClose(got, plain, 2e-5, "results");
      }
    });
  },
);
