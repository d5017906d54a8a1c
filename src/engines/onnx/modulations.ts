/**
 * Modulations of a network's layers, as `layerModulation` gives them, with the rows of SPADE and SEAN computed by ONNX
 * Runtime (Node only). CLADE's and CLADE-ICPE's are look-ups, which need no engine.
 *
 * ```ts
 * const modulations = await OnnxModulations.load(network);
 * try { await addConditions(statistics, network, conditions, modulations.source); } finally { await modulations.dispose(); }
 * ```
 *
 * @module
 */

import type { InferenceSession, Tensor } from "onnxruntime-node";
import { blendedSpadeParameters } from "../../models/blended-spade.ts";
import { layerStyles, spadeParameters } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Size } from "../../models/ops.ts";
import { type Conditions, picturesOf } from "../../modulation/conditions.ts";
import type { Modulation } from "../../modulation/modulation.ts";
import type { NormLayer, SeanMethod, SpadeMethod } from "../../modulation/norm-layer.ts";
import { joined } from "../../modulation/sean.ts";
import type { SpadeParameters } from "../../modulation/spade.ts";
import type { PatternMethod, SpadePatterns } from "../../modulation/spade-patterns.ts";
import { lookUps } from "../look-ups.ts";
import { type LayerModulations, modulationsDisposedOf } from "../modulations.ts";
import { PatternMemory } from "../pattern-memory.ts";
import { sideBySide, toKernelLast } from "../tfjs/layout.ts";
import { failedWork, type Work } from "./failed-runtime.ts";
import { int64 } from "./int64.ts";
import { isStyled, LayerStyles } from "./layer-styles.ts";
import { ROWS, rowsGraph } from "./modulation-graph.ts";
import { modelBytes } from "./proto.ts";
import { onnxRuntime, openSession } from "./session.ts";

type Feeds = Record<string, Tensor>;

/** A layer's parameters as inputs of the graph; their memory is fed as it is, without a copy. */
type Weights = Readonly<Feeds>;

export interface OnnxModulationsOptions {
  /** Threads of one run; default: ONNX Runtime's, one for each core. */
  readonly threads?: number | undefined;
}

/** It keeps the parameters of the layers that were asked for until `dispose`. */
export class OnnxModulations implements LayerModulations {
  readonly network: GeneratorNetwork;
  readonly engine = "onnx";

  /** By kernel and number of regions; none for methods that look their rows up. */
  readonly #sessions = new Map<string, Promise<InferenceSession>>();
  readonly #threads: number | undefined;
  readonly #lookUps: LayerModulations;
  readonly #styles: LayerStyles;
  readonly #weights = new Map<string, Promise<Weights>>();
  readonly #patterns = new PatternMemory();
  #running: Promise<unknown> = Promise.resolve();
  #disposed = false;

  private constructor(network: GeneratorNetwork, threads: number | undefined) {
    this.#threads = threads;
    this.#lookUps = lookUps(network);
    this.#styles = new LayerStyles(network, threads);
    this.network = network;
  }

  /** @throws EngineError if ONNX Runtime is not installed. */
  static async load(
    network: GeneratorNetwork,
    { threads }: OnnxModulationsOptions = {},
  ): Promise<OnnxModulations> {
    await onnxRuntime();
    return new OnnxModulations(network, threads);
  }

  /** See `LayerModulations.source`. Layers asked for at the same time are done one after the other. */
  readonly source = async (
    layer: NormLayer,
    conditions: Conditions,
    size: Size,
  ): Promise<Modulation> => {
    if (this.#disposed) throw modulationsDisposedOf(this.network.where, "OnnxModulations.load()");
    if (layer.method.kind === "clade") return this.#lookUps.source(layer, conditions, size);
    const run = this.#running.then(() => this.#run(layer, conditions, size));
    this.#running = run.catch(() => {}); // whoever asked for it is told
    return run;
  };

  /** Waits for what runs. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#running;
    for (const session of this.#sessions.values()) {
      await (await session.catch(() => null))?.release();
    }
    await this.#styles.release();
    this.#weights.clear();
  }

  async #run(layer: NormLayer, conditions: Conditions, size: Size): Promise<Modulation> {
    const { method } = layer;
    if (!isStyled(method)) return this.#rows(layer, conditions, size);
    const codes = layerStyles(this.network, layer, conditions);
    const each = codes.length / conditions.batch;
    const parts: Modulation[] = [];
    // Pictures differ in their codes, so each has rows of its own.
    for (const [n, picture] of picturesOf(conditions).entries()) {
      const own = codes.subarray(n * each, (n + 1) * each);
      parts.push(
        await this.#rows(layer, picture, size, await this.#styles.table(layer, method, own)),
      );
    }
    return joined(parts);
  }

  /** @param style SEAN: what the layer makes of the picture's codes. */
  async #rows(
    layer: NormLayer,
    conditions: Conditions,
    size: Size,
    style?: Tensor,
  ): Promise<Modulation> {
    const method = rowsMethod(layer.method);
    const weights = await this.#weightsOf(layer, method);
    const session = await this.#session(method, style === undefined ? null : method.classes);
    const { table, ...part } = this.#patterns.of(method, conditions, size);
    const { Tensor } = await onnxRuntime();
    const feeds: Feeds = { ...weights };
    const indices = new Map([
      ...indicesOf(table, method),
      ...(style === undefined ? [] : styleIndicesOf(table)),
    ]);
    for (const [name, { data, dims }] of indices) {
      feeds[name] = new Tensor("int64", data, dims);
    }
    if (style !== undefined) feeds[ROWS.styleTable] = style;
    const results = await session.run(feeds).catch((cause: unknown) => {
      const { batch } = conditions;
      const what = `${layer.name} for ${batch} × ${size.height} × ${size.width} pixels`;
      throw failedWork(what, MAKING_ROWS, cause);
    });
    const bank = (name: string) => {
      const values = results[name].data as Float32Array;
      return { rows: table.second.rows, channels: layer.channels, values };
    };
    return { scale: bank(ROWS.scale), shift: bank(ROWS.shift), ...part };
  }

  #session(method: SpadeMethod, regions: number | null): Promise<InferenceSession> {
    const key = `${method.kernel} ${regions}`;
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    // Between two layers the host counts: threads that spin until the next would take its processor.
    const options = { threads: this.#threads, spinning: false };
    const opening = modelBytes(rowsGraph(method, regions)).then((model) =>
      openSession(model, options),
    );
    this.#sessions.set(key, opening);
    opening.catch(() => this.#sessions.delete(key));
    return opening;
  }

  #weightsOf(layer: NormLayer, method: SpadeMethod): Promise<Weights> {
    const { name, channels } = layer;
    const known = this.#weights.get(name);
    if (known !== undefined) return known;
    const parameters =
      layer.method.kind === "sean"
        ? blendedSpadeParameters(this.network, layer, layer.method)
        : spadeParameters(this.network, name);
    const reading = parameters.then((values) => weightsOf(values, method, channels));
    this.#weights.set(name, reading);
    reading.catch(() => this.#weights.delete(name)); // to be read again when it is asked for again
    return reading;
  }
}

/** What SPADE's graph is to make: of SEAN, whose patterns are always 3×3, the SPADE part. */
function rowsMethod(method: NormLayer["method"]): SpadeMethod & PatternMethod {
  if (method.kind === "spade") return method;
  const { classes, hidden, kernel } = method as SeanMethod; // CLADE's rows are looked up
  const centreOnly = kernel === 1;
  return { kind: "spade", classes, instanceEdges: false, hidden, kernel: 3, centreOnly };
}

const MAKING_ROWS: Work = {
  infinitive: "make the rows of",
  participle: "making the rows of",
  hint: "a smaller size or batch needs less memory; --engine tfjs does without ONNX Runtime",
};

async function weightsOf(
  { shared, gamma, beta }: SpadeParameters,
  { classes, instanceEdges, hidden, kernel }: SpadeMethod,
  channels: number,
): Promise<Weights> {
  const { Tensor } = await onnxRuntime();
  const floats = (data: Float32Array, dims: number[]) => new Tensor("float32", data, dims);
  const taps = kernel ** 2;
  const inputs = classes + (instanceEdges ? 1 : 0);
  const columns = 2 * channels;
  const table = new Float32Array((taps * inputs + 1) * hidden); // the last row stays zero
  table.set(toKernelLast(shared.weight, hidden, inputs, kernel));
  const kernels = toKernelLast(sideBySide(gamma.weight, beta.weight), columns, hidden, kernel);
  const ones = gamma.bias.map((b) => 1 + b);
  const feeds: Feeds = {
    [ROWS.table]: floats(table, [taps * inputs + 1, hidden]),
    [ROWS.firstBias]: floats(shared.bias, [hidden]),
    [ROWS.secondBias]: floats(sideBySide(ones, beta.bias), [columns]),
  };
  const length = hidden * columns;
  for (let tap = 0; tap < taps; tap++) {
    const matrix = kernels.subarray(tap * length, (tap + 1) * length);
    feeds[ROWS.kernel(tap)] = floats(matrix, [hidden, columns]);
  }
  return feeds;
}

interface Indices {
  readonly data: BigInt64Array;
  readonly dims: number[];
}

function indicesOf(
  { first, second, symbolCount }: SpadePatterns,
  { classes, instanceEdges, kernel }: SpadeMethod,
): Map<string, Indices> {
  const taps = kernel ** 2;
  const inputs = classes + (instanceEdges ? 1 : 0);
  const nothing = taps * inputs;
  const parts = instanceEdges ? 2 * taps : taps;
  const windows = int64(first.rows * parts, (i) => {
    const [row, part] = [Math.floor(i / parts), i % parts];
    const tap = part % taps;
    const symbol = first.table[row * taps + tap];
    if (symbol === symbolCount) return nothing; // outside of the picture
    if (!instanceEdges) return tap * inputs + symbol;
    if (part < taps) return tap * inputs + (symbol >> 1);
    return (symbol & 1) === 1 ? tap * inputs + classes : nothing;
  });
  const indices = new Map([[ROWS.windows as string, { data: windows, dims: [first.rows, parts] }]]);
  for (let tap = 0; taps > 1 && tap < taps; tap++) {
    const data = int64(second.rows, (row) => second.table[row * taps + tap]);
    indices.set(ROWS.around(tap), { data, dims: [second.rows] });
  }
  return indices;
}

function styleIndicesOf({ first, second, symbolCount }: SpadePatterns): Map<string, Indices> {
  const { table } = first;
  const windows = int64(table.length, (i) => (i % 9) * (symbolCount + 1) + table[i]);
  const centres = int64(second.rows, (row) => second.table[row * 9 + 4]);
  return new Map([
    [ROWS.styleWindows as string, { data: windows, dims: [first.rows, 9] }],
    [ROWS.centres as string, { data: centres, dims: [second.rows] }],
  ]);
}
