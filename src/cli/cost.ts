/**
 * `cladescope cost`: parameters and multiply-adds, layer by layer.
 *
 * @module
 */

import type { LayerCost } from "../engines/cost/cost.ts";
import type { MemoryMode } from "../engines/onnx/choices.ts";
import type { ExecutedCostRow } from "../engines/onnx/executed-cost.ts";
import type { LabelSet } from "../labels/label-set.ts";
import type { GeneratorConfig } from "../models/generator-config.ts";
import type { PictureFiles, PictureTarget, PictureWishes } from "../models/open-picture.ts";
import type { Size } from "../models/ops.ts";
import type { StyleEncoderConfig } from "../models/style-encoder.ts";
import type { Conditions } from "../modulation/conditions.ts";
import type { Arguments, Command } from "./command.ts";
import { type CostFacts, costText } from "./cost-text.ts";
import { engineOptions } from "./engine-options.ts";
import { namedLabelSet, networkOptions, openFromArguments } from "./network-options.ts";
import { note } from "./note.ts";
import { companions, pictureOptions } from "./picture-inputs.ts";

export const command: Command = {
  summary: "parameters and multiply-adds, layer by layer",
  usage: "(--label-set NAME | CHECKPOINT) [--size HxW] [--labels LABELS] [--json]",
  description: `Counts parameters and multiply-accumulates (MACs) of a generator, layer by layer, from the model itself: of the released
SPADE, CLADE and CLADE-ICPE networks for a label set, or of the network in a checkpoint. One multiply-accumulate counts
1; look-ups, normalisation, activations and resizing count 0. The published overheads of SPADE and CLADE are reproduced
under their counting convention, and given under two others. A SEAN checkpoint is counted as it is and with its SPADE nets
replaced by CLADE banks.

With --labels, also what the onnx engine executes for that label map: Winograd multiplies less often, upsampled maps are
computed at half size but for the borders of regions, and SPADE's convolutions run over the neighbourhoods that occur
instead of over all pixels. The ways are those of the built-in table, not of \`cladescope tune\`. Nothing is painted.`,
  options: {
    ...networkOptions,
    size: {
      type: "string",
      value: "HxW",
      help: "size of the picture (default: as released; of a checkpoint with --labels as synthesize)",
    },
    ngf: { type: "string", value: "N", help: "width with --label-set (default 64, as released)" },
    labels: {
      type: "string",
      value: "LABELS",
      help: "count for this label map (PNG or .npy) what the onnx engine executes",
    },
    instances: { ...pictureOptions.instances, help: "instance ids beside LABELS, PNG or .npy" },
    values: pictureOptions.values,
    memory: engineOptions.memory,
    sean: {
      type: "boolean",
      help: "with --label-set: SEAN (style length 512) as well, and SEAN with CLADE banks",
    },
    layers: { type: "boolean", help: "every layer, not only totals" },
    json: { type: "boolean", help: "for programs: layers included, plain integers" },
  },
  examples: [
    "cladescope cost --label-set ade20k",
    "cladescope cost --label-set cityscapes --layers",
    "cladescope cost --label-set celebamask-hq --sean",
    "cladescope cost best_net_G.pth --size 512x512 --json",
    "cladescope cost --label-set ade20k --labels ADE_val_00000001.png --layers",
    "cladescope cost coco.pth --labels 000000017914.png --instances inst/000000017914.png --memory large",
  ],
  run: cost,
};

/** SEAN as released, and with CLADE banks in the place of its SPADE nets. */
const SEAN = ["sean", "sean-clade"] as const;

/** A label map, and the way that the engine takes with it. */
interface Wish {
  readonly files: PictureFiles;
  readonly values: PictureWishes["values"];
  readonly memory: MemoryMode;
}

async function cost(args: Arguments): Promise<void> {
  const wish = wishOf(args);
  const facts =
    args.positionals.length === 0 ? await ofLabelSet(args, wish) : await ofCheckpoint(args, wish);
  const { CONVENTIONS } = await import("../engines/cost/overheads.ts");
  console.log(
    args.flag("json")
      ? json(facts, CONVENTIONS)
      : costText(facts, CONVENTIONS, args.flag("layers")),
  );
}

/** @throws UsageError if what goes with a label map comes without one. */
function wishOf(args: Arguments): Wish | undefined {
  const path = args.string("labels");
  const memory = args.choice<MemoryMode>("memory", ["small", "normal", "large"]);
  const values = args.choice("values", ["rows", "dataset"]);
  if (path !== undefined) {
    return { files: companions(args, [path])[0], values, memory: memory ?? "normal" };
  }
  const without =
    args.strings("instances").length > 0
      ? "instances"
      : ["values", "memory"].find((name) => args.string(name) !== undefined);
  if (without !== undefined) throw args.usage(`--${without} goes with --labels`);
  return undefined;
}

async function ofLabelSet(args: Arguments, wish: Wish | undefined): Promise<CostFacts> {
  const labelSet = await namedLabelSet(args);
  if (labelSet === undefined) throw args.usage("--label-set NAME or CHECKPOINT is missing");
  if (args.string("options") !== undefined)
    throw args.usage(
      "--options goes with CHECKPOINT: with --label-set the networks are as released",
    );
  const { RELEASED_STYLE_ENCODER, releasedConfig, releasedSize } = await import(
    "../models/released-config.ts"
  );
  const ngf = args.integer("ngf", 1, 1024) ?? 64;
  const upsampling = args.choice("upsampling", ["normal", "more", "most"]);
  const names = ["spade", "clade", "clade-icpe", ...(args.flag("sean") ? SEAN : [])] as const;
  const configs = names.map((method) => {
    const config = releasedConfig(labelSet, method, { ngf });
    return {
      method,
      config: upsampling === undefined ? config : { ...config, upsampling },
      styleEncoder: config.method.kind === "sean" ? RELEASED_STYLE_ENCODER : null,
    };
  });
  const size = args.size("size") ?? releasedSize(labelSet);
  const subject = { labelSet: labelSet.name, checkpoint: null };
  const target = wish && releasedTarget(labelSet, configs[0].config, size);
  return count(
    subject,
    configs,
    size,
    wish && target && { wish, ...(await opened(target, wish, size)) },
  );
}

async function ofCheckpoint(args: Arguments, wish: Wish | undefined): Promise<CostFacts> {
  const [checkpoint] = args.exactly("CHECKPOINT");
  const { asGenerator } = await import("../models/network.ts");
  const { withBanks } = await import("../models/generator-config.ts");
  const { outputSize } = await import("../models/output-size.ts");
  if (args.string("ngf") !== undefined)
    throw args.usage("--ngf goes with --label-set: a checkpoint has its own width");
  if (args.flag("sean"))
    throw args.usage("--sean goes with --label-set: a SEAN checkpoint is counted both ways anyway");
  const size = args.size("size");
  const given = { instances: wish?.files.instances !== undefined };
  const { network, options } = await openFromArguments(args, checkpoint, given);
  try {
    const generator = asGenerator(network);
    const { config, styleEncoder, kind, labelSet } = generator;
    const subject = { labelSet: labelSet?.name ?? null, checkpoint };
    const picture = wish && { wish, ...(await opened(generator, wish, size, options)) };
    const output = picture?.conditions ?? outputSize(generator, { size }, checkpoint);
    const own = { method: kind, config, styleEncoder };
    const banks =
      kind === "sean" ? [{ ...own, method: "sean-clade", config: withBanks(config) }] : [];
    return await count(subject, [own, ...banks], output, picture);
  } finally {
    await network.close();
  }
}

/** The released network of a label set, as far as a label map is made ready for it. */
function releasedTarget(
  labelSet: LabelSet,
  config: GeneratorConfig,
  { height, width }: Size,
): PictureTarget {
  return {
    config,
    labelSet,
    dontCareRow: labelSet.dontCareRow,
    aspectRatio: width / height,
    cropSize: width,
    assumptions: [],
    metadata: new Map(),
    where: labelSet.name,
  };
}

async function opened(
  target: PictureTarget,
  { files, values }: Wish,
  size: Size | undefined,
  options?: PictureWishes["options"],
): Promise<{ conditions: Conditions }> {
  const { openPicture } = await import("../models/open-picture.ts");
  const { conditionsOf } = await import("../modulation/conditions.ts");
  const input = await openPicture(target, files, { values, size, options });
  for (const text of input.notes) note(text);
  return { conditions: conditionsOf(input.conditions) };
}

async function count(
  subject: CostFacts["subject"],
  configs: readonly {
    method: string;
    config: GeneratorConfig;
    styleEncoder?: StyleEncoderConfig | null;
  }[],
  { height, width }: Size,
  picture: { readonly wish: Wish; readonly conditions: Conditions } | undefined,
): Promise<CostFacts> {
  const { costOf } = await import("../engines/cost/cost.ts");
  const { overheads } = await import("../engines/cost/overheads.ts");
  const { executedCost } = await import("../engines/onnx/executed-cost.ts");
  const { checkSize } = await import("../models/output-size.ts");
  const { networkSteps } = await import("../models/steps.ts");
  const { config } = configs[0];
  const size = { height, width };
  const where = subject.checkpoint ?? subject.labelSet ?? "";
  checkSize(config, size, where);
  return {
    subject,
    size,
    ngf: config.ngf,
    labels: picture ? { file: picture.wish.files.path, memory: picture.wish.memory } : null,
    counted: configs.map(({ method, config, styleEncoder = null }) => {
      const cost = costOf(networkSteps({ network: "generator", config, styleEncoder }, size));
      if (!picture) return { method, cost, executed: null };
      const rows = executedCost({ config }, picture.conditions, picture.wish.memory);
      const encoder = cost.layers.slice(0, cost.layers.length - rows.length).map(asCounted);
      return { method, cost, executed: [...encoder, ...rows] };
    }),
    overheads: {
      published: overheads(config, size, "published"),
      asReleased: overheads(config, size, "asReleased"),
      wholeGenerator: overheads(config, size, "wholeGenerator"),
    },
  };
}

/** A layer of SEAN's style encoder, which comes before the generator's: convolutions over all pixels. */
function asCounted({ name, macs }: LayerCost): ExecutedCostRow {
  return { name, way: "direct", halved: false, nominal: macs, executed: macs };
}

/** Layers with what is executed for them, where that was counted. */
function json(facts: CostFacts, conventions: object): string {
  const { subject, size, ngf, labels, counted, overheads } = facts;
  const methods = counted.map(({ method, cost: { layers, ...totals }, executed }) => ({
    method,
    ...totals,
    ...(executed && { executedMacs: executed.reduce((sum, row) => sum + row.executed, 0) }),
    layers:
      executed === null
        ? layers
        : layers.map((layer, i) => ({
            ...layer,
            way: executed[i].way,
            halved: executed[i].halved,
            executedMacs: executed[i].executed,
          })),
  }));
  const picture = labels && { labels: labels.file, memory: labels.memory };
  return JSON.stringify(
    { ...subject, size, ngf, ...picture, methods, ...overheads, conventions },
    null,
    2,
  );
}
