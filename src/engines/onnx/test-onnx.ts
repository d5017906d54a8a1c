/**
 * Whether ONNX Runtime works here, and how fast it multiplies.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { convolution } from "./convolution.ts";
import { Graph } from "./graph.ts";
import { modelBytes } from "./proto.ts";
import { onnxRuntime, openSession } from "./session.ts";

export interface OnnxTest {
  readonly name: "onnx";
  readonly works: boolean;

  /** Of onnxruntime-node. */
  readonly version?: string;

  /** Floating-point operations (two for each multiply-add) in a second, in billions: the best of five runs. */
  readonly gflops?: number;

  /** Why it does not work. */
  readonly reason?: string;
}

const SIDE = 128;
const CHANNELS = 64;

/** Times a 3×3 convolution of 64 to 64 channels at 128 × 128, as `testBackend` does. */
export async function testOnnx(): Promise<OnnxTest> {
  const name = "onnx";
  try {
    const { env } = await onnxRuntime();
    return { name, works: true, version: env.versions.node ?? "", gflops: await speed() };
  } catch (error) {
    const [what] = (error as Error).message.split("\n");
    const why = error instanceof EngineError && error.got !== undefined ? `: ${error.got}` : "";
    return { name, works: false, reason: `${what}${why}; npm install onnxruntime-node` };
  }
}

async function speed(): Promise<number> {
  const pixels = SIDE * SIDE;
  const graph = new Graph();
  const x = graph.input("x", "float32", [pixels, CHANNELS]);
  const kernel = graph.floats(new Float32Array(9 * CHANNELS * CHANNELS).fill(1 / CHANNELS), [
    9,
    CHANNELS,
    CHANNELS,
  ]);
  const shape = {
    batch: 1,
    height: SIDE,
    width: SIDE,
    inChannels: CHANNELS,
    outChannels: CHANNELS,
  };
  const y = convolution(graph, x, { ...shape, kernel }, "direct", null);
  graph.output(y, "y", [pixels, CHANNELS]);
  const session = await openSession(await modelBytes(graph));
  try {
    const { Tensor } = await onnxRuntime();
    const feeds = {
      x: new Tensor("float32", new Float32Array(pixels * CHANNELS), [pixels, CHANNELS]),
    };
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 6; run++) {
      const start = performance.now();
      await session.run(feeds);
      if (run > 0) best = Math.min(best, performance.now() - start);
    }
    return (2 * 9 * CHANNELS * CHANNELS * pixels) / best / 1e6;
  } finally {
    await session.release();
  }
}
