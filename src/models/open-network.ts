/**
 * Opens a checkpoint file as a network, with the label set it was most likely trained on. Node only.
 *
 * @module
 */

import { openCheckpoint } from "../checkpoint/open-checkpoint.ts";
import type { StateDict } from "../checkpoint/state-dict.ts";
import { builtInLabelSet, labelSetNames } from "../labels/built-in.ts";
import type { LabelSet } from "../labels/label-set.ts";
import { detect } from "./detect.ts";
import type { Upsampling } from "./generator-config.ts";
import { type Network, networkOf, shapesOf } from "./network.ts";
import { parseReleasedOptions, type ReleasedOptions } from "./released-options.ts";
import { guessLabelSet } from "./resolve-config.ts";

export interface OpenOptions {
  /** The label set; default: what the file's metadata name, else a guess by the number of classes. */
  readonly labelSet?: LabelSet | undefined;

  /** The released code's options; default: those in the file's metadata. */
  readonly options?: ReleasedOptions | undefined;

  /** Whether an instance map will be given: then an undecided SPADE network is taken to have an edge channel. */
  readonly instances?: boolean | undefined;

  /** Where the keys leave it open; default from options or label set, else "normal". */
  readonly upsampling?: Upsampling | undefined;
}

/**
 * @param source A path, or an open state dict, which then belongs to the network.
 * @throws CheckpointError if the file cannot be read, ModelError if it holds no network that fits.
 */
export async function openNetwork(
  source: string | StateDict,
  options: OpenOptions = {},
): Promise<Network> {
  const stateDict = typeof source === "string" ? await openCheckpoint(source) : source;
  try {
    const { metadata, where } = stateDict;
    const inFile = metadata.get("options");
    const guessed = options.labelSet === undefined ? guessedLabelSet(stateDict) : null;
    return networkOf(stateDict, {
      options:
        options.options ??
        (inFile === undefined ? undefined : parseReleasedOptions(json(inFile), where)),
      instances: options.instances,
      upsampling: options.upsampling,
      labelSet: options.labelSet ?? guessed,
      labelSetGuessed: options.labelSet === undefined,
    });
  } catch (error) {
    await stateDict.close();
    throw error;
  }
}

function guessedLabelSet(stateDict: StateDict): LabelSet | null {
  const named = stateDict.metadata.get("label_set");
  const detected = detect(shapesOf(stateDict), stateDict.where);
  const guess = named ?? (detected.network === "generator" ? guessLabelSet(detected) : null);
  const known = labelSetNames.find((name) => name === guess);
  return known === undefined ? null : builtInLabelSet(known);
}

/** Broken JSON is no options object, and parseReleasedOptions says so. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
