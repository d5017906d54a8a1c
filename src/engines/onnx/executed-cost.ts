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
import { convolutionWay, type MemoryMode, tableWay } from "./choices.ts";
import { type PatternsBySize, patternsOf } from "./inputs.ts";

/** One operation: multiply-adds for one picture. */
export interface ExecutedCostRow {
  /** Module path: "up_2.conv_0". */
  readonly name: string;

  /** How it is computed: "winograd4", "taps"; "look-up" for CLADE and the start. */
  readonly way: string;

  /** By the plain formula, as the cost reader counts. */
  readonly nominal: number;

  /** On this engine, for these label maps; the mean of a batch. */
  readonly executed: number;
}

/** Rows in the order in which the operations run. */
export function executedCost(
  { config }: Pick<GeneratorNetwork, "config">,
  conditions: Conditions,
  memory: MemoryMode = "normal",
): ExecutedCostRow[] {
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
): { way: string; executed: number } {
  const { output: size } = step;
  if (step.kind === "modulate") {
    const { method, channels } = step.layer;
    const table = patterns.get(`${size.height}x${size.width}`);
    if (method.kind !== "spade" || table === undefined)
      return { way: "look-up", executed: nominal };
    const { first, second, kernel } = table;
    const rows = { first: first.rows, second: second.rows };
    const way = kernel === 1 ? "joined" : tableWay({ ...size, batch }, rows);
    const pixels = size.height * size.width * batch;
    const products = { joined: second.rows, taps: first.rows + 1, dense: pixels }[way];
    const table9 = kernel ** 2 * method.hidden * 2 * channels;
    const applied = channels * size.height * size.width; // scale · x̂, as CLADE's
    return { way, executed: (products * table9) / batch + applied };
  }
  if (step.kind !== "conv2d") return { way: "product", executed: nominal };
  if (step.ofSemantics) return { way: "look-up", executed: 0 };
  const { kernel, outChannels } = step.spec;
  if (kernel === 1) return { way: "product", executed: nominal };
  const way = convolutionWay(size, outChannels, memory);
  // (m + 2)² products for m² results instead of nine for each.
  const share = {
    direct: 1,
    planes: 1,
    im2col: 1,
    winograd2: 4 / 9,
    winograd4x2: 3 / 9,
    winograd4: 2.25 / 9,
  }[way];
  return { way, executed: nominal * share };
}
