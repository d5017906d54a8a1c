/**
 * Measures on this machine how fast each convolution of a network is by each way.
 *
 * Graphs of one convolution each, as they stand in a network, with weights of its size: the least of several runs, since
 * whatever else runs on a machine only adds to it.
 *
 * @module
 */

import type { InferenceSession, Tensor } from "onnxruntime-node";
import { isCladescopeError } from "../../errors.ts";
import type { GeneratorConfig } from "../../models/generator-config.ts";
import { seededNormal } from "../../models/latent.ts";
import type { Size } from "../../models/ops.ts";
import { checkSize } from "../../models/output-size.ts";
import { generatorSteps } from "../../models/steps.ts";
import {
  type ConvolutionShape,
  FEW_CHANNELS,
  shapeName,
  type Tuning,
  WAYS,
  type WayTimes,
} from "./choices.ts";
import { type ConvolutionWay, convolution, isPossible } from "./convolution.ts";
import { failedWork, isOutOfMemory, type Work } from "./failed-runtime.ts";
import { Graph } from "./graph.ts";
import { modelBytes } from "./proto.ts";
import { onnxRuntime, openSession } from "./session.ts";

/** im2col writes nine values for each: beyond this it is never the fastest, and needs memory that no mode counts. */
const MOST_UNFOLDED = 64e6;

/** Winograd's tiles are gathered by up to four numbers for each pixel: beyond this no network was met. */
const MOST_TILED_PIXELS = 2048 * 2048;

const MEASURING: Work = {
  infinitive: "measure",
  participle: "measuring",
  hint: "a smaller --size needs less memory",
};

/** Runs of each way: so many, and more while a shape takes no longer than this. */
const TURNS = 7;
const MOST_TURNS = 50;
const PATIENCE_MS = 1500;

export interface TuneOptions {
  /** Default: ONNX Runtime's, one for each core. */
  readonly threads?: number | undefined;

  /** Called before each shape. */
  readonly onProgress?: ((done: number, total: number, name: string) => void) | undefined;
}

/** A convolution of the network. */
export interface TunedShape extends ConvolutionShape {
  /** Those that have it: "up_0.conv_0". */
  readonly layers: readonly string[];

  /** Milliseconds; ways that are not possible at the size, or for which the memory does not suffice, are missing. */
  readonly times: WayTimes;
}

/**
 * Shapes of the 3×3 convolutions of a generator, or of several together: each once, in the order of the networks, with all
 * layers that have it.
 *
 * @param size Pixels of the picture, not of the convolutions.
 * @throws ModelError if a network makes no picture of this size.
 */
export function convolutionShapes(
  configs: GeneratorConfig | readonly GeneratorConfig[],
  size: Size,
): (ConvolutionShape & { readonly layers: readonly string[] })[] {
  const all = [configs].flat();
  for (const config of all) checkSize(config, size, "convolutionShapes");
  const shapes = new Map<string, ConvolutionShape & { readonly layers: string[] }>();
  for (const step of all.flatMap((config) => generatorSteps(config, size))) {
    if (step.kind !== "conv2d" || step.ofSemantics || step.spec.kernel !== 3) continue;
    const { inChannels, outChannels, stride = 1 } = step.spec;
    if (outChannels < FEW_CHANNELS || stride !== 1) continue;
    const { height, width } = step.output;
    const shape = { height, width, inChannels, outChannels };
    const known = shapes.get(shapeName(shape));
    if (known === undefined) shapes.set(shapeName(shape), { ...shape, layers: [step.name] });
    else if (!known.layers.includes(step.name)) known.layers.push(step.name);
  }
  return [...shapes.values()];
}

/**
 * Measures every way of every 3×3 convolution of generators, for one picture at a time; times are milliseconds.
 *
 * @param shapes As `convolutionShapes` gives them; each is measured as often as it is in the list.
 * @throws EngineError if ONNX Runtime is not installed, or the memory suffices for no way of a convolution.
 */
export async function tune(
  shapes: readonly (ConvolutionShape & { readonly layers: readonly string[] })[],
  { threads, onProgress }: TuneOptions = {},
): Promise<TunedShape[]> {
  const tuned: TunedShape[] = [];
  for (const shape of shapes) {
    onProgress?.(tuned.length, shapes.length, shapeName(shape));
    const times = await timesOf(shape, threads).catch((error: unknown) => {
      throw isCladescopeError(error)
        ? error
        : failedWork(`the convolution ${shapeName(shape)}`, MEASURING, error);
    });
    tuned.push({ ...shape, times });
  }
  onProgress?.(shapes.length, shapes.length, "");
  return tuned;
}

/** As `OnnxLoadOptions.tuning` takes it. */
export function tuningOf(shapes: readonly TunedShape[]): Tuning {
  return new Map(shapes.map((shape) => [shapeName(shape), shape.times]));
}

function isMeasured(way: ConvolutionWay, shape: ConvolutionShape): boolean {
  const { height, width, inChannels } = shape;
  if (way.startsWith("winograd") && height * width > MOST_TILED_PIXELS) return false;
  if (way === "im2col" && 4 * 9 * height * width * inChannels > MOST_UNFOLDED) return false;
  return isPossible(way, shape);
}

/** All ways take turns, so that whatever else the machine does meets all of them. */
async function timesOf(shape: ConvolutionShape, threads: number | undefined): Promise<WayTimes> {
  const { height, width, inChannels } = shape;
  const { Tensor: OnnxTensor } = await onnxRuntime();
  const pixels = height * width;
  const feeds = { x: new OnnxTensor("float32", noise(pixels * inChannels), [pixels, inChannels]) };
  const times: Partial<Record<ConvolutionWay, number>> = {};
  const sessions: [ConvolutionWay, InferenceSession][] = [];
  try {
    let failure: unknown;
    for (const way of WAYS) {
      if (!isMeasured(way, shape)) continue;
      try {
        sessions.push([way, await readySession(shape, way, threads, feeds)]);
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        failure = error;
      }
    }
    if (sessions.length === 0) throw failure;
    const start = performance.now();
    for (let turn = 0; turn < TURNS || performance.now() - start < PATIENCE_MS; turn++) {
      for (const [way, session] of sessions) {
        const before = performance.now();
        await session.run(feeds);
        times[way] = Math.min(times[way] ?? Number.POSITIVE_INFINITY, performance.now() - before);
      }
      if (turn + 1 === MOST_TURNS) break;
    }
  } finally {
    for (const [, session] of sessions) await session.release();
  }
  return times;
}

/** A session that has run once: memory that it wants is there. */
async function readySession(
  shape: ConvolutionShape,
  way: ConvolutionWay,
  threads: number | undefined,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<InferenceSession> {
  const session = await sessionOf(shape, way, threads);
  try {
    await session.run(feeds);
    return session;
  } catch (error) {
    await session.release();
    throw error;
  }
}

async function sessionOf(
  shape: ConvolutionShape,
  way: ConvolutionWay,
  threads: number | undefined,
): Promise<InferenceSession> {
  const { height, width, inChannels, outChannels } = shape;
  const graph = new Graph();
  const x = graph.input("x", "float32", [height * width, inChannels]);
  const weights = noise(9 * inChannels * outChannels);
  const kernel = graph.constant({
    name: "kernel",
    type: "float32",
    dims: [9, inChannels, outChannels],
    byteLength: weights.byteLength,
    load: () => new Uint8Array(weights.buffer),
  });
  const y = convolution(graph, x, { batch: 1, ...shape, kernel }, way, null);
  // One row leaves the graph: copying all of them would be timed too.
  const row = graph.op("Gather", [y, graph.integers([0])], { axis: 0 });
  graph.output(row, "y", [1, outChannels]);
  return openSession(await modelBytes(graph), { threads });
}

/** Ordinary numbers; a period of 2¹⁶ makes them quickly. */
function noise(count: number): Float32Array<ArrayBuffer> {
  const drawn = seededNormal(1, 1 << 16);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = drawn[i & 0xffff] / 16;
  return values;
}
