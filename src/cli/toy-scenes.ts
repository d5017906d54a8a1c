/**
 * `cladescope toy-scenes`: procedural pictures with their label maps and instance maps, as files.
 *
 * @module
 */

import { join } from "node:path";
import type { ToyScene } from "../training/toy-scenes/toy-scene.ts";
import type { Arguments, Command } from "./command.ts";
import { progress } from "./progress.ts";

export const command: Command = {
  summary: "procedural pictures with label maps, to train on",
  usage: "-o DIR [--count N] [--size HxW] [--positional X] [--context X]",
  description: `Draws scenes of sixteen classes: a picture, a label map (palette PNG, label set toy-scenes) and an instance map (16-bit PNG)
of the same name each, in DIR/images, DIR/labels and DIR/instances, and DIR/toy-scenes.json, which says how they were made. Two knobs
say what appearance depends on beside the class: the place inside an object, and the neighbourhood. The same seed gives the same scenes.`,
  options: {
    output: {
      type: "string",
      short: "o",
      value: "DIR",
      help: "where they go: a folder that is there",
    },
    count: { type: "string", value: "N", help: "number of scenes (default 100)" },
    seed: { type: "string", value: "N", help: "of the whole set (default 1)" },
    size: { type: "string", value: "HxW", help: "32x32 to 512x512 (default 64x64)" },
    positional: { type: "string", value: "X", help: "positional structure, 0 to 1 (default 1)" },
    context: { type: "string", value: "X", help: "context, 0 to 1 (default 1)" },
    variety: { type: "string", value: "X", help: "how much the light differs, 0 to 1 (default 0)" },
    tint: {
      type: "string",
      value: "X",
      help: "how much the colour of each class differs, 0 to 1 (default 0)",
    },
    sheet: { type: "string", value: "FILE.png", help: "also a sheet of the first 24 pictures" },
  },
  examples: [
    "cladescope toy-scenes -o scenes --count 1000",
    "cladescope toy-scenes -o scenes --size 256x256 --positional 0 --context 0 --sheet sheet.png",
    "cladescope train --images scenes/images --labels scenes/labels --label-set toy-scenes --method clade -o run",
  ],
  run: toyScenes,
};

const ON_SHEET = 24;
const COLUMNS = 6;

async function toyScenes(args: Arguments): Promise<void> {
  args.exactly();
  const output = args.required("output");
  const count = args.integer("count", 1, 1_000_000) ?? 100;
  const seed = args.integer("seed", 0, 2 ** 31 - 1) ?? 1;
  const knobs = {
    size: args.size("size") ?? { height: 64, width: 64 },
    positional: args.number("positional", 0, 1) ?? 1,
    context: args.number("context", 0, 1) ?? 1,
    variety: args.number("variety", 0, 1) ?? 0,
    tint: args.number("tint", 0, 1) ?? 0,
  };
  const sheet = args.string("sheet");
  const { prepareOutput, writeFileAtomically } = await import("../checkpoint/atomic-file.ts");
  const { filesOf, sheetOf } = await import("./toy-scene-files.ts");
  const { toySceneData } = await import("../training/toy-scenes/toy-scene-data.ts");
  const data = toySceneData({ seed, count, ...knobs });
  data.scene(0); // sizes and knobs out of range are told before a folder is made
  if (sheet !== undefined) await prepareOutput(sheet);
  await makeFolders(output);
  const bar = progress("drawing");
  const onSheet: ToyScene[] = [];
  try {
    for (let i = 0; i < count; i++) {
      const scene = data.scene(i);
      const name = `${String(i).padStart(6, "0")}.png`;
      for (const [folder, bytes] of filesOf(scene)) {
        await writeFileAtomically(join(output, folder, name), [bytes]);
      }
      if (i < ON_SHEET) onSheet.push(scene);
      bar.update(i + 1, count, name);
    }
  } finally {
    bar.end();
  }
  const about = { kind: "toy scenes", seed, count, ...knobs, labelSet: "toy-scenes" };
  const text = new TextEncoder().encode(`${JSON.stringify(about, null, 2)}\n`);
  await writeFileAtomically(join(output, "toy-scenes.json"), [text]);
  if (sheet !== undefined)
    await writeFileAtomically(sheet, [sheetOf(onSheet, knobs.size, COLUMNS)]);
  console.log(`${output}: ${count} scenes`);
}

async function makeFolders(output: string): Promise<void> {
  const { mkdir } = await import("node:fs/promises");
  const { explained, prepareOutput } = await import("../checkpoint/atomic-file.ts");
  await explained(join(output, "toy-scenes.json"), () =>
    mkdir(output).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    }),
  );
  await prepareOutput(join(output, "toy-scenes.json"));
  for (const folder of ["images", "labels", "instances"]) {
    const path = join(output, folder);
    await explained(path, () => mkdir(path, { recursive: true }));
  }
}
