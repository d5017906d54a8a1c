/**
 * `cladescope style`: SEAN's style codes of pictures.
 *
 * @module
 */

import { extname } from "node:path";
import type { Arguments, Command } from "./command.ts";
import { engineOf, modulationOptions } from "./engine-options.ts";
import { networkOptions, openFromArguments } from "./network-options.ts";
import { pictureOptions } from "./picture-inputs.ts";
import { progress } from "./progress.ts";

export const command: Command = {
  summary: "style codes of the regions of pictures (SEAN)",
  usage: "CHECKPOINT IMAGE LABELS [IMAGE LABELS …] -o codes.npy",
  description: `Writes the style codes that a SEAN network's encoder reads from a picture, .npy float32 [regions, length]: what
--style-codes takes. Of several pictures the mean of each region over those that show it: what --mean-codes takes. Rows
of regions that none shows are zero.`,
  options: {
    output: { type: "string", short: "o", value: "FILE", help: "where the codes go: .npy" },
    values: pictureOptions.values,
    ...networkOptions,
    ...modulationOptions,
  },
  examples: [
    "cladescope style sean.pth face.jpg face-labels.png -o face.npy",
    "cladescope style sean.pth a.jpg a.png b.jpg b.png -o mean.npy",
  ],
  run: style,
};

async function style(args: Arguments): Promise<void> {
  const [checkpoint, ...pairs] = args.positionals;
  if (checkpoint === undefined) throw args.usage("CHECKPOINT is missing");
  if (pairs.length === 0) throw args.usage("IMAGE and LABELS are missing");
  if (pairs.length % 2 !== 0)
    throw args.usage(`LABELS of ${pairs.at(-1)} is missing: pictures and label maps come in pairs`);
  const output = args.required("output");
  if (extname(output).toLowerCase() !== ".npy") {
    throw args.usage(`-o takes a name that ends in .npy, not "${output}"`);
  }
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
