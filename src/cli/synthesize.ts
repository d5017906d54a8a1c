/**
 * `cladescope synthesize`: a label map becomes a picture.
 *
 * @module
 */

import { extname } from "node:path";
import { EngineError } from "../errors.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { Arguments, Command } from "./command.ts";
import { backendOf, engineOf, engineOptions, storedTuningFor } from "./engine-options.ts";
import { networkOptions, openFromArguments } from "./network-options.ts";
import { note } from "./note.ts";
import { companions, pictureOptions, pictureWishes } from "./picture-inputs.ts";
import { graphProgress, progress } from "./progress.ts";
import { styled, styleOptions, styleWish, withExemplar } from "./style-options.ts";
import { missingStylesNote } from "./style-words.ts";

export const command: Command = {
  summary: "paint a picture from a label map",
  usage: "CHECKPOINT LABELS -o OUT.{png,npy,safetensors}",
  description: `Paints the picture of a label map, as the released PyTorch code does.

LABELS is a grey, palette or RGB-coded PNG with the data set's own values, or a .npy of bank rows. OUT.npy is float32
[3,H,W] in [−1,1]; OUT.safetensors holds it as "output" [1,3,H,W] and, with --taps, the output of every module as
"act/MODULE" (attention maps of MSCA: "act/msca.up_1.spatial_attention", ".mask", ".channel_attention") and SPADE's and
SEAN's maps as "gamma/LAYER", "beta/LAYER" (all [1,C,H,W]).`,
  options: {
    output: {
      type: "string",
      short: "o",
      value: "FILE",
      help: "where the picture goes: .png, .npy or .safetensors",
    },
    taps: { type: "boolean", help: "keep every activation (safetensors only)" },
    noise: {
      type: "string",
      value: "SEED",
      help: "add the noise that the released SEAN code adds, from a seed (default: none)",
    },
    ...pictureOptions,
    ...styleOptions,
    ...networkOptions,
    ...engineOptions,
  },
  examples: [
    "cladescope synthesize best_net_G.pth labels.png -o picture.png",
    "cladescope synthesize coco.pth 000000017914.png --instances inst/000000017914.png -o picture.npy",
    "cladescope synthesize vae.pth labels.png --seed 7 -o picture.png",
    "cladescope synthesize vae.pth labels.png --style photo.jpg --encoder best_net_E.pth -o picture.png",
    "cladescope synthesize sean.pth labels.png --style photo.jpg --style-labels photo-labels.png -o picture.png",
    "cladescope synthesize net_G.pth labels.npy --options opt.json --taps -o all.safetensors",
  ],
  run: synthesize,
};

async function synthesize(args: Arguments): Promise<void> {
  const [checkpoint, labels] = args.exactly("CHECKPOINT", "LABELS");
  const output = args.required("output");
  const extension = extname(output).toLowerCase();
  if (![".png", ".npy", ".safetensors"].includes(extension)) {
    throw args.usage(`-o takes a name that ends in .png, .npy or .safetensors, not "${output}"`);
  }
  const taps = args.flag("taps");
  if (taps && extension !== ".safetensors") throw args.usage("--taps goes with -o OUT.safetensors");
  const [files] = companions(args, [labels]);
  const wishes = pictureWishes(args);
  const style = styleWish(args);
  const noise = args.integer("noise", 0, 2 ** 32 - 1);
  const backend = backendOf(args);
  const engine = engineOf(args);

  const { prepareOutput, writeFileAtomically } = await import("../checkpoint/atomic-file.ts");
  await prepareOutput(output);
  const { asGenerator } = await import("../models/network.ts");
  const { openPicture } = await import("../models/open-picture.ts");
  const opened = await openFromArguments(args, checkpoint, {
    instances: files.instances !== undefined,
  });
  try {
    const paints = await styled(asGenerator(opened.network), style, {
      checkpoint,
      backend,
      engine,
      ...wishes,
    });
    const { network, z } = paints;
    const bare = await openPicture(network, files, { ...wishes, options: opened.options }, z);
    const input = await withExemplar(bare, network, style, wishes);
    const { conditionsOf } = await import("../modulation/conditions.ts");
    const conditions = { ...conditionsOf(input.conditions), noiseSeed: noiseOf(network, noise) };

    const { checkConditions } = await import("../engines/check-conditions.ts");
    checkConditions(network.config, conditions, network.where, network.styles); // before the parameters are read
    const { openGenerator } = await import("../engines/open-generator.ts");
    const reading = progress("reading");
    const engineNotes: string[] = [];
    const generator = await openGenerator(network, {
      ...engine,
      onProgress: reading.update,
      tuning: await storedTuningFor(engine),
      onGraph: graphProgress(),
      onNote: (text) => engineNotes.push(text),
    }).finally(reading.end);
    const painting = progress("painting");
    const synthesis = await generator
      .synthesize(conditions, {
        taps: (name) => taps && !name.endsWith(".input"),
        onProgress: painting.update,
      })
      .finally(async () => {
        painting.end();
        await generator.dispose();
      });

    const { encodeOutput } = await import("./encode-output.ts");
    const chunks = await encodeOutput(
      extension,
      synthesis,
      taps ? { network, conditions, engine } : undefined,
    );
    await writeFileAtomically(output, chunks);
    const { size, raw, notes } = input;
    const missing = missingStylesNote(paints, [input.conditions.labels]);
    const more = missing === null ? engineNotes : [...engineNotes, missing];
    for (const text of [...notes, ...more]) note(text);
    console.log(`${output}: ${size.height} × ${size.width}, from ${raw.height} × ${raw.width}`);
  } finally {
    await opened.network.close();
  }
}

/** @throws EngineError if the network adds none. */
function noiseOf(
  { kind, config, where }: GeneratorNetwork,
  seed: number | undefined,
): number | undefined {
  if (seed === undefined || config.method.kind === "sean") return seed;
  throw new EngineError({
    what: "this network adds no noise",
    where,
    expected: "a SEAN network",
    got: kind,
    hint: "leave out --noise",
  });
}
