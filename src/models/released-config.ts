/**
 * The configuration that the released training options give a label set.
 *
 * @module
 */

import { ModelError } from "../errors.ts";
import { checkChoice } from "../labels/check-choice.ts";
import type { LabelSet } from "../labels/label-set.ts";
import type { Method } from "../modulation/norm-layer.ts";
import type { GeneratorConfig, MethodName } from "./generator-config.ts";
import type { Size } from "./ops.ts";
import type { StyleEncoderConfig } from "./style-encoder.ts";

/** Of SEAN, whose 19 regions of CelebAMask-HQ are the released network; any label set makes one of its own. */
export const RELEASED_STYLE_ENCODER: StyleEncoderConfig = { ngf: 32, styleLength: 512 };

const METHODS: readonly MethodName[] = ["spade", "clade", "clade-icpe", "sean", "sean-clade"];

/**
 * The generator of `method` for `labelSet`, without VAE. SEAN never has an edge channel; "sean-clade" was never released,
 * and is SEAN with banks in the place of its SPADE nets.
 *
 * @param options `ngf`: width, 64 as released. `instances`: whether there is an edge channel; default as released.
 */
export function releasedConfig(
  labelSet: LabelSet,
  method: MethodName,
  options: { readonly ngf?: number; readonly instances?: boolean } = {},
): GeneratorConfig {
  checkChoice(ModelError, "method", method, METHODS);
  const { ngf = 64, instances: instanceEdges = labelSet.hasInstances } = options;
  const classes = labelSet.rows.length;
  return {
    method: methodOf(method, classes, instanceEdges),
    paramFreeNorm: "batch",
    ngf,
    outputChannels: 3,
    upsampling: labelSet.released?.upsampling ?? "normal",
    spectralNorm: true,
    trunkKernel: 3,
    latent: null,
  };
}

function methodOf(name: MethodName, classes: number, instanceEdges: boolean): Method {
  const { styleLength } = RELEASED_STYLE_ENCODER;
  const sean = { kind: "sean", classes, instanceEdges: false, styleLength } as const;
  switch (name) {
    case "spade":
      return { kind: "spade", classes, instanceEdges, hidden: 128, kernel: 3 };
    case "clade":
    case "clade-icpe":
      return { kind: "clade", classes, instanceEdges, positional: name === "clade-icpe" };
    case "sean":
      return { ...sean, labels: "spade", hidden: 128, kernel: 3 };
    case "sean-clade":
      return { ...sean, labels: "clade", hidden: classes, kernel: 1 };
    default:
      return name satisfies never;
  }
}

/** Output size of the released networks for `labelSet`; 256 × 256 where it has none. */
export function releasedSize({ released }: LabelSet): Size {
  const { cropSize, aspectRatio } = released ?? { cropSize: 256, aspectRatio: 1 };
  return { height: Math.round(cropSize / aspectRatio), width: cropSize };
}
