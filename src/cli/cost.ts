/**
 * `cladescope cost`: parameters and multiply-adds, layer by layer.
 *
 * @module
 */

import type { Cost } from "../engines/cost/cost.ts";
import type { Convention, Overhead } from "../engines/cost/overheads.ts";
import type { GeneratorConfig } from "../models/generator-config.ts";
import type { Size } from "../models/ops.ts";
import type { StyleEncoderConfig } from "../models/style-encoder.ts";
import type { Arguments, Command } from "./command.ts";
import { namedLabelSet, networkOptions, openFromArguments } from "./network-options.ts";

export const command: Command = {
  summary: "parameters and multiply-adds, layer by layer",
  usage: "(--label-set NAME | CHECKPOINT) [--size HxW] [--json]",
  description: `Counts parameters and multiply-accumulates (MACs) of a generator, layer by layer, from the model itself: of the released
SPADE, CLADE and CLADE-ICPE networks for a label set, or of the network in a checkpoint. One multiply-accumulate counts
1; look-ups, normalisation, activations and resizing count 0. The published overheads of SPADE and CLADE are reproduced
under their counting convention, and given under two others.`,
  options: {
    ...networkOptions,
    size: { type: "string", value: "HxW", help: "size of the picture (default: as released)" },
    ngf: { type: "string", value: "N", help: "width with --label-set (default 64, as released)" },
    layers: { type: "boolean", help: "every layer, not only totals" },
    json: { type: "boolean", help: "for programs: layers included, plain integers" },
  },
  examples: [
    "cladescope cost --label-set ade20k",
    "cladescope cost --label-set cityscapes --layers",
    "cladescope cost best_net_G.pth --size 512x512 --json",
  ],
  run: cost,
};

interface Counted {
  readonly method: string;
  readonly cost: Cost;
}

interface Facts {
  readonly subject: { readonly labelSet: string | null; readonly checkpoint: string | null };
  readonly size: Size;
  readonly ngf: number;
  readonly counted: readonly Counted[];
  readonly overheads: Readonly<Record<Convention, { spade: Overhead; clade: Overhead }>>;
}

async function cost(args: Arguments): Promise<void> {
  const facts = args.positionals.length === 0 ? await ofLabelSet(args) : await ofCheckpoint(args);
  const { CONVENTIONS } = await import("../engines/cost/overheads.ts");
  if (args.flag("json")) {
    const { subject, size, ngf, counted, overheads } = facts;
    const methods = counted.map(({ method, cost: { layers, ...totals } }) => ({
      method,
      ...totals,
      layers,
    }));
    console.log(
      JSON.stringify(
        { ...subject, size, ngf, methods, ...overheads, conventions: CONVENTIONS },
        null,
        2,
      ),
    );
    return;
  }
  console.log(describe(facts, CONVENTIONS, args.flag("layers")));
}

async function ofLabelSet(args: Arguments): Promise<Facts> {
  const labelSet = await namedLabelSet(args);
  if (labelSet === undefined) throw args.usage("--label-set NAME or CHECKPOINT is missing");
  const { releasedConfig, releasedSize } = await import("../models/released-config.ts");
  const ngf = args.integer("ngf", 1, 1024) ?? 64;
  const upsampling = args.choice("upsampling", ["normal", "more", "most"]);
  const configs = (["spade", "clade", "clade-icpe"] as const).map((method) => {
    const config = releasedConfig(labelSet, method, { ngf });
    return { method, config: upsampling === undefined ? config : { ...config, upsampling } };
  });
  const size = args.size("size") ?? releasedSize(labelSet);
  return count({ labelSet: labelSet.name, checkpoint: null }, configs, size);
}

async function ofCheckpoint(args: Arguments): Promise<Facts> {
  const [checkpoint] = args.exactly("CHECKPOINT");
  const { asGenerator } = await import("../models/network.ts");
  const { outputSize } = await import("../models/output-size.ts");
  if (args.string("ngf") !== undefined)
    throw args.usage("--ngf goes with --label-set: a checkpoint has its own width");
  const size = args.size("size");
  const { network } = await openFromArguments(args, checkpoint);
  try {
    const { config, styleEncoder, kind, labelSet } = asGenerator(network);
    const subject = { labelSet: labelSet?.name ?? null, checkpoint };
    const output = outputSize(asGenerator(network), { size }, checkpoint);
    return await count(subject, [{ method: kind, config, styleEncoder }], output);
  } finally {
    await network.close();
  }
}

async function count(
  subject: Facts["subject"],
  configs: readonly {
    method: string;
    config: GeneratorConfig;
    styleEncoder?: StyleEncoderConfig | null;
  }[],
  size: Size,
): Promise<Facts> {
  const { costOf } = await import("../engines/cost/cost.ts");
  const { overheads } = await import("../engines/cost/overheads.ts");
  const { checkSize } = await import("../models/output-size.ts");
  const { networkSteps } = await import("../models/steps.ts");
  const { config } = configs[0];
  checkSize(config, size, subject.checkpoint ?? subject.labelSet ?? "");
  return {
    subject,
    size,
    ngf: config.ngf,
    counted: configs.map(({ method, config, styleEncoder = null }) => ({
      method,
      cost: costOf(networkSteps({ network: "generator", config, styleEncoder }, size)),
    })),
    overheads: {
      published: overheads(config, size, "published"),
      asReleased: overheads(config, size, "asReleased"),
      wholeGenerator: overheads(config, size, "wholeGenerator"),
    },
  };
}

/** What stands in the table for each convention. */
const TITLES: Readonly<Record<Convention, string>> = {
  published: "as published",
  asReleased: "with the 1×1 shortcut",
  wholeGenerator: "of the whole generator",
};

function describe(
  facts: Facts,
  conventions: Readonly<Record<Convention, string>>,
  withLayers: boolean,
): string {
  const { subject, size, ngf, counted, overheads } = facts;
  const title = `${subject.checkpoint ?? subject.labelSet}, ${size.height} × ${size.width}, ngf ${ngf}`;
  const lines = [
    title,
    "",
    row("", "", "", "of it modulation:"),
    row("method", "parameters", "GMAC", "parameters", "GMAC"),
  ];
  for (const { method, cost } of counted) {
    const { parameters, macs, modulation } = cost;
    const cells = [
      integer(parameters),
      giga(macs),
      integer(modulation.parameters),
      giga(modulation.macs),
    ];
    lines.push(row(method, ...cells));
  }
  for (const { method, cost } of withLayers ? counted : []) {
    lines.push("", `${method}, layer by layer`, row("layer", "parameters", "GMAC", "output"));
    for (const { name, parameters, macs, output } of cost.layers) {
      const shape = `${output.channels} × ${output.height} × ${output.width}`;
      lines.push(row(name, integer(parameters), giga(macs), shape));
    }
  }
  lines.push(
    "",
    "What SPADE (hidden width 128) and CLADE add to a generator of this size, in percent",
    "",
  );
  lines.push(row("", "SPADE", "", "CLADE"));
  lines.push(row("convention", "parameters", "compute", "parameters", "compute"));
  for (const convention of Object.keys(TITLES) as Convention[]) {
    const { spade, clade } = overheads[convention];
    const cells = [spade.parameters, spade.compute, clade.parameters, clade.compute];
    lines.push(row(TITLES[convention], ...cells.map((percent) => percent.toFixed(2))));
  }
  lines.push("");
  for (const convention of Object.keys(TITLES) as Convention[]) {
    lines.push(`${TITLES[convention]}: ${conventions[convention]}`);
  }
  return lines.join("\n");
}

function row(name: string, ...cells: string[]): string {
  return [name.padEnd(24), ...cells.map((cell) => cell.padStart(18))].join("").trimEnd();
}

function integer(n: number): string {
  return n.toLocaleString("en");
}

function giga(macs: number): string {
  return (macs / 1e9).toFixed(macs < 1e7 ? 6 : 3);
}
