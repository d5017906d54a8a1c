/**
 * A training's configuration from a file's metadata. The file may be anybody's: every field is checked, and every
 * number has a bound: networks are as large as the tensors that the file really holds, batches as large as a training's
 * can be.
 *
 * @module
 */

import { TrainingError } from "../errors.ts";
import type { DiscriminatorConfig } from "../models/discriminator.ts";
import type { GeneratorConfig, Latent } from "../models/generator-config.ts";
import type { ImageEncoderConfig } from "../models/image-encoder.ts";
import { blocksWithStyle, type MscaConfig } from "../models/msca.ts";
import type { StyleEncoderConfig } from "../models/style-encoder.ts";
import type { Method, SeanMethod } from "../modulation/norm-layer.ts";
import type { TrainingConfig } from "./training-config.ts";

/** @throws TrainingError naming the first field that is missing or out of range. */
export function parseTrainingConfig(json: unknown, where: string): TrainingConfig {
  const top = new Fields(json, where, "config");
  return {
    generator: generatorOf(top.object("generator")),
    discriminator: discriminatorOf(top.object("discriminator")),
    encoder: top.nullable("encoder", encoderOf),
    // Files of versions that did not train SEAN lack it.
    styleEncoder: top.has("styleEncoder") ? top.nullable("styleEncoder", styleEncoderOf) : null,
    ...pixelsOf(top),
    steps: top.integer("steps", 1, 1e12),
    decayFrom: top.integer("decayFrom", 0, 1e12),
    learningRate: top.number("learningRate"),
    twoTimeScales: top.flag("twoTimeScales"),
    lambdaFeature: top.number("lambdaFeature"),
    lambdaKld: top.number("lambdaKld"),
    lambdaPixel: top.number("lambdaPixel"),
    seed: top.integer("seed", 0, 2 ** 32),
  };
}

const WIDEST = 65536;

/** Blocks that every upsampling has at a size where it can take a style. */
const BLOCKS = blocksWithStyle("normal");

/** Of all pictures of a batch: 800 MB of colours; the released networks train with 0.13 million a card. */
const MOST_PIXELS = 2 ** 26;

function pixelsOf(top: Fields): Pick<TrainingConfig, "size" | "batchSize"> {
  const size = top.object("size");
  const height = size.integer("height", 1, 8192);
  const width = size.integer("width", 1, 8192);
  const most = Math.min(4096, Math.floor(MOST_PIXELS / (height * width)));
  return { size: { height, width }, batchSize: top.integer("batchSize", 1, most) };
}

function generatorOf(fields: Fields): GeneratorConfig {
  return {
    method: methodOf(fields.object("method")),
    paramFreeNorm: fields.oneOf("paramFreeNorm", ["batch", "instance"]),
    ngf: fields.integer("ngf", 1, 4096),
    outputChannels: fields.integer("outputChannels", 3, 3),
    upsampling: fields.oneOf("upsampling", ["normal", "more", "most"]),
    spectralNorm: fields.flag("spectralNorm"),
    trunkKernel: fields.oneOf("trunkKernel", [1, 3]),
    latent: fields.nullable("latent", latentOf),
    ...(fields.has("msca") && { msca: mscaOf(fields.object("msca")) }),
  };
}

function mscaOf(fields: Fields): MscaConfig {
  return {
    slots: fields.integer("slots", 1, WIDEST),
    imageWidth: fields.integer("imageWidth", 1, 4096),
    layoutWidth: fields.integer("layoutWidth", 1, 4096),
    blocks: fields.someOf("blocks", BLOCKS),
  };
}

function latentOf(fields: Fields): Latent {
  return { zDim: fields.integer("zDim", 1, WIDEST), cells: fields.integer("cells", 1, WIDEST) };
}

function methodOf(fields: Fields): Method {
  const kind = fields.oneOf("kind", ["spade", "clade", "sean"]);
  if (kind === "sean") return seanOf(fields);
  const common = {
    classes: fields.integer("classes", 1, WIDEST),
    instanceEdges: fields.flag("instanceEdges"),
  };
  if (kind === "clade") return { kind, ...common, positional: fields.flag("positional") };
  return {
    kind,
    ...common,
    hidden: fields.integer("hidden", 1, WIDEST),
    kernel: fields.oneOf("kernel", [1, 3]),
  };
}

function seanOf(fields: Fields): SeanMethod {
  const labels = fields.oneOf("labels", ["spade", "clade"]);
  const classes = fields.integer("classes", 1, WIDEST);
  const bank = labels === "clade";
  return {
    kind: "sean",
    classes,
    instanceEdges: false,
    labels,
    hidden: bank ? classes : fields.integer("hidden", 1, WIDEST),
    kernel: bank ? 1 : fields.oneOf("kernel", [1, 3]),
    styleLength: fields.integer("styleLength", 1, WIDEST),
  };
}

function styleEncoderOf(fields: Fields): StyleEncoderConfig {
  return {
    ngf: fields.integer("ngf", 1, 4096),
    styleLength: fields.integer("styleLength", 1, WIDEST),
  };
}

function discriminatorOf(fields: Fields): DiscriminatorConfig {
  return {
    semanticChannels: fields.integer("semanticChannels", 1, WIDEST),
    imageChannels: fields.integer("imageChannels", 3, 3),
    ndf: fields.integer("ndf", 1, 4096),
    scales: fields.integer("scales", 1, 8),
    layers: fields.integer("layers", 1, 16),
    spectralNorm: fields.flag("spectralNorm"),
  };
}

function encoderOf(fields: Fields): ImageEncoderConfig {
  return {
    ndf: fields.integer("ndf", 1, 4096),
    layers: fields.integer("layers", 1, 6),
    zDim: fields.integer("zDim", 1, WIDEST),
    spectralNorm: fields.flag("spectralNorm"),
  };
}

/** The fields of one JSON object. */
class Fields {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #where: string;
  readonly #path: string;

  constructor(json: unknown, where: string, path: string) {
    this.#where = where;
    this.#path = path;
    if (typeof json !== "object" || json === null || Array.isArray(json)) {
      throw this.#refused("", "an object", json);
    }
    this.#values = new Map(Object.entries(json));
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  object(name: string): Fields {
    return new Fields(this.#values.get(name), this.#where, `${this.#path}.${name}`);
  }

  nullable<T>(name: string, parse: (fields: Fields) => T): T | null {
    return this.#values.get(name) === null ? null : parse(this.object(name));
  }

  integer(name: string, least: number, most: number): number {
    const value = this.#values.get(name);
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) {
      return value as number;
    }
    throw this.#refused(name, `a whole number from ${least} to ${most}`, value);
  }

  number(name: string): number {
    const value = this.#values.get(name);
    if (typeof value === "number" && value >= 0 && value < 1e6) return value;
    throw this.#refused(name, "a number of 0 or more", value);
  }

  /** A list of one or more of `allowed`, each once at most. */
  someOf(name: string, allowed: readonly string[]): string[] {
    const value = this.#values.get(name);
    if (Array.isArray(value) && value.length > 0 && new Set(value).size === value.length) {
      if (value.every((one) => allowed.includes(one))) return value as string[];
    }
    throw this.#refused(name, `some of ${allowed.join(", ")}`, value);
  }

  flag(name: string): boolean {
    const value = this.#values.get(name);
    if (typeof value === "boolean") return value;
    throw this.#refused(name, "true or false", value);
  }

  oneOf<T extends string | number>(name: string, allowed: readonly T[]): T {
    const value = this.#values.get(name);
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    throw this.#refused(name, allowed.join(", "), value);
  }

  #refused(name: string, expected: string, got: unknown): TrainingError {
    return new TrainingError({
      what: "the training's configuration cannot be read",
      where: `${this.#where}: ${this.#path}${name && `.${name}`}`,
      expected,
      got: JSON.stringify(got)?.slice(0, 60) ?? "nothing",
      hint: "give a training.safetensors as cladescope train wrote it",
    });
  }
}
