/**
 * The released code's options, as far as they say something about a network: `--options opt.txt` or opt.json.
 *
 * Names are those of options/base_options.py of tzt101/CLADE @ 1ffd19d; others (data paths, losses) are ignored.
 *
 * @module
 */

import { ModelError } from "../errors.ts";
import type { Upsampling } from "./generator-config.ts";

export interface ReleasedOptions {
  readonly normMode?: "spade" | "clade";

  /** Whether CLADE sees positional maps (ICPE). */
  readonly addDist?: boolean;
  readonly ngf?: number;
  readonly cropSize?: number;
  readonly aspectRatio?: number;
  readonly upsampling?: Upsampling;
  readonly useVae?: boolean;
  readonly zDim?: number;

  /** Classes without the don't-care class. */
  readonly labelNc?: number;

  /** Whether one more row stands for pixels without a class, which label files mark as 255. */
  readonly containDontcareLabel?: boolean;

  /** Whether the network knows no instance edges. */
  readonly noInstance?: boolean;
}

/** @throws ModelError on an option of the wrong type or out of its range. */
export function parseReleasedOptions(json: unknown, where: string): ReleasedOptions {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new ModelError({
      what: "the options are not a JSON object",
      where,
      expected: '{"label_nc": 150, "contain_dontcare_label": true, …}',
      hint: "names and values are those of the released code's options",
    });
  }
  const options = new Map<string, unknown>(Object.entries(json));
  const option = <T>(name: string, expected: string, valid: (value: unknown) => value is T) => {
    const value = options.get(name);
    if (value === undefined || value === null) return undefined;
    if (valid(value)) return value;
    throw new ModelError({
      what: `the option ${name} does not make sense`,
      where,
      expected,
      got: JSON.stringify(value)?.slice(0, 60),
      hint: "names and values are those of the released code's options; leave out what is not known",
    });
  };
  const count = (name: string, max: number) =>
    option(name, `a whole number between 1 and ${max}`, (v): v is number => isCount(v, max));
  const flag = (name: string) => option(name, "true or false", (v) => typeof v === "boolean");

  return withoutUndefined({
    normMode: option("norm_mode", "spade or clade", isNormMode),
    addDist: flag("add_dist"),
    ngf: count("ngf", 4096),
    cropSize: count("crop_size", 16384),
    aspectRatio: option("aspect_ratio", "a number between 1/16 and 16", isAspectRatio),
    upsampling: option("num_upsampling_layers", "normal, more or most", isUpsampling),
    useVae: flag("use_vae"),
    zDim: count("z_dim", 65536),
    labelNc: count("label_nc", 65535),
    containDontcareLabel: flag("contain_dontcare_label"),
    noInstance: flag("no_instance"),
  });
}

function isNormMode(value: unknown): value is "spade" | "clade" {
  return value === "spade" || value === "clade";
}

function isUpsampling(value: unknown): value is Upsampling {
  return value === "normal" || value === "more" || value === "most";
}

function isCount(value: unknown, max: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= max;
}

function isAspectRatio(value: unknown): value is number {
  return typeof value === "number" && value >= 1 / 16 && value <= 16;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
