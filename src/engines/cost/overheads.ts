/**
 * How much a modulation adds to the generator it sits in, under three counting conventions.
 *
 * The paper's abstract (arXiv 2004.02867, first version of CLADE) gives for ADE20K: CLADE +4.57 % parameters and
 * +0.07 % computation, SPADE +39.21 % and +234.73 %. These come out to the digit only if the denominator is the
 * weights of all convolutions in the residual blocks, without `fc` and `conv_img`, with the shortcut counted as 3×3.
 * The released code has a 1×1 shortcut; both are computed here.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import { type GeneratorConfig, methodName } from "../../models/generator-config.ts";
import type { Size } from "../../models/ops.ts";
import { generatorSteps } from "../../models/steps.ts";
import type { Step } from "../../models/trace.ts";
import { type Cost, costOf } from "./cost.ts";

export interface Overhead {
  /** Added parameters in percent of the denominator's, rounded to two decimals. */
  readonly parameters: number;

  /** Added multiply-accumulates in percent of the denominator's, rounded to two decimals. */
  readonly compute: number;
}

export type Convention =
  /** As published: block convolutions, weights only, the shortcut as 3×3. */
  | "published"
  /** The same with the 1×1 shortcut of the released code. */
  | "asReleased"
  /** All of the generator but its modulation: fc, conv_img and biases too. */
  | "wholeGenerator";

export const CONVENTIONS: Readonly<Record<Convention, string>> = {
  published:
    "weights of the modulation over weights of all convolutions in the residual blocks (conv_0, conv_1, conv_s), conv_s counted as 3×3, without fc, conv_img and biases; compute in multiply-accumulates, the look-up free",
  asReleased: "the same with conv_s as the released code has it, 1×1",
  wholeGenerator:
    "parameters of the modulation over those of all else in the generator, fc, conv_img and biases included, conv_s 1×1",
};

/** SPADE's and CLADE's overhead for networks of this width, depth and label set. @throws EngineError for a convention that there is not. */
export function overheads(
  config: GeneratorConfig,
  size: Size,
  convention: Convention,
): { spade: Overhead; clade: Overhead } {
  checkChoice(EngineError, "convention", convention, Object.keys(CONVENTIONS) as Convention[]);
  return {
    spade: overhead(withMethod(config, "spade"), size, convention),
    clade: overhead(withMethod(config, "clade"), size, convention),
  };
}

/** The same network with another modulation; SPADE with 128 hidden channels and 3×3, as released. */
export function withMethod(
  config: GeneratorConfig,
  method: "spade" | "clade" | "clade-icpe",
): GeneratorConfig {
  const { classes, instanceEdges } = config.method;
  if (methodName(config.method) === method) return config;
  if (method === "spade") {
    return { ...config, method: { kind: "spade", classes, instanceEdges, hidden: 128, kernel: 3 } };
  }
  const positional = method === "clade-icpe";
  return { ...config, method: { kind: "clade", classes, instanceEdges, positional } };
}

function overhead(config: GeneratorConfig, size: Size, convention: Convention): Overhead {
  const steps = generatorSteps(config, size);
  const cost = costOf(steps);
  if (convention === "wholeGenerator") {
    // The denominator is the generator without modulation, so without the channel that CLADE appends for edges.
    const plain = costOf(generatorSteps(withMethod(config, "spade"), size));
    return percent(cost.modulation, minus(plain, plain.modulation));
  }
  const shortcut = convention === "published" ? 3 : 1;
  return percent(
    { parameters: modulationWeights(steps, cost), macs: lookUpMacs(steps, cost) },
    blockConvolutions(steps, shortcut),
  );
}

/** Convolutions of the residual blocks, weights only, without a channel that CLADE appends. */
function blockConvolutions(
  steps: readonly Step[],
  shortcutKernel: number,
): Pick<Cost, "parameters" | "macs"> {
  let parameters = 0;
  let macs = 0;
  let channels = 0; // that the modulation before the convolution has normalised
  for (const step of steps) {
    if (step.kind === "modulate") channels = step.layer.channels;
    if (step.kind !== "conv2d" || !/\.conv_[01s]$/.test(step.name)) continue;
    const kernel = step.name.endsWith("_s") ? shortcutKernel : step.spec.kernel;
    const weights = kernel * kernel * channels * step.spec.outChannels;
    parameters += weights;
    macs += weights * step.output.height * step.output.width;
  }
  return { parameters, macs };
}

/** Parameters of the modulation without biases of convolutions: banks, or kernels. */
function modulationWeights(steps: readonly Step[], cost: Cost): number {
  const biases = steps
    .filter((step) => step.kind === "modulate")
    .flatMap((step) => step.parameters)
    .filter(({ key, role }) => role === "parameter" && /mlp_\w+(\.0)?\.bias$/.test(key))
    .reduce((sum, { shape }) => sum + shape[0], 0);
  return cost.modulation.parameters - biases - edgeParameters(steps);
}

/** Two numbers in each layer of a CLADE network with instance edges, not part of its banks. */
function edgeParameters(steps: readonly Step[]): number {
  return steps.flatMap((step) => step.parameters).filter(({ key }) => key.includes(".inst_conv."))
    .length;
}

/** Multiply-accumulates of the modulation without those of an appended edge channel. */
function lookUpMacs(steps: readonly Step[], cost: Cost): number {
  let macs = cost.modulation.macs;
  for (const step of steps) {
    if (step.kind !== "modulate" || step.layer.method.kind !== "clade") continue;
    if (step.layer.method.instanceEdges) macs -= step.output.height * step.output.width;
  }
  return macs;
}

type Amount = Pick<Cost, "parameters" | "macs">;

function minus(a: Amount, b: Amount): Amount {
  return { parameters: a.parameters - b.parameters, macs: a.macs - b.macs };
}

function percent(part: Amount, whole: Amount): Overhead {
  const round = (ratio: number) => Math.round(ratio * 1e4) / 1e2;
  return {
    parameters: round(part.parameters / whole.parameters),
    compute: round(part.macs / whole.macs),
  };
}
