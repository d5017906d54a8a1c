/**
 * Whether what the user says of a network agrees with its keys.
 *
 * @module
 */

import { ModelError } from "../errors.ts";
import type { LabelSet } from "../labels/label-set.ts";
import type { DetectedGenerator } from "./detect.ts";
import type { Upsampling } from "./generator-config.ts";
import type { ReleasedOptions } from "./released-options.ts";

/**
 * A guessed label set fits or is dropped; one that the user names has to fit.
 *
 * @returns `labelSet`, or null.
 */
export function fittingLabelSet(
  classes: number,
  labelSet: LabelSet | null,
  guessed: boolean,
  where: string,
): LabelSet | null {
  if (labelSet === null || labelSet.rows.length === classes) return labelSet;
  if (guessed) return null;
  throw new ModelError({
    what: `the label set ${labelSet.name} does not fit this network`,
    where,
    expected: `${classes} rows`,
    got: `${labelSet.rows.length} rows`,
    hint: "name another one with --label-set, or leave it out to use bank rows as they are",
  });
}

export function checkOptions(
  detected: DetectedGenerator,
  options: ReleasedOptions,
  where: string,
): void {
  const { ngf, latent, kind } = detected;
  const normMode = kind === "clade-icpe" ? "clade" : kind;
  if (!kind.startsWith("sean") && options.normMode !== undefined && options.normMode !== normMode) {
    throw contradiction(where, "norm_mode", options.normMode, normMode);
  }
  const positional = kind === "clade-icpe";
  if (normMode === "clade" && options.addDist === !positional) {
    throw contradiction(where, "add_dist", options.addDist, positional);
  }
  if (options.ngf !== undefined && options.ngf !== ngf) {
    throw contradiction(where, "ngf", options.ngf, ngf);
  }
  if (options.useVae !== undefined && options.useVae !== (latent !== null)) {
    throw contradiction(where, "use_vae", options.useVae, latent !== null);
  }
  if (latent !== null && options.zDim !== undefined && options.zDim !== latent.zDim) {
    throw contradiction(where, "z_dim", options.zDim, latent.zDim);
  }
  if (detected.instanceEdges !== null && options.noInstance === detected.instanceEdges) {
    throw contradiction(where, "no_instance", options.noInstance, !detected.instanceEdges);
  }
}

export function checkClasses(
  { semanticChannels }: DetectedGenerator,
  classes: number,
  instanceEdges: boolean,
  { labelNc, containDontcareLabel }: ReleasedOptions,
  where: string,
): void {
  if (classes < 1) {
    throw new ModelError({
      what: "the only input channel of this network cannot be the edge map",
      where,
      expected: "2 channels or more: a class and the edge map",
      got: `${semanticChannels}`,
      hint: "leave the instance map out, or say no_instance in the options",
    });
  }
  const told = labelNc === undefined ? classes : labelNc + (containDontcareLabel ? 1 : 0);
  const fits =
    containDontcareLabel === undefined
      ? told === classes || told + 1 === classes
      : told === classes;
  if (fits) return;
  throw new ModelError({
    what: "the number of classes in the options does not fit this network",
    where,
    expected: `label_nc and the don't-care class together ${classes}`,
    got: `label_nc ${labelNc}, contain_dontcare_label ${containDontcareLabel ?? "not given"}`,
    hint: `the network has ${semanticChannels} input channels, ${instanceEdges ? "one of them" : "none of them"} the edge map`,
  });
}

function contradiction(where: string, what: string, said: unknown, found: unknown): ModelError {
  return new ModelError({
    what: `${what} as given contradicts the checkpoint`,
    where,
    expected: String(found),
    got: String(said),
    hint: "leave it out: the checkpoint tells",
  });
}

/** Whether there is an `up_4` settles "most"; the other two look alike. */
export function checkUpsampling(
  detected: DetectedGenerator["upsampling"],
  said: Upsampling | undefined,
  where: string,
): void {
  if (said === undefined || (said === "most") === (detected === "most")) return;
  const found =
    detected === "most" ? "most (the keys hold up_4)" : "normal or more (the keys hold no up_4)";
  throw contradiction(where, "upsampling", said, found);
}
