/**
 * The model as a table: one line for each operation, with the parameter names of the released checkpoints.
 *
 * @module
 */

import type { Step } from "../models/trace.ts";

export interface SummaryLine {
  /** Module path. */
  readonly name: string;

  /** "conv 3×3, 1024 → 512", "clade, 151 classes". */
  readonly operation: string;

  /** [channels, height, width] of the result. */
  readonly output: readonly [number, number, number];

  /** Parameter names below the module path, with their shapes: "weight_orig [512, 1024, 3, 3]". */
  readonly parameters: readonly string[];
}

export function summaryOf(steps: readonly Step[]): SummaryLine[] {
  return steps.map((step) => {
    const { channels, height, width } = step.output;
    return {
      name: step.name,
      operation: operation(step),
      output: [channels, height, width],
      parameters: step.parameters.map(
        ({ key, shape }) => `${key.slice(step.name.length + 1)} [${shape.join(", ")}]`,
      ),
    };
  });
}

function operation(step: Step): string {
  switch (step.kind) {
    case "conv2d": {
      const { kernel, stride = 1, inChannels, outChannels, spectral } = step.spec;
      const striding = stride === 1 ? "" : ` stride ${stride}`;
      const of = step.ofSemantics ? " of the label map" : "";
      return `${spectral ? "spectral " : ""}conv ${kernel}×${kernel}${striding}${of}, ${inChannels} → ${outChannels}`;
    }
    case "convTranspose2d":
      return `transposed conv 3×3, ${step.spec.inChannels} → ${step.spec.outChannels}`;
    case "linear":
      return `linear, ${step.spec.inFeatures} → ${step.spec.outFeatures}`;
    case "attention":
      return step.way === "pool"
        ? `attention, ${step.pixels} pixels → ${step.slots} style vectors`
        : `attention, ${step.slots} style vectors → ${step.pixels} pixels`;
    case "modulate": {
      const { method, paramFreeNorm } = step.layer;
      const edges = method.instanceEdges ? " + instance edges" : "";
      const positional = method.kind === "clade" && method.positional ? "-icpe" : "";
      return `${paramFreeNorm} norm, ${method.kind}${positional}, ${method.classes} classes${edges}`;
    }
    default:
      return step satisfies never;
  }
}
