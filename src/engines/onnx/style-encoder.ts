/**
 * Runs SEAN's style encoder on ONNX Runtime.
 *
 * @module
 */

import type { GeneratorNetwork } from "../../models/network.ts";
import { type StyleEncoderConfig, styleEncoder } from "../../models/style-encoder.ts";
import type { Activation } from "../activation.ts";
import { failedWork, type Work } from "./failed-runtime.ts";
import { Graph } from "./graph.ts";
import { PlanesOps } from "./planes-ops.ts";
import { modelBytes } from "./proto.ts";
import { onnxRuntime, openSession } from "./session.ts";

const FEATURES = "features";

/**
 * Features of one picture, [1, styleLength, height / 2, width / 2].
 *
 * @param image [1, 3, height, width] in [−1, 1].
 * @throws EngineError if ONNX Runtime is not installed.
 */
export async function onnxStyleFeatures(
  network: GeneratorNetwork,
  config: StyleEncoderConfig,
  { shape, data }: Activation,
  threads?: number,
): Promise<Activation> {
  const { Tensor } = await onnxRuntime();
  const [, channels, height, width] = shape;
  const graph = new Graph();
  const ops = new PlanesOps(graph, network, { channels, height, width });
  const y = styleEncoder(config, ops);
  graph.output(y.name, FEATURES, [1, y.channels, y.height, y.width]);
  const model = await modelBytes(graph);
  try {
    const session = await openSession(model, { threads });
    try {
      const results = await session.run({ style: new Tensor("float32", data, shape) });
      const { dims, data: features } = results[FEATURES];
      return { shape: dims as unknown as Activation["shape"], data: features as Float32Array };
    } finally {
      await session.release();
    }
  } catch (cause) {
    throw failedWork(`${height} × ${width} pixels`, ENCODING, cause);
  }
}

const ENCODING: Work = {
  infinitive: "read the style of",
  participle: "reading the style of",
  hint: "a smaller style picture needs less memory; --engine tfjs does without ONNX Runtime",
};
