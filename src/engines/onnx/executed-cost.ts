/**
 * What a picture costs on this engine for given label maps, beside what it costs nominally: Winograd multiplies less
 * often, and SPADE's convolutions run over the neighbourhoods that occur instead of over all pixels.
 *
 * Counted as in the cost reader (cost.ts): one multiply-add is 1; biases, look-ups and sums of rows are 0, and so are
 * Winograd's transforms, whose few additions are cheap beside the products. SEAN's rows include what is made of the style
 * codes, which pictures that follow in the same style do not take again.
 *
 * @module
 */

import { generator } from "../../models/generator.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { generatorSteps } from "../../models/steps.ts";
import type { Step } from "../../models/trace.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { costOf } from "../cost/cost.ts";
import { convolutionWay, type MemoryMode, type TableWay } from "./choices.ts";
import { type ConvolutionWay, matricesOf } from "./convolution.ts";
import { Graph } from "./graph.ts";
import { type ExecutedWay, OnnxOps } from "./onnx-ops.ts";

export type { ExecutedWay } from "./onnx-ops.ts";

import { type Plan, planOf } from "./plan.ts";
import { FedSources } from "./sources.ts";
import { unsupported } from "./unsupported.ts";

/** One operation: multiply-adds for one picture. */
export interface ExecutedCostRow {
  /** Module path: "up_2.conv_0". */
  readonly name: string;

  /** "winograd4", "taps"; "look-up" for CLADE and the start, "product" for a kernel of one tap. */
  readonly way: ExecutedWay;

  /** Whether it is computed for 2×2 blocks of pixels and corrected at the borders of regions. */
  readonly halved: boolean;

  /** By the plain formula, as the cost reader counts. */
  readonly nominal: number;

  /** On this engine, for these label maps; the mean of a batch. */
  readonly executed: number;
}

/** Rows times SPADE's second kernel, nine taps and all channels: of `pixels` in all pictures, and `rows` of the tables. */
const PRODUCT_ROWS: Readonly<
  Record<TableWay, (pixels: number, rows: { first: number; second: number }) => number>
> = {
  joined: (_, { second }) => second,
  taps: (_, { first }) => first + 1, // and the row of zeros outside the picture
  dense: (pixels) => pixels,
};

/**
 * Rows in the order in which the operations run. The ways are those of the built-in table, whatever a generator's `tuning`.
 *
 * @param memory Of the generator.
 * @throws EngineError for MSCA, which this engine does not run; if edges are wanted and there are none.
 */
export function executedCost(
  { config, where = "executedCost" }: Pick<GeneratorNetwork, "config"> & { where?: string },
  conditions: Conditions,
  memory: MemoryMode = "normal",
): ExecutedCostRow[] {
  if (config.msca) throw unsupported(where, "masked spatial-channel attention");
  const plan = planOf(config, conditions);
  const ways = waysOf(config, plan, memory);
  const steps = generatorSteps(config, conditions);
  const nominal = costOf(steps).layers;
  return steps.map((step, i) => {
    const { way, halved } = ways.get(step.name) as Executed; // the same text named both
    const macs = nominal[i].macs;
    return {
      name: step.name,
      way,
      halved,
      nominal: macs,
      executed: executed(step, macs, { way, halved }, plan),
    };
  });
}

type Executed = Pick<ExecutedCostRow, "way" | "halved">;

/** How each operation is built, from building the graph. */
function waysOf(
  config: GeneratorNetwork["config"],
  plan: Plan,
  memory: MemoryMode,
): Map<string, Executed> {
  const ways = new Map<string, Executed>();
  const graph = new Graph();
  const ops = new OnnxOps({
    graph,
    batch: plan.batch,
    sources: new FedSources(graph, plan.batch),
    constant: (name) => name,
    styleSets: plan.styleSets,
    tableWay: plan.tableWay,
    halved: plan.halved,
    convolutionWay: (shape) => convolutionWay(shape, memory),
    onWay: (name, way, halved) => ways.set(name, { way, halved }),
  });
  generator(config, plan, ops);
  return ways;
}

/** Multiply-adds for one picture. */
function executed(
  step: Step,
  nominal: number,
  { way, halved }: Executed,
  { batch, patterns, borders, styleSets }: Plan,
): number {
  const { height, width } = step.output;
  const at = `${height}x${width}`;
  const pixels = height * width * batch;
  // Of pixels that are computed for themselves: all, or one of each block and those that differ from it.
  const computed = halved ? pixels / 4 + (borders.get(at)?.others.length ?? 0) : pixels;
  if (step.kind === "modulate") {
    const { method, channels } = step.layer;
    const applied = channels * computed; // scale · x̂
    const table = patterns.get(at);
    if (method.kind === "clade" || table === undefined) return (nominal * computed) / pixels;
    const rows = { first: table.first.rows, second: table.second.rows };
    const products = PRODUCT_ROWS[way as TableWay](pixels, rows);
    const labels = products * table.kernel ** 2 * method.hidden * 2 * channels;
    return (labels + styleProducts(step.layer, styleSets) + applied) / batch;
  }
  if (way === "look-up") return 0;
  // Nine products for each block of four results, and nine for each pixel that differs.
  if (step.kind !== "conv2d" || way === "product" || way === "upsampled") {
    return (nominal * computed) / pixels;
  }
  const { matrices, results } = matricesOf(way as ConvolutionWay);
  return (nominal / 9) * (matrices / results);
}

/** SEAN: of the regions' linear maps and of the nine taps with each region. */
function styleProducts({ method, channels }: NormLayer, sets: number): number {
  if (method.kind !== "sean" || method.styleLength === null) return 0;
  const { classes, styleLength: length } = method;
  const regions = sets * classes;
  return regions * length ** 2 + 9 * (regions + 1) * length * 2 * channels;
}
