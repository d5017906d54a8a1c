/**
 * `cladescope style`: the style of pictures as numbers, SEAN's codes of regions or a VAE's latent code.
 *
 * @module
 */

import { extname } from "node:path";
import type { Arguments, Command } from "./command.ts";
import { backendOf, engineOf, modulationOptions } from "./engine-options.ts";
import { networkOptions, openFromArguments } from "./network-options.ts";
import { pictureOptions } from "./picture-inputs.ts";
import { progress } from "./progress.ts";
import { styleLatent, styleOptions } from "./style-options.ts";

export const command: Command = {
  summary: "the style of pictures as codes (SEAN, VAE)",
  usage:
    "CHECKPOINT IMAGE LABELS [IMAGE LABELS …] -o codes.npy | CHECKPOINT IMAGE --encoder NET_E -o z.npy",
  description: `Writes the style codes that a SEAN network's encoder reads from a picture, .npy float32 [regions, length]: what
--style-codes takes. Of several pictures the mean of each region over those that show it: what --mean-codes takes, and
what is taken without it from NAME.mean-codes.npy beside NAME.pth. Rows of regions that none shows are zero.

With --encoder the latent code of a VAE network, .npy float32 [z_dim]: what --z takes. It is the mean of what the encoder
gives for the picture, or with --seed a draw around it. "cladescope mix" goes from one code to another.`,
  options: {
    output: { type: "string", short: "o", value: "FILE", help: "where the codes go: .npy" },
    values: pictureOptions.values,
    encoder: styleOptions.encoder,
    seed: { type: "string", value: "N", help: "with --encoder: draw the code instead of its mean" },
    ...networkOptions,
    ...modulationOptions,
  },
  examples: [
    "cladescope style sean.pth face.jpg face-labels.png -o face.npy",
    "cladescope style sean.pth a.jpg a.png b.jpg b.png -o mean.npy",
    "cladescope style vae.pth photo.jpg --encoder best_net_E.pth -o z.npy",
  ],
  run: style,
};

async function style(args: Arguments): Promise<void> {
  const [checkpoint, ...pairs] = args.positionals;
  if (checkpoint === undefined) throw args.usage("CHECKPOINT is missing");
  const [encoder, seed] = [args.string("encoder"), args.integer("seed", 0, 2 ** 32 - 1)];
  if (encoder !== undefined) return latentCode(args, checkpoint, pairs, { encoder, seed });
  if (seed !== undefined) throw args.usage("--seed goes with --encoder");
  if (pairs.length === 0) throw args.usage("IMAGE and LABELS are missing");
  if (pairs.length % 2 !== 0)
    throw args.usage(
      `LABELS of ${pairs.at(-1)} is missing: pictures and label maps come in pairs (a VAE network takes a picture and --encoder NET_E)`,
    );
  const output = npyOutput(args);
  const values = args.choice("values", ["rows", "dataset"]);
  const engine = engineOf(args);
  const { prepareOutput, writeFileAtomically } = await import("../checkpoint/atomic-file.ts");
  await prepareOutput(output);
  const { asGenerator } = await import("../models/network.ts");
  const { encodeNpy } = await import("../checkpoint/npy.ts");
  const { openStyle } = await import("../engines/open-style.ts");
  const { meanCodes } = await import("../modulation/style-codes.ts");
  const opened = await openFromArguments(args, checkpoint);
  try {
    const network = asGenerator(opened.network);
    const all = [];
    const bar = progress("reading styles");
    try {
      for (let i = 0; i < pairs.length; i += 2) {
        bar.update(i / 2, pairs.length / 2, pairs[i]);
        const files = { image: pairs[i], labels: pairs[i + 1] };
        all.push(await openStyle(network, files, { ...engine, values }));
      }
    } finally {
      bar.end();
    }
    const codes = all.length === 1 ? all[0] : meanCodes(all);
    const shape = [codes.regions, codes.length];
    await writeFileAtomically(output, [encodeNpy({ dtype: "float32", shape, data: codes.values })]);
    const seen = codes.present.reduce((sum, bit) => sum + bit, 0);
    console.log(`${output}: ${seen} of ${codes.regions} regions, codes of length ${codes.length}`);
  } finally {
    await opened.network.close();
  }
}

/** Of a VAE network. */
async function latentCode(
  args: Arguments,
  checkpoint: string,
  images: readonly string[],
  { encoder, seed }: { readonly encoder: string; readonly seed: number | undefined },
): Promise<void> {
  const [image, ...more] = images;
  if (image === undefined || more.length > 0) throw args.usage("--encoder takes one IMAGE");
  const output = npyOutput(args);
  const backend = backendOf(args);
  const { prepareOutput, writeFileAtomically } = await import("../checkpoint/atomic-file.ts");
  await prepareOutput(output);
  const { asGenerator } = await import("../models/network.ts");
  const { encodeNpy } = await import("../checkpoint/npy.ts");
  const opened = await openFromArguments(args, checkpoint);
  try {
    const network = asGenerator(opened.network);
    const z = await styleLatent({ style: image, encoder }, network, { backend, seed });
    const tensor = { dtype: "float32", shape: [z.length], data: z } as const;
    await writeFileAtomically(output, [encodeNpy(tensor)]);
    console.log(`${output}: a latent code of length ${z.length}`);
  } finally {
    await opened.network.close();
  }
}

function npyOutput(args: Arguments): string {
  const output = args.required("output");
  if (extname(output).toLowerCase() === ".npy") return output;
  throw args.usage(`-o takes a name that ends in .npy, not "${output}"`);
}
