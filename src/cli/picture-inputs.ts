/**
 * What the arguments say about LABELS and their companions.
 *
 * @module
 */

import type { PictureFiles, PictureWishes } from "../models/open-picture.ts";
import type { Arguments, OptionSpecs } from "./command.ts";

export const pictureOptions: OptionSpecs = {
  instances: {
    type: "string",
    value: "FILE",
    multiple: true,
    help: "instance ids, PNG or .npy; one for each of LABELS, in the same order",
  },
  positions: {
    type: "string",
    value: "FILE",
    multiple: true,
    help: "positional maps, .npy float32 [2,H,W] (default: computed); one for each of LABELS",
  },
  values: {
    type: "string",
    value: "KIND",
    help: "what LABELS hold: dataset values or bank rows (default: dataset for PNG, rows for .npy)",
  },
  size: {
    type: "string",
    value: "HxW",
    help: "size of the picture (default: the options'; the label map's own, if 32, 64 or 128 divides it; the label set's)",
  },
  z: { type: "string", value: "FILE", help: "latent code of a VAE network, .npy float32 [z_dim]" },
  seed: { type: "string", value: "N", help: "draw the latent code of a VAE network (default 0)" },
};

/** Reads them before any file is opened. @throws UsageError if they make no sense. */
export function pictureWishes(args: Arguments): PictureWishes {
  const wishes = {
    values: args.choice("values", ["rows", "dataset"]),
    size: args.size("size"),
    z: args.string("z"),
    seed: args.integer("seed", 0, 2 ** 32 - 1),
  };
  if (wishes.z === undefined || wishes.seed === undefined) return wishes;
  throw args.usage("--z and --seed exclude each other");
}

/** Paths of LABELS with their companions. @throws UsageError if their numbers differ. */
export function companions(args: Arguments, labels: readonly string[]): PictureFiles[] {
  const paired = (option: "instances" | "positions") => {
    const files = args.strings(option);
    if (files.length === 0 || files.length === labels.length) return files;
    const times = files.length === 1 ? "once" : `${files.length} times`;
    const maps = `${labels.length} label map${labels.length === 1 ? "" : "s"}`;
    throw args.usage(
      `--${option} is given ${times} for ${maps}: repeat --${option} FILE for each of them, in the same order`,
    );
  };
  const [instances, positions] = [paired("instances"), paired("positions")];
  return labels.map((path, i) => ({ path, instances: instances[i], positions: positions[i] }));
}
