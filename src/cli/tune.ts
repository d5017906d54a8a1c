/**
 * `cladescope tune`: measures how convolutions are computed fastest on this machine.
 *
 * @module
 */

import type { MemoryMode } from "../engines/onnx/choices.ts";
import type { ConvolutionWay } from "../engines/onnx/convolution.ts";
import type { TunedShape } from "../engines/onnx/tune.ts";
import type { GeneratorConfig } from "../models/generator-config.ts";
import type { Size } from "../models/ops.ts";
import type { Arguments, Command } from "./command.ts";
import { engineOptions, threadsOf } from "./engine-options.ts";
import { namedLabelSet, networkOptions, openFromArguments } from "./network-options.ts";
import { note } from "./note.ts";
import { progress } from "./progress.ts";

export const command: Command = {
  summary: "measure how convolutions are computed fastest on this machine",
  usage: "(--label-set NAME | CHECKPOINT) [--size HxW] [--threads N]",
  description: `Times every 3×3 convolution of a network on ONNX Runtime by each way there is (im2col, Winograd's F(2×2) and F(4×4), direct), for
some seconds each, and keeps the times: synthesize and report with the same --threads then compute each convolution by the fastest
way that --memory allows. Without, they go by a table measured elsewhere. Pictures differ by rounding, by at most 3e-5 of [−1, 1].

The times are for this processor and these versions; others do not use them. \`cladescope backends\` tells whether there are any.`,
  options: {
    ...networkOptions,
    size: { type: "string", value: "HxW", help: "size of the picture (default: as released)" },
    threads: engineOptions.threads,
    forget: { type: "boolean", help: "remove all times that were kept, and measure nothing" },
    json: { type: "boolean", help: "for programs" },
  },
  examples: [
    "cladescope tune --label-set ade20k",
    "cladescope tune best_net_G.pth --size 256x512 --threads 1",
    "cladescope tune --forget",
  ],
  run: tuneMachine,
};

const MODES: readonly MemoryMode[] = ["small", "normal", "large"];

async function tuneMachine(args: Arguments): Promise<void> {
  const { cacheFolder } = await import("../engines/onnx/cache-folder.ts");
  const folder = cacheFolder();
  if (args.flag("forget")) {
    args.exactly();
    const { forgetTuning } = await import("../engines/onnx/stored-tuning.ts");
    const there = folder !== null && (await forgetTuning(folder));
    console.log(there ? `removed the times in ${folder}` : "there are no times to remove");
    return;
  }
  const threads = threadsOf(args);
  const { convolutionShapes, tune, tuningOf } = await import("../engines/onnx/tune.ts");
  const { configs, size } = args.positionals.length === 0 ? await released(args) : await own(args);
  const shapes = convolutionShapes(configs, size);
  const measuring = progress("measuring");
  const tuned = await tune(shapes, { threads, onProgress: measuring.update }).finally(
    measuring.end,
  );
  let path: string | null = null;
  if (folder === null) note("CLADESCOPE_CACHE is off: the times are not kept");
  else {
    const { storeTuning } = await import("../engines/onnx/stored-tuning.ts");
    path = await storeTuning(tuningOf(tuned), threads, folder);
  }
  console.log(await described(tuned, { size, threads: threads ?? null, path }, args.flag("json")));
}

interface Subject {
  readonly configs: readonly GeneratorConfig[];
  readonly size: Size;
}

async function released(args: Arguments): Promise<Subject> {
  const labelSet = await namedLabelSet(args);
  if (labelSet === undefined) throw args.usage("--label-set NAME or CHECKPOINT is missing");
  const { releasedConfig, releasedSize } = await import("../models/released-config.ts");
  const { checkSize } = await import("../models/output-size.ts");
  const upsampling = args.choice("upsampling", ["normal", "more", "most"]);
  // Their convolutions are the same unless there is an edge channel.
  const configs = (["spade", "clade"] as const).map((method) => {
    const config = releasedConfig(labelSet, method, { ngf: 64 });
    return upsampling === undefined ? config : { ...config, upsampling };
  });
  const size = args.size("size") ?? releasedSize(labelSet);
  checkSize(configs[0], size, labelSet.name);
  return { configs, size };
}

async function own(args: Arguments): Promise<Subject> {
  const [checkpoint] = args.exactly("CHECKPOINT");
  const size = args.size("size");
  const { asGenerator } = await import("../models/network.ts");
  const { outputSize } = await import("../models/output-size.ts");
  const { network } = await openFromArguments(args, checkpoint);
  try {
    const generator = asGenerator(network);
    return { configs: [generator.config], size: outputSize(generator, { size }, checkpoint) };
  } finally {
    await network.close();
  }
}

async function described(
  tuned: readonly TunedShape[],
  about: { size: Size; threads: number | null; path: string | null },
  json: boolean,
): Promise<string> {
  const { convolutionWay, WAYS } = await import("../engines/onnx/choices.ts");
  // The plain way last, beside what the modes take.
  const ways = [...WAYS.filter((way) => way !== "direct"), "direct"] as const;
  const rows = tuned.map((shape) => {
    const choices = MODES.map((mode) => [
      mode,
      {
        chosen: convolutionWay(shape, mode, shape.times),
        byTable: convolutionWay(shape, mode),
      },
    ]);
    return { ...shape, choices: Object.fromEntries(choices) as Record<MemoryMode, Choice> };
  });
  if (json) return JSON.stringify({ ...about, shapes: rows }, null, 2);
  const { size, threads, path } = about;
  const head = ["layer", "pixels", "channels", ...ways, ...MODES];
  const body = rows.map(({ layers, height, width, inChannels, outChannels, times, choices }) => [
    layers.length === 1 ? layers[0] : `${layers[0]} +${layers.length - 1}`,
    `${height} × ${width}`,
    `${inChannels} → ${outChannels}`,
    ...ways.map((way) => shownTime(times[way])),
    ...MODES.map((mode) => shown(choices[mode])),
  ]);
  const lines = aligned([head, ...body]);
  return [
    `milliseconds of each 3×3 convolution at ${size.height} × ${size.width}, ${threads === 1 ? "1 thread" : `${threads ?? "all"} threads`}; what each --memory takes (* not the table's)`,
    "",
    ...lines,
    ...(path === null ? [] : ["", `kept in ${path}`]),
  ].join("\n");
}

interface Choice {
  readonly chosen: ConvolutionWay;
  readonly byTable: ConvolutionWay;
}

function shown({ chosen, byTable }: Choice): string {
  return chosen === byTable ? chosen : `${chosen}*`;
}

function shownTime(milliseconds: number | undefined): string {
  return milliseconds?.toFixed(milliseconds < 1 ? 3 : 1) ?? "";
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
}
