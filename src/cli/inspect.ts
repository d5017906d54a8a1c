/**
 * `cladescope inspect`: what a checkpoint holds, without reading its weights.
 *
 * @module
 */

import type { Network } from "../models/network.ts";
import type { Method, SeanMethod, SpadeMethod } from "../modulation/norm-layer.ts";
import type { Arguments, Command } from "./command.ts";
import { networkOptions, openFromArguments } from "./network-options.ts";

export const command: Command = {
  summary: "what a checkpoint holds",
  usage: "CHECKPOINT [--json] [--layers] [--classes]",
  description: `Tells what network a checkpoint (.pth, .safetensors, .npz) holds: method, classes, instance channel, VAE, width,
label set, parameters, and what was assumed because the keys do not tell. Every key is accounted for.`,
  options: {
    json: { type: "boolean", help: "for programs" },
    layers: { type: "boolean", help: "every operation with its parameter names" },
    classes: { type: "boolean", help: "bank rows and their names" },
    ...networkOptions,
  },
  examples: [
    "cladescope inspect best_net_G.pth",
    "cladescope inspect best_net_G.pth --layers",
    "cladescope inspect net_G.pth --options opt.json --json",
  ],
  run: inspect,
};

async function inspect(args: Arguments): Promise<void> {
  const [checkpoint] = args.exactly("CHECKPOINT");
  const { network } = await openFromArguments(args, checkpoint);
  try {
    const facts = await factsOf(network);
    const classes = args.flag("classes") ? await classesOf(network) : null;
    if (args.flag("json")) {
      const layers = args.flag("layers") ? await layersOf(network) : null;
      const all = { ...facts, ...(layers && { layers }), ...(classes && { classNames: classes }) };
      console.log(JSON.stringify(all, null, 2));
      return;
    }
    console.log(await describe(facts));
    for (const [row, name] of (classes ?? []).entries()) {
      console.log(`${row === 0 ? "\n" : ""}${String(row).padStart(5)}  ${name}`);
    }
    if (!args.flag("layers")) return;
    for (const { name, operation, output, parameters } of await layersOf(network)) {
      console.log(`\n${name}: ${operation} → [${output.join(", ")}]`);
      for (const parameter of parameters) console.log(`  ${parameter}`);
    }
  } finally {
    await network.close();
  }
}

type Facts = Awaited<ReturnType<typeof factsOf>>;

async function factsOf(network: Network) {
  const { where, parameterCount, unused, notes, metadata } = network;
  const common = {
    file: where,
    kind: network.network === "generator" ? network.kind : network.network,
    parameters: parameterCount,
    unusedKeys: groupedByReason(unused),
    notes,
    metadata: Object.fromEntries(metadata),
  };
  if (network.network !== "generator") {
    return { ...common, network: network.network, ...network.config };
  }
  const { outputSize } = await import("../models/output-size.ts");
  const { config, labelSet, dontCareRow, assumptions } = network;
  const { method, ngf, latent, upsampling, paramFreeNorm, spectralNorm, trunkKernel } = config;
  return {
    ...common,
    network: "generator" as const,
    classes: method.classes,
    instanceEdges: method.instanceEdges,
    semanticChannels: method.classes + (method.instanceEdges ? 1 : 0),
    positional: method.kind === "clade" && method.positional,
    vae: latent === null ? null : { zDim: latent.zDim },
    ngf,
    upsampling,
    paramFreeNorm,
    spectralNorm,
    trunkKernel,
    ...(hasConvolutions(method) ? { hidden: method.hidden, kernel: method.kernel } : {}),
    ...(method.kind === "sean" ? { styleLength: method.styleLength } : {}),
    ...(config.msca ? { msca: config.msca } : {}),
    layers: network.layers.length,
    labelSet: labelSet?.name ?? null,
    dontCareRow,
    defaultSize: outputSize(network, {}, where),
    assumed: assumptions,
  };
}

/** Whether labels go through SPADE's convolutions, not through a bank. */
function hasConvolutions(method: Method): method is SpadeMethod | SeanMethod {
  return method.kind === "spade" || (method.kind === "sean" && method.labels === "spade");
}

/** Hundreds of keys have the same reason: listed as how many, with one example. */
function groupedByReason(unused: Network["unused"]) {
  const groups = new Map<string, string[]>();
  for (const { key, reason } of unused) groups.set(reason, [...(groups.get(reason) ?? []), key]);
  return [...groups].map(([reason, keys]) => ({ reason, count: keys.length, keys }));
}

/** Names of the bank rows, in order; of a network without a label set their numbers. */
async function classesOf(network: Network): Promise<string[]> {
  if (network.network !== "generator") return [];
  const { classNamesOf } = await import("../analysis/names.ts");
  return classNamesOf({ classes: network.config.method.classes, labelSet: network.labelSet });
}

async function layersOf(network: Network) {
  const { summaryOf } = await import("../engines/summary.ts");
  const { networkSteps } = await import("../models/steps.ts");
  return summaryOf(networkSteps(network));
}

async function describe(facts: Facts): Promise<string> {
  const lines: [string, string][] = [
    ["file", facts.file],
    [
      "kind",
      facts.network === "generator"
        ? `${facts.kind} generator`
        : facts.network === "encoder"
          ? "image encoder"
          : facts.network,
    ],
  ];
  if (facts.network === "generator") {
    const { height, width } = facts.defaultSize;
    lines.push(
      ["classes", `${facts.classes} bank rows${facts.instanceEdges ? ", and instance edges" : ""}`],
      ["label set", facts.labelSet ?? "none known with this many classes"],
      ["VAE", facts.vae === null ? "no" : `yes, latent code of ${facts.vae.zDim}`],
      ["ngf", `${facts.ngf}`],
      [
        "normalisation",
        `${facts.paramFreeNorm} norm${facts.spectralNorm ? ", spectral norm" : ""}`,
      ],
      ["upsampling", facts.upsampling],
      ["usual size", `${height} × ${width} (a label map of a fitting size keeps its own)`],
    );
    if (facts.trunkKernel !== 3) {
      lines.push(["trunk", `residual convolutions ${facts.trunkKernel}×${facts.trunkKernel}`]);
    }
    if ("hidden" in facts) {
      lines.push([
        "SPADE part",
        `${facts.hidden} hidden channels, ${facts.kernel}×${facts.kernel} kernels`,
      ]);
    }
    if ("msca" in facts) {
      const { slots, blocks } = facts.msca;
      lines.push(["exemplar", `${slots} style vectors into each of ${blocks.join(", ")}`]);
    }
    if ("styleLength" in facts) lines.push(["style", `codes of ${facts.styleLength}`]);
  } else {
    const { network, kind, file, parameters, unusedKeys, notes, metadata, ...config } = facts;
    for (const [key, value] of Object.entries(config)) lines.push([key, String(value)]);
  }
  lines.push(["parameters", facts.parameters.toLocaleString("en")]);
  for (const { reason, count, keys } of facts.unusedKeys) {
    lines.push(["unused keys", `${count}, ${keys[0]}${count > 1 ? " …" : ""}: ${reason}`]);
  }
  if (facts.unusedKeys.length === 0) lines.push(["unused keys", "none"]);
  for (const note of facts.notes) lines.push(["note", note]);
  for (const [key, value] of Object.entries(facts.metadata))
    lines.push([`metadata`, `${key}: ${value}`]);
  if (facts.network === "generator") {
    for (const { what, value, from } of facts.assumed)
      lines.push(["assumed", `${what}: ${value === "null" ? "none" : value} (${from})`]);
  }
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `${left.padEnd(width)}  ${right}`).join("\n");
}
