/**
 * The configuration that the released training options give a label set.
 *
 * @module
 */

import { ModelError } from "../errors.ts";
import { checkChoice } from "../labels/check-choice.ts";
import type { LabelSet } from "../labels/label-set.ts";
import type { GeneratorConfig } from "./generator-config.ts";
import type { Size } from "./ops.ts";

/**
 * The generator of `method` for `labelSet`, without VAE.
 *
 * @param options `ngf`: width, 64 as released. `instances`: whether there is an edge channel; default as released.
 */
export function releasedConfig(
  labelSet: LabelSet,
  method: "spade" | "clade" | "clade-icpe",
  options: { readonly ngf?: number; readonly instances?: boolean } = {},
): GeneratorConfig {
  checkChoice(ModelError, "method", method, ["spade", "clade", "clade-icpe"]);
  const { ngf = 64, instances: instanceEdges = labelSet.hasInstances } = options;
  const classes = labelSet.rows.length;
  return {
    method:
      method === "spade"
        ? { kind: "spade", classes, instanceEdges, hidden: 128, kernel: 3 }
        : { kind: "clade", classes, instanceEdges, positional: method === "clade-icpe" },
    paramFreeNorm: "batch",
    ngf,
    outputChannels: 3,
    upsampling: labelSet.released?.upsampling ?? "normal",
    spectralNorm: true,
    trunkKernel: 3,
    latent: null,
  };
}

/** Output size of the released networks for `labelSet`; 256 × 256 where it has none. */
export function releasedSize({ released }: LabelSet): Size {
  const { cropSize, aspectRatio } = released ?? { cropSize: 256, aspectRatio: 1 };
  return { height: Math.round(cropSize / aspectRatio), width: cropSize };
}
