/**
 * What the arguments of `cladescope train` say, before any file is opened.
 *
 * @module
 */

import type { BackendName } from "../../engines/tfjs/backend.ts";
import type { Size } from "../../models/ops.ts";
import type { PositionOptions } from "../../training/pictures/prepare.ts";
import type { Arguments, OptionSpecs } from "../command.ts";
import { BACKENDS } from "../engine-options.ts";

export const trainOptions: OptionSpecs = {
  output: {
    type: "string",
    short: "o",
    value: "DIR",
    help: "where everything goes: a new or empty folder",
  },
  resume: {
    type: "boolean",
    help: "go on with the training in DIR, with the options it was started with",
  },
  images: { type: "string", value: "DIR", help: "pictures, PNG or JPEG" },
  labels: {
    type: "string",
    value: "DIR",
    help: "label maps, PNG, of the same names and sizes as the pictures",
  },
  instances: {
    type: "string",
    value: "DIR",
    help: "instance ids, PNG, of the same names: gives an edge channel",
  },
  "label-set": {
    type: "string",
    value: "NAME|FILE",
    help: "classes: ade20k, coco-stuff, cityscapes, celebamask-hq, toy-scenes or a JSON file",
  },
  "no-flip": { type: "boolean", help: "never mirror pictures; else half of them, by chance" },
  "toy-scenes": { type: "boolean", help: "train on toy scenes instead of pictures" },
  positional: {
    type: "string",
    value: "X",
    help: "of toy scenes: how much the place inside an object decides, 0 to 1",
  },
  context: {
    type: "string",
    value: "X",
    help: "of toy scenes: how much the neighbourhood decides, 0 to 1",
  },
  variety: {
    type: "string",
    value: "X",
    help: "of toy scenes: how much their mood differs, 0 to 1",
  },
  tint: {
    type: "string",
    value: "X",
    help: "of toy scenes: how much the colour of each class differs from scene to scene, 0 to 1",
  },
  method: {
    type: "string",
    value: "NAME",
    help: "spade, spade-1x1, clade, clade-icpe, sean, sean-clade or msca",
  },
  "style-length": {
    type: "string",
    value: "N",
    help: "of sean and sean-clade: length of a region's style code (default 64; released 512)",
  },
  slots: {
    type: "string",
    value: "K",
    help: "of msca: style vectors that an exemplar is pooled into (default 8)",
  },
  vae: { type: "boolean", help: "start from a latent code, with an encoder trained beside it" },
  edges: {
    type: "string",
    value: "yes|no",
    help: "an instance edge channel (default yes with --instances, else no)",
  },
  "position-unit": {
    type: "string",
    value: "UNIT",
    help: "of clade-icpe, what has a centre: component, class or instance (default component)",
  },
  "positions-raw": { type: "boolean", help: "of clade-icpe: offsets in pixels instead of −1 to 1" },
  "trunk-kernel": {
    type: "string",
    value: "3|1",
    help: "residual convolutions (default 3; 1: the modulation alone sees space)",
  },
  upsampling: { type: "string", value: "MODE", help: "normal, more or most (default normal)" },
  ngf: { type: "string", value: "N", help: "width of the generator (default 16; released 64)" },
  ndf: { type: "string", value: "N", help: "width of the discriminator (default as --ngf)" },
  size: { type: "string", value: "HxW", help: "of the pictures in training (default 64x64)" },
  batch: { type: "string", value: "N", help: "pictures a step (default 8)" },
  steps: { type: "string", value: "N", help: "length of the training (default 2000)" },
  "learning-rate": {
    type: "string",
    value: "X",
    help: "before two time scales halve and double it (default 0.0002)",
  },
  seed: { type: "string", value: "N", help: "of everything that is drawn by chance (default 1)" },
  "save-every": { type: "string", value: "N", help: "steps between checkpoints (default 200)" },
  "log-every": {
    type: "string",
    value: "N",
    help: "steps that a line of log.jsonl is the mean of (default 10)",
  },
  preview: {
    type: "string",
    value: "LABELS",
    multiple: true,
    help: "label map to paint at each checkpoint, PNG; may be repeated (default: the first few of the data)",
  },
  backend: {
    type: "string",
    value: "NAME",
    help: `auto, ${BACKENDS.join(", ")} (default auto: tfjs-node-gpu or tfjs-node where installed, else wasm)`,
  },
};

const METHODS = [
  "spade",
  "spade-1x1",
  "clade",
  "clade-icpe",
  "sean",
  "sean-clade",
  "msca",
] as const;
export type TrainMethod = (typeof METHODS)[number];

/** Where pictures come from. */
export type DataWishes =
  | {
      readonly kind: "pictures";
      readonly images: string;
      readonly labels: string;
      readonly instances: string | undefined;
      readonly flip: boolean;
    }
  | {
      readonly kind: "toy-scenes";
      readonly knobs: Readonly<Partial<Record<(typeof KNOBS)[number], number>>>;
    };

/** Undefined where the arguments do not say. */
export interface TrainWishes {
  readonly output: string;
  readonly resume: boolean;
  readonly data: DataWishes;
  readonly method: TrainMethod;
  readonly slots: number | undefined;
  readonly positions: PositionOptions | undefined;

  /** Of SEAN alone. */
  readonly styleLength: number | undefined;
  readonly vae: boolean;
  readonly edges: boolean;
  readonly trunkKernel: number | undefined;
  readonly upsampling: "normal" | "more" | "most" | undefined;
  readonly ngf: number | undefined;
  readonly ndf: number | undefined;
  readonly size: Size | undefined;
  readonly batchSize: number | undefined;
  readonly steps: number | undefined;
  readonly learningRate: number | undefined;
  readonly seed: number | undefined;
  readonly saveEvery: number;
  readonly logEvery: number;
  readonly previews: readonly string[];
  readonly backend: BackendName | "auto";
}

/** @throws UsageError if they make no sense. */
export function trainWishes(args: Arguments): TrainWishes {
  args.exactly();
  const output = args.required("output");
  const data = dataWishes(args);
  args.required("method");
  const method = args.choice("method", METHODS) as TrainMethod;
  const styleLength = args.integer("style-length", 1, 4096);
  checkStyle(args, method, styleLength);
  return {
    output,
    resume: args.flag("resume"),
    data,
    method,
    slots: slotsWish(args, method, data),
    positions: positionWishes(args, method, data),
    styleLength,
    vae: args.flag("vae"),
    edges: edgesWish(args, data),
    trunkKernel: trunkKernel(args),
    upsampling: args.choice("upsampling", ["normal", "more", "most"]),
    ngf: args.integer("ngf", 1, 1024),
    ndf: args.integer("ndf", 1, 1024),
    size: args.size("size"),
    batchSize: args.integer("batch", 1, 4096),
    steps: args.integer("steps", 1, 1e9),
    learningRate: args.number("learning-rate", 0, 1000),
    seed: args.integer("seed", 0, 2 ** 31 - 1),
    saveEvery: args.integer("save-every", 1, 1e9) ?? 200,
    logEvery: args.integer("log-every", 1, 1e9) ?? 10,
    previews: args.strings("preview"),
    backend: args.choice("backend", ["auto", ...BACKENDS]) ?? "auto",
  };
}

/** @throws UsageError if what is asked for is not what SEAN is. */
function checkStyle(args: Arguments, method: TrainMethod, styleLength: number | undefined): void {
  if (method !== "sean" && method !== "sean-clade") {
    if (styleLength === undefined) return;
    throw args.usage("--style-length goes with --method sean or sean-clade");
  }
  if (args.flag("vae")) {
    throw args.usage(`--vae does not go with --method ${method}, whose style is one of regions`);
  }
  if (args.string("edges") === "yes" || args.string("instances") !== undefined) {
    throw args.usage(
      `--method ${method} takes no instance edges: leave out --instances and --edges`,
    );
  }
}

const PICTURES = ["images", "labels", "instances", "label-set"] as const;
const KNOBS = ["positional", "context", "variety", "tint"] as const;

function dataWishes(args: Arguments): DataWishes {
  const given = (names: readonly string[]) => names.find((name) => args.string(name) !== undefined);
  if (args.flag("toy-scenes")) {
    const strange = given(PICTURES) ?? (args.flag("no-flip") ? "no-flip" : undefined);
    if (strange !== undefined) {
      throw args.usage(`--${strange} and --toy-scenes exclude each other`);
    }
    const knobs = KNOBS.map((name) => [name, args.number(name, 0, 1)] as const);
    return {
      kind: "toy-scenes",
      knobs: Object.fromEntries(knobs.filter(([, value]) => value !== undefined)),
    };
  }
  const knob = given(KNOBS);
  if (knob !== undefined) throw args.usage(`--${knob} goes with --toy-scenes`);
  if (given(PICTURES) === undefined) {
    throw args.usage("--images DIR and --labels DIR are missing, or --toy-scenes");
  }
  const [images, labels] = [args.required("images"), args.required("labels")];
  args.required("label-set");
  const instances = args.string("instances");
  return { kind: "pictures", images, labels, instances, flip: !args.flag("no-flip") };
}

function positionWishes(
  args: Arguments,
  method: TrainMethod,
  data: DataWishes,
): PositionOptions | undefined {
  const unit = args.choice("position-unit", ["component", "class", "instance"]);
  const raw = args.flag("positions-raw");
  if (method !== "clade-icpe") {
    if (unit === undefined && !raw) return undefined;
    throw args.usage(
      `--${raw ? "positions-raw" : "position-unit"} goes with --method clade-icpe, which alone sees positions`,
    );
  }
  if (unit === "instance" && data.kind === "pictures" && data.instances === undefined) {
    throw args.usage("--position-unit instance needs --instances DIR");
  }
  return { unit: unit ?? "component", normalise: !raw };
}

function edgesWish(args: Arguments, data: DataWishes): boolean {
  const instances = data.kind === "pictures" && data.instances !== undefined;
  const edges = args.choice("edges", ["yes", "no"]) ?? (instances ? "yes" : "no");
  if (edges === "no" || instances || data.kind === "toy-scenes") return edges === "yes";
  throw args.usage("--edges yes needs --instances DIR");
}

function slotsWish(args: Arguments, method: TrainMethod, data: DataWishes): number | undefined {
  const slots = args.integer("slots", 1, 4096);
  if (method !== "msca") {
    if (slots === undefined) return undefined;
    throw args.usage("--slots goes with --method msca");
  }
  if (data.kind === "toy-scenes") return slots;
  throw args.usage(
    "--method msca learns from pairs of pictures in one style, which only --toy-scenes have",
  );
}

function trunkKernel(args: Arguments): number | undefined {
  const text = args.choice("trunk-kernel", ["3", "1"]);
  return text === undefined ? undefined : Number(text);
}
