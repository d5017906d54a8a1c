/**
 * `cladescope scan`: how spatial a network's modulation is on a data set, as statistics in a JSON file.
 *
 * @module
 */

import { basename, extname } from "node:path";
import type { LayerModulations } from "../engines/modulations.ts";
import type { BackendName } from "../engines/tfjs/backend.ts";
import { counted } from "../labels/counted.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import { positionKindOf, positionsText } from "../positions/position-metadata.ts";
import type { Arguments, Command } from "./command.ts";
import { backendOf, engineOf, modulationOptions } from "./engine-options.ts";
import { networkOptions, openFromArguments } from "./network-options.ts";
import { note } from "./note.ts";
import { companions, pictureOptions, pictureWishes } from "./picture-inputs.ts";
import { regionStyleOptions, styled, styleWish } from "./style-options.ts";
import { missingStylesNote, stylesDigest } from "./style-words.ts";
import { version } from "./version.ts";

const { instances, positions, values, size } = pictureOptions;

export const command: Command = {
  summary: "statistics of the modulation over a data set",
  usage:
    "CHECKPOINT LABELS… -o stats.json\n       cladescope scan --merge A.json B.json … -o ALL.json",
  description: `Counts, layer by layer, how much of the variance of scale and shift lies between classes and within them, how far they are from
each class's interior by distance from a region's border, how many rows of the bank are in use, and how many pixels have
one class around them. Exact; memory does not grow with the number of label maps, but for 8 bytes each that tell them
apart.

A SEAN network is scanned in one style for all label maps (--style with --style-labels, or --style-codes).

A scan that is stopped leaves its state beside the output (stats.json.part), and the same command goes on with it. Parts
of a data set merge in any order, if they have no label map in common.`,
  options: {
    output: { type: "string", short: "o", value: "FILE", help: "where the statistics go: .json" },
    merge: { type: "boolean", help: "merge scans of parts of a data set into one" },
    "save-every": {
      type: "string",
      value: "N",
      help: "label maps between two saved states (default: every half minute)",
    },
    instances,
    positions,
    values,
    size,
    ...regionStyleOptions,
    ...networkOptions,
    ...modulationOptions,
  },
  examples: [
    "cladescope scan best_net_G.pth annotations/validation/*.png -o validation.json",
    "cladescope scan coco.pth val_label/a*.png --size 256x256 -o a.json",
    "cladescope scan --merge a.json b.json -o all.json",
  ],
  run: scan,
};

async function scan(args: Arguments): Promise<void> {
  const output = args.required("output");
  if (extname(output).toLowerCase() !== ".json") {
    throw args.usage(`-o takes a name that ends in .json, not "${output}"`);
  }
  if (args.flag("merge")) return merge(args, output);
  const [checkpoint, ...labels] = args.positionals;
  if (checkpoint === undefined) throw args.usage("CHECKPOINT is missing");
  if (labels.length === 0) throw args.usage("LABELS is missing");
  const files = companions(args, labels);
  const wishes = pictureWishes(args);
  const style = styleWish(args, { latent: false });
  const backend = backendOf(args);
  const engine = engineOf(args);
  const saveEvery = args.integer("save-every", 1, 2 ** 31 - 1);

  const { prepareOutput } = await import("../checkpoint/atomic-file.ts");
  await prepareOutput(output);
  const { asGenerator } = await import("../models/network.ts");
  const withInstances = files[0].instances !== undefined;
  const opened = await openFromArguments(args, checkpoint, { instances: withInstances });
  try {
    const paints = await styled(asGenerator(opened.network), style, {
      checkpoint,
      backend,
      engine,
      ...wishes,
    });
    const { network } = paints;
    if (network.kind === "msca" && style !== undefined) {
      note("--style makes no difference: an exemplar has no part in the modulation");
    }
    const every = { rows: Int32Array.from({ length: network.config.method.classes }, (_, k) => k) };
    const missing = missingStylesNote(paints, [every], "where a label map has them, counted with");
    if (missing !== null) note(missing);
    const { openModulations } = await import("../engines/open-modulations.ts");
    const modulations = await openModulations(network, { ...engine, onNote: note });
    try {
      const { sha256OfFiles } = await import("./scan/hash.ts");
      const { runScan } = await import("./scan/run-scan.ts");
      const { config, labelSet, aspectRatio, cropSize } = network;
      const provenance = {
        checkpoint: { sha256: await sha256OfFiles(checkpoint), name: basename(checkpoint) },
        method: network.kind,
        classNames: labelSet?.rows.map(({ name }) => name) ?? null,
        settings: {
          size: wishes.size === undefined ? null : `${wishes.size.height}x${wishes.size.width}`,
          cropSize: opened.options.cropSize ?? cropSize,
          aspectRatio,
          upsampling: config.upsampling,
          values: wishes.values ?? null,
          labelSet: labelSet?.name ?? null,
          instanceEdges: config.method.instanceEdges,
          instances: withInstances,
          backend: backendSetting(modulations, backend),
          ...(network.styles && { styles: await stylesDigest(network.styles) }),
          positions: positionsSetting(network, files[0].positions !== undefined),
        },
        versions: [version],
      };
      const finished = await runScan({
        modulations,
        options: opened.options,
        wishes,
        files,
        output,
        provenance,
        saveEvery,
      });
      if (finished !== null) console.log(`${output}: ${counted(finished.maps.count, "label map")}`);
    } finally {
      await modulations.dispose();
    }
  } finally {
    await opened.network.close();
  }
}

/** What made the rows: engines round in different ways. Null where rows are in the file. */
function backendSetting({ engine }: LayerModulations, backend: BackendName): string | null {
  if (engine === "look-up") return null;
  return engine === "onnx" ? engine : backend;
}

/** Where positional maps come from; null for networks that see none. */
function positionsSetting(
  { config, metadata, where }: GeneratorNetwork,
  given: boolean,
): string | null {
  if (config.method.kind !== "clade" || !config.method.positional) return null;
  return given ? "given" : positionsText(positionKindOf(metadata, where));
}

async function merge(args: Arguments, output: string): Promise<void> {
  const paths = args.positionals;
  if (paths.length < 2) throw args.usage("--merge takes two scans or more");
  const others = ["instances", "positions"].some((name) => args.strings(name).length > 0);
  const single = [
    "values",
    "size",
    "save-every",
    ...Object.keys({ ...regionStyleOptions, ...networkOptions, ...modulationOptions }),
  ];
  if (others || single.some((name) => args.string(name) !== undefined)) {
    throw args.usage("--merge takes scans alone: their settings are in the files");
  }
  const { prepareOutput } = await import("../checkpoint/atomic-file.ts");
  const { mergeScans } = await import("../analysis/spatial/scan.ts");
  const { readScan, writeScan } = await import("./scan/scan-files.ts");
  await prepareOutput(output);
  let all = await readScan(paths[0]);
  for (const path of paths.slice(1)) {
    all = mergeScans(all, await readScan(path)); // two at a time are in memory
  }
  await writeScan(output, all);
  console.log(`${output}: ${counted(all.maps.count, "label map")}`);
}
