/**
 * What a network costs: parameters and multiply-adds of every operation, from the model text itself.
 *
 * Convention: one multiply-accumulate (MAC) counts 1. Counted are convolutions, linear maps, and what a modulation
 * takes to find and apply its parameters, at the resolution where it happens: SPADE's convolutions
 * (k²·K·h + 2·k²·h·C)·H·W, CLADE's product C·H·W with a free look-up, ICPE's two planes 4·H·W, an appended edge
 * channel H·W; SEAN's styles 2·9·L·C·H·W and a linear map L² for each region, beside its label part, SPADE's or CLADE's;
 * attention's K·C·H·W from pixels to style vectors and as many back.
 * Not counted: biases, the normalisation itself, activations, resizing. Parameters are learned numbers,
 * biases included, buffers not.
 *
 * @module
 */

import type { Shape, Size } from "../../models/ops.ts";
import { countParameters } from "../../models/steps.ts";
import type { Step } from "../../models/trace.ts";
import { type NormLayer, semanticChannels } from "../../modulation/norm-layer.ts";

export interface LayerCost {
  /** Module path: "up_2.conv_0". */
  readonly name: string;
  readonly kind: "convolution" | "linear" | "modulation" | "attention";

  /** Shape of the result. */
  readonly output: Shape;

  /** Learned numbers. */
  readonly parameters: number;

  /** Multiply-accumulates for one picture. */
  readonly macs: number;
}

export interface Cost {
  readonly layers: readonly LayerCost[];
  readonly parameters: number;
  readonly macs: number;

  /** The part of the modulation layers in the totals. */
  readonly modulation: { readonly parameters: number; readonly macs: number };
}

/** Counts the operations that `trace` found. */
export function costOf(steps: readonly Step[]): Cost {
  const layers = steps.map(layerCost);
  const modulation = layers.filter(({ kind }) => kind === "modulation");
  return { layers, ...total(layers), modulation: total(modulation) };
}

function layerCost(step: Step): LayerCost {
  const { name, output } = step;
  const common = { name, output, parameters: countParameters([step]) };
  switch (step.kind) {
    case "conv2d": {
      const { kernel, inChannels, outChannels } = step.spec;
      const macs = kernel * kernel * inChannels * outChannels * pixels(output);
      return { ...common, kind: "convolution", macs };
    }
    case "convTranspose2d": {
      // Every input pixel meets all nine taps.
      const macs = (9 * step.spec.inChannels * step.spec.outChannels * pixels(output)) / 4;
      return { ...common, kind: "convolution", macs };
    }
    case "linear":
      return { ...common, kind: "linear", macs: step.spec.inFeatures * step.spec.outFeatures };
    case "attention": // every pixel meets every slot in every channel
      return { ...common, kind: "attention", macs: step.slots * output.channels * step.pixels };
    case "modulate":
      return { ...common, kind: "modulation", macs: modulationMacs(step.layer, output) };
    default:
      return step satisfies never;
  }
}

/** Multiply-accumulates of one modulation at `size`. */
function modulationMacs({ method, channels }: NormLayer, size: Size): number {
  switch (method.kind) {
    case "spade":
      return spadeMacs(method, channels) * pixels(size);
    case "clade": {
      const perPixel = channels + (method.positional ? 4 : 0) + (method.instanceEdges ? 1 : 0);
      return perPixel * pixels(size);
    }
    case "sean": {
      const { styleLength, classes, labels } = method;
      const ofLabels = labels === "clade" ? channels : spadeMacs(method, channels);
      if (styleLength === null) return ofLabels * pixels(size);
      const style = 2 * 9 * styleLength * channels; // conv_gamma and conv_beta, 3×3
      const regions = classes * styleLength * styleLength; // fc_mu of every region
      return (ofLabels + style) * pixels(size) + regions;
    }
    default:
      return method satisfies never;
  }
}

function spadeMacs(
  method: Exclude<NormLayer["method"], { kind: "clade" }>,
  channels: number,
): number {
  const taps = method.kernel * method.kernel;
  return taps * method.hidden * (semanticChannels(method) + 2 * channels);
}

function total(layers: readonly LayerCost[]): { parameters: number; macs: number } {
  const sum = (part: (layer: LayerCost) => number) =>
    layers.reduce((a, layer) => a + part(layer), 0);
  return { parameters: sum((layer) => layer.parameters), macs: sum((layer) => layer.macs) };
}

function pixels({ height, width }: Size): number {
  return height * width;
}
