/**
 * A generator as one ONNX file for other programs.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { generator } from "../../models/generator.ts";
import { DOWNSCALING } from "../../models/generator-config.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Size } from "../../models/ops.ts";
import { convolutionWay, type MemoryMode, tableWay } from "./choices.ts";
import { Graph, type GraphValue } from "./graph.ts";
import { LabelMapSources } from "./label-map-sources.ts";
import { OnnxOps } from "./onnx-ops.ts";
import { encodeModel } from "./proto.ts";
import { FedSources } from "./sources.ts";
import { networkConstants } from "./weights.ts";

/** Most pixels of all pictures of the engine's graph: it has some 60 bytes of indices for each. */
const MOST_PIXELS = 2048 * 2048;

export interface OnnxExportOptions extends Size {
  /** Pictures a run; default 1. */
  readonly batch?: number | undefined;

  /**
   * A plain model that takes the label map itself, with `Conv` for every convolution; default false: the graph of the
   * engine, whose inputs for SPADE are indices into its tables (inputs.ts).
   */
  readonly portable?: boolean | undefined;

  /** Portable: the label map as the released code's one-hot map; default: bank rows as int64. */
  readonly oneHot?: boolean | undefined;

  /** How much Winograd's matrices may take when the model is loaded; default "normal". Not of portable models. */
  readonly memory?: MemoryMode | undefined;
}

export interface OnnxModel {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];

  /** The file's bytes, parameters read as they are written. */
  bytes(): AsyncGenerator<Uint8Array>;
}

/** @throws EngineError if the network cannot make the size, or the engine's graph would be too large. */
export function onnxModel(network: GeneratorNetwork, options: OnnxExportOptions): OnnxModel {
  const { height, width, batch = 1, portable = false, oneHot = false, memory = "normal" } = options;
  const { config, where } = network;
  const { method } = config;
  const factor = DOWNSCALING[config.upsampling];
  if (height % factor !== 0 || width % factor !== 0 || height <= 0 || width <= 0) {
    throw new EngineError({
      what: "the network cannot make pictures of this size",
      where,
      expected: `height and width in multiples of ${factor}`,
      got: `${height} × ${width}`,
      hint: "--size HEIGHTxWIDTH",
    });
  }
  if (!portable && batch * height * width > MOST_PIXELS) {
    throw new EngineError({
      what: "the engine's graph for so many pixels would be indices for the most part",
      where,
      expected: `at most ${MOST_PIXELS.toLocaleString("en")} pixels in all pictures`,
      got: `${batch} × ${height} × ${width}`,
      hint: "a smaller --size or --batch; --portable has no such limit",
    });
  }
  const graph = new Graph();
  const constants = networkConstants(network);
  const fromLabels = portable || method.kind === "clade";
  const sources = fromLabels
    ? new LabelMapSources(graph, { batch, height, width, method, oneHot })
    : new FedSources(graph, batch, { fromCodes: true });
  const ops = new OnnxOps({
    graph,
    batch,
    sources,
    constant: (name) => {
      const constant = constants.get(name);
      if (constant === undefined) throw new Error(`no constant ${name}`);
      return graph.constant(constant);
    },
    styleSets: batch,
    convolved: portable,
    // What a label map will have is not known: "taps" is right for most.
    tableWay: (size) =>
      portable ? "dense" : tableWay({ ...size, batch }, { first: 0, second: 0 }),
    convolutionWay: (shape) => (portable ? "direct" : convolutionWay(shape, memory)),
    // Where rows are by class, as most label maps have them; neighbourhoods are not known.
    halved: ({ height, width }) =>
      !portable &&
      method.kind === "clade" &&
      !method.positional &&
      height % 2 === 0 &&
      width % 2 === 0,
    taps: (name) => name === "output",
  });
  generator(config, { height, width }, ops);
  return {
    inputs: graph.inputs,
    outputs: graph.outputs,
    bytes: () => encodeModel(graph),
  };
}
