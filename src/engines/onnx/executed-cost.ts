/**
 * What a picture costs on this engine for given label maps, beside what it costs nominally: Winograd multiplies less
 * often, and SPADE's convolutions run over the neighbourhoods that occur instead of over all pixels.
 *
 * Counted as in the cost reader (cost.ts): one multiply-add is 1; biases, look-ups and sums of rows are 0, and so are
 * Winograd's transforms, whose few additions are cheap beside the products.
 *
 * @module
 */

import type { GeneratorNetwork } from "../../models/network.ts";
import { generatorSteps } from "../../models/steps.ts";
import type { Step } from "../../models/trace.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import { costOf } from "../cost/cost.ts";
import {
  convolutionWay,
  FEW_CHANNELS,
  type MemoryMode,
  type TableWay,
  tableWay,
} from "./choices.ts";
import type { ConvolutionWay } from "./convolution.ts";
import { type PatternsBySize, patternsOf } from "./inputs.ts";
import { unsupported } from "./unsupported.ts";

/** How an operation is computed: its products are those of a table, of a way to convolve, or as nominally. */
export type ExecutedWay = ConvolutionWay | TableWay | "look-up" | "product";

/** One operation: multiply-adds for one picture. */
export interface ExecutedCostRow {
  /** Module path: "up_2.conv_0". */
  readonly name: string;

  /** "winograd4", "taps"; "look-up" for CLADE and the start, "product" for a kernel of one tap. */
  readonly way: ExecutedWay;

  /** By the plain formula, as the cost reader counts. */
  readonly nominal: number;

  /** On this engine, for these label maps; the mean of a batch. */
  readonly executed: number;
}

/** Products for one result and one input channel of a 3×3 convolution: nine, or F(m×m)'s (m + 2)² for m² results. */
const PRODUCTS: Readonly<Record<ConvolutionWay, number>> = {
  direct: 9,
  im2col: 9,
  winograd2: 16 / 4,
  winograd4: 36 / 16,
};

/** Rows times SPADE's second kernel, nine taps and all channels: of `pixels` in all pictures, and `rows` of the tables. */
const PRODUCT_ROWS: Readonly<
  Record<TableWay, (pixels: number, rows: { first: number; second: number }) => number>
> = {
  joined: (_, { second }) => second,
  taps: (_, { first }) => first + 1, // and the row of zeros outside the picture
  dense: (pixels) => pixels,
};

/**
 * Rows in the order in which the operations run.
 *
 * @throws EngineError for SEAN, which this engine does not run; if edges are wanted and there are none.
 */
export function executedCost(
  { config, where = "executedCost" }: Pick<GeneratorNetwork, "config"> & { where?: string },
  conditions: Conditions,
  memory: MemoryMode = "normal",
): ExecutedCostRow[] {
  if (config.method.kind === "sean") throw unsupported(where, "SEAN");
  const steps = generatorSteps(config, conditions);
  const nominal = costOf(steps).layers;
  const sizes = steps.filter(({ kind }) => kind === "modulate").map(({ output }) => output);
  const patterns = patternsOf(config, conditions, sizes);
  return steps.map((step, i) => ({
    name: step.name,
    nominal: nominal[i].macs,
    ...executed(step, nominal[i].macs, patterns, conditions.batch, memory),
  }));
}

function executed(
  step: Step,
  nominal: number,
  patterns: PatternsBySize,
  batch: number,
  memory: MemoryMode,
): Pick<ExecutedCostRow, "way" | "executed"> {
  const { output: size } = step;
  if (step.kind === "modulate") {
    const { method, channels } = step.layer;
    const table = patterns.get(`${size.height}x${size.width}`);
    if (method.kind !== "spade" || table === undefined)
      return { way: "look-up", executed: nominal };
    const rows = { first: table.first.rows, second: table.second.rows };
    const way = table.kernel === 1 ? "joined" : tableWay({ ...size, batch }, rows);
    const products = PRODUCT_ROWS[way](size.height * size.width * batch, rows);
    const each = table.kernel ** 2 * method.hidden * 2 * channels;
    const applied = channels * size.height * size.width; // scale · x̂, as CLADE's
    return { way, executed: (products * each) / batch + applied };
  }
  if (step.kind !== "conv2d") return { way: "product", executed: nominal };
  if (step.ofSemantics) return { way: "look-up", executed: 0 };
  const { kernel, outChannels } = step.spec;
  if (kernel === 1) return { way: "product", executed: nominal };
  const way = outChannels < FEW_CHANNELS ? "direct" : convolutionWay(size, memory);
  return { way, executed: (nominal / 9) * PRODUCTS[way] };
}
