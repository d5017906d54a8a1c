/**
 * The configuration that the arguments ask for, and where it differs from the one of a training that is to go on.
 *
 * @module
 */

import { TrainingError } from "../../errors.ts";
import type { LabelSet } from "../../labels/label-set.ts";
import { DOWNSCALING, type GeneratorConfig } from "../../models/generator-config.ts";
import { mscaConfig } from "../../models/msca.ts";
import { checkSize } from "../../models/output-size.ts";
import type { Method } from "../../modulation/norm-layer.ts";
import { type TrainingConfig, trainingConfig } from "../../training/training-config.ts";
import type { TrainMethod, TrainWishes } from "./options.ts";

/** Hidden width of SPADE's convolutions and length of the latent code, as released. */
const HIDDEN = 128;
const Z_DIM = 256;

/** Of a region's style code; the released 512 make 18 layers of 512² weights for each class. */
const STYLE_LENGTH = 64;

/** Style vectors of MSCA. */
const SLOTS = 8;

/**
 * @param saved Of the training that goes on: what the arguments leave open is as it was.
 * @throws ModelError if the network cannot make pictures of that size, TrainingError if `saved` is another one.
 */
export function configOf(
  wishes: TrainWishes,
  labelSet: LabelSet,
  saved?: { readonly config: TrainingConfig; readonly where: string },
): TrainingConfig {
  const before = saved?.config;
  const size = wishes.size ?? before?.size ?? { height: 64, width: 64 };
  const upsampling = wishes.upsampling ?? before?.generator.upsampling ?? "normal";
  const factor = DOWNSCALING[upsampling];
  const cells = (size.height / factor) * (size.width / factor);
  const ngf = wishes.ngf ?? before?.generator.ngf ?? 16;
  const generator: GeneratorConfig = {
    method: methodOf(
      { ...wishes, styleLength: wishes.styleLength ?? styleLengthOf(before) },
      labelSet.rows.length,
    ),
    paramFreeNorm: "batch",
    ngf,
    outputChannels: 3,
    upsampling,
    spectralNorm: true,
    trunkKernel: wishes.trunkKernel ?? before?.generator.trunkKernel ?? 3,
    latent: wishes.vae ? { zDim: Z_DIM, cells } : null,
    ...(wishes.method === "msca" && {
      msca: mscaConfig(ngf, wishes.slots ?? before?.generator.msca?.slots ?? SLOTS),
    }),
  };
  checkSize({ ...generator, latent: null }, size, "--size");
  const config = trainingConfig(generator, size, {
    ndf: wishes.ndf ?? before?.discriminator.ndf ?? generator.ngf,
    batchSize: wishes.batchSize ?? before?.batchSize ?? 8,
    steps: wishes.steps ?? before?.steps ?? 2000,
    learningRate: wishes.learningRate ?? before?.learningRate ?? 2e-4,
    seed: wishes.seed ?? before?.seed ?? 1,
  });
  if (saved !== undefined) checkSame(config, saved.config, saved.where);
  return config;
}

/** Of a training that goes on. */
function styleLengthOf(config: TrainingConfig | undefined): number | undefined {
  return config?.styleEncoder?.styleLength;
}

function methodOf(
  { method, edges, styleLength = STYLE_LENGTH }: TrainWishes,
  classes: number,
): Method {
  const sean = { kind: "sean", classes, instanceEdges: false, styleLength } as const;
  const common = { classes, instanceEdges: edges } as const;
  switch (method) {
    case "msca": // inside a decoder of SPADE's
    case "spade":
      return { kind: "spade", ...common, hidden: HIDDEN, kernel: 3 };
    case "spade-1x1":
      return { kind: "spade", ...common, hidden: HIDDEN, kernel: 1 };
    case "clade":
      return { kind: "clade", ...common, positional: false };
    case "clade-icpe":
      return { kind: "clade", ...common, positional: true };
    case "sean":
      return { ...sean, labels: "spade", hidden: HIDDEN, kernel: 3 };
    case "sean-clade":
      return { ...sean, labels: "clade", hidden: classes, kernel: 1 };
    default:
      return method satisfies never;
  }
}

/** @throws TrainingError that names what differs. */
function checkSame(config: TrainingConfig, saved: TrainingConfig, where: string): void {
  if (same(config, saved)) return;
  const [now, then] = [inWords(config), inWords(saved)];
  const names = Object.keys(now).filter((name) => now[name] !== then[name]);
  const list = (of: Readonly<Record<string, string>>) =>
    names.map((name) => `${name} ${of[name]}`).join(", ");
  throw new TrainingError({
    what: "the training that is to go on has another configuration",
    where,
    expected: list(then) || "the configuration of this version of cladescope",
    got: list(now) || undefined,
    hint: "resume with the options it was started with, or start anew in another folder",
  });
}

/** Equal JSON, whatever the order of fields. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) =>
    same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}

/** A configuration by the options that make it. */
function inWords(config: TrainingConfig): Readonly<Record<string, string>> {
  const { generator, discriminator, styleEncoder, size, batchSize, steps, learningRate, seed } =
    config;
  const { method, ngf, trunkKernel, upsampling, latent } = generator;
  return {
    "--method": generator.msca ? "msca" : nameOf(method),
    "--slots": `${generator.msca?.slots}`,
    "classes:": `${method.classes}`,
    "--edges": method.instanceEdges ? "yes" : "no",
    "--style-length": `${styleEncoder?.styleLength ?? "none"}`,
    "--vae:": latent === null ? "no" : "yes",
    "--ngf": `${ngf}`,
    "--ndf": `${discriminator.ndf}`,
    "--size": `${size.height}x${size.width}`,
    "--batch": `${batchSize}`,
    "--steps": `${steps}`,
    "--learning-rate": `${learningRate}`,
    "--seed": `${seed}`,
    "--trunk-kernel": `${trunkKernel}`,
    "--upsampling": upsampling,
  };
}

function nameOf(method: Method): TrainMethod {
  if (method.kind === "spade") return method.kernel === 1 ? "spade-1x1" : "spade";
  if (method.kind === "sean") return method.labels === "clade" ? "sean-clade" : "sean";
  return method.positional ? "clade-icpe" : "clade";
}
