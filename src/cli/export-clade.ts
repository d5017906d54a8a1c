/**
 * `cladescope export --to-clade`: SPADE's nets replaced by CLADE banks in closed form, with what that loses.
 *
 * @module
 */

import type { ConversionErrorRow } from "../analysis/replacement/conversion-errors.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { Conditions } from "../modulation/conditions.ts";
import type { Arguments } from "./command.ts";
import { backendOf, engineOf } from "./engine-options.ts";
import { meanCodesToCopy } from "./mean-codes.ts";
import { openFromArguments } from "./network-options.ts";
import { note } from "./note.ts";
import { companions, pictureWishes } from "./picture-inputs.ts";
import { styled, styleWish, withExemplar } from "./style-options.ts";

export async function exportClade(
  args: Arguments,
  checkpoint: string,
  output: string,
): Promise<void> {
  const files = companions(args, args.strings("check"));
  const wishes = pictureWishes(args);
  const style = styleWish(args, { latent: false });
  if (files.length === 0 && style !== undefined)
    throw args.usage("--style goes with --check LABELS");
  const { prepareOutput, writeFileAtomically } = await import("../checkpoint/atomic-file.ts");
  const { stateDictChunks } = await import("../checkpoint/safetensors.ts");
  const { asGenerator, withStyles } = await import("../models/network.ts");
  const { openNetwork } = await import("../models/open-network.ts");
  const { openPicture } = await import("../models/open-picture.ts");
  const { conditionsOf } = await import("../modulation/conditions.ts");
  await prepareOutput(output);
  const opened = await openFromArguments(args, checkpoint, {
    instances: files.some(({ instances }) => instances !== undefined),
  });
  try {
    const given = asGenerator(opened.network);
    const stateDict = await convert(given);
    const { network, z } = await styled(given, style, {
      checkpoint,
      backend: backendOf(args),
      engine: engineOf(args),
      ...wishes,
    });
    const pictures: Conditions[] = [];
    for (const file of files) {
      const bare = await openPicture(network, file, { ...wishes, options: opened.options }, z);
      const input = await withExemplar(bare, network, style, wishes);
      for (const text of input.notes) note(text);
      pictures.push(conditionsOf(input.conditions));
    }
    const clade = asGenerator(await openNetwork(stateDict));
    const { styles } = network;
    const found: string[] = [];
    const needs = pictures.length === 0 || style !== undefined ? null : styleNeeded(given);
    if (pictures.length > 0) {
      const { conversionErrors } = await import("../analysis/replacement/conversion-errors.ts");
      found.push(errorText(await conversionErrors(given, pictures)));
      if (needs === null) {
        const both = [network, styles === undefined ? clade : withStyles(clade, styles)] as const;
        const names = files.map(({ path }) => path);
        found.push(await pictureText(both, pictures, names, args));
      }
    }
    const mean = await meanCodesToCopy(checkpoint, output);
    // Only now: what fails above leaves no file.
    await writeFileAtomically(output, stateDictChunks(stateDict));
    if (mean !== null) await writeFileAtomically(mean.path, [mean.bytes]);
    const count = (parameters: number) => parameters.toLocaleString("en");
    console.log(
      `${output}: ${clade.kind}, ${count(clade.parameterCount)} parameters instead of ${count(given.parameterCount)}`,
    );
    if (mean !== null) console.log(`${mean.path}: the mean codes that lie beside ${checkpoint}`);
    for (const text of found) console.log(text);
    if (needs !== null) note(needs);
  } finally {
    await opened.network.close();
  }
}

/** What pictures cannot be painted without; null if they can. */
function styleNeeded({ kind, config }: GeneratorNetwork): string | null {
  if (config.method.kind === "sean") {
    return "the pictures of SEAN depend on a style: --style or --style-codes compares them as well";
  }
  if (kind !== "msca") return null;
  return "the pictures of MSCA depend on an exemplar: --style and --style-labels compare them as well";
}

async function convert(network: GeneratorNetwork) {
  if (network.config.method.kind === "sean") {
    const { seanToClade } = await import("../analysis/replacement/sean-to-clade.ts");
    return seanToClade(network);
  }
  const { spadeToClade } = await import("../analysis/replacement/spade-to-clade.ts");
  return spadeToClade(network);
}

/** A line for each layer and kind. */
function errorText(rows: readonly ConversionErrorRow[]): string {
  const cells = (layer: string, kind: string, ...numbers: string[]) =>
    [layer.padEnd(20), kind.padEnd(6), ...numbers.map((text) => text.padStart(12))].join(" ");
  const number = (value: number) => value.toPrecision(3);
  return [
    "",
    "How far SPADE's scale and shift of a pixel are from those of its class's interior, the banks:",
    cells("layer", "", "equal pixels", "mean", "largest"),
    ...rows.map(({ layer, kind, equal, meanEffective, maxEffective }) =>
      cells(
        layer,
        kind,
        `${(100 * equal).toFixed(1)} %`,
        number(meanEffective),
        number(maxEffective),
      ),
    ),
  ].join("\n");
}

/** How far the pictures differ, a line for each. */
async function pictureText(
  networks: readonly [GeneratorNetwork, GeneratorNetwork],
  pictures: readonly Conditions[],
  names: readonly string[],
  args: Arguments,
): Promise<string> {
  const { openGenerator } = await import("../engines/open-generator.ts");
  const { pictureDifferences } = await import("../analysis/replacement/picture-difference.ts");
  const painted = [];
  for (const network of networks) {
    const generator = await openGenerator(network, { ...engineOf(args), onNote: note });
    try {
      const images = [];
      for (const conditions of pictures) {
        images.push((await generator.synthesize(conditions)).image);
      }
      painted.push(images);
    } finally {
      await generator.dispose();
    }
  }
  const [before, after] = painted;
  const lines = names.map((name, i) => {
    const [{ meanAbsolute, psnr, ssim }] = pictureDifferences(after[i], before[i]);
    return `${name}: mean absolute difference ${meanAbsolute.toPrecision(3)} of a range of 2, PSNR ${psnr.toFixed(1)} dB, SSIM ${ssim.toFixed(3)}`;
  });
  return ["", "The pictures with banks against those before:", ...lines].join("\n");
}
