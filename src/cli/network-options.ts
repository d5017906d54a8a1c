/**
 * The options that commands which read a generator share.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { LabelError } from "../errors.ts";
import type { LabelSet } from "../labels/label-set.ts";
import type { Network } from "../models/network.ts";
import type { ReleasedOptions } from "../models/released-options.ts";
import type { Arguments, OptionSpecs } from "./command.ts";

export const networkOptions: OptionSpecs = {
  "label-set": {
    type: "string",
    value: "NAME|FILE",
    help: "classes: ade20k, coco-stuff, cityscapes, celebamask-hq, toy-scenes or a JSON file (default: a guess by their number)",
  },
  options: {
    type: "string",
    value: "FILE",
    help: "the released code's options, opt.txt or JSON: ngf, label_nc, contain_dontcare_label, no_instance, crop_size, aspect_ratio, num_upsampling_layers, use_vae, z_dim",
  },
  upsampling: {
    type: "string",
    value: "MODE",
    help: "normal, more or most (default: options, label set, else normal)",
  },
};

export interface OpenedNetwork {
  readonly network: Network;
  readonly options: ReleasedOptions;
}

/**
 * Opens CHECKPOINT with what the arguments say about it.
 *
 * @param given `instances`: whether an instance map is given. `another`: whether it is a second network, which --options is
 *   not about; default false.
 */
export async function openFromArguments(
  args: Arguments,
  checkpoint: string,
  given: { readonly instances?: boolean; readonly another?: boolean } = {},
): Promise<OpenedNetwork> {
  const upsampling = args.choice("upsampling", ["normal", "more", "most"]);
  const { openNetwork } = await import("../models/open-network.ts");
  const optionsFile = given.another ? undefined : args.string("options");
  const { readOptions } = await import("./read-inputs.ts");
  const options = optionsFile === undefined ? undefined : await readOptions(optionsFile);
  const network = await openNetwork(checkpoint, {
    labelSet: await namedLabelSet(args),
    options,
    upsampling,
    instances: given.instances,
  });
  return { network, options: options ?? {} };
}

/** The label set that --label-set names. */
export async function namedLabelSet(args: Arguments): Promise<LabelSet | undefined> {
  const name = args.string("label-set");
  if (name === undefined) return undefined;
  const { loadLabelSet, labelSetNames } = await import("../labels/built-in.ts");
  const known = labelSetNames.find((one) => one === name.toLowerCase());
  if (known !== undefined || existsSync(name)) return loadLabelSet(known ?? name);
  throw new LabelError({
    what: "no such label set",
    where: `--label-set ${name}`,
    expected: `${labelSetNames.join(", ")}, or the path of a JSON file`,
    hint: "data/labels of the package shows the shape of such a file",
  });
}
