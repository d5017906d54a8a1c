/**
 * `cladescope positions`: the positional maps of CLADE-ICPE.
 *
 * @module
 */

import { basename, extname, join } from "node:path";
import type { PositionalMapOptions } from "../positions/positional-map.ts";
import type { Arguments, Command } from "./command.ts";
import { progress } from "./progress.ts";

export const command: Command = {
  summary: "positional maps of CLADE-ICPE",
  usage: "LABELS… -o OUT.npy|DIR",
  description: `Writes, for each label map, the offset of every pixel from the centre of its region: float32 [2,H,W], (y, x)
order, as the released cal_dist_masks.py does. LABELS are used as they are: no label set, no mapping, no range check.
With several LABELS, -o names a folder that exists, and the maps get the names of the label maps.

Label 0 gets no offsets, as released: right for ADE20K and Cityscapes, but in COCO-Stuff 0 is "person". For a network
trained with the released script keep it; for a new one on COCO-Stuff take --skip 255.`,
  options: {
    output: { type: "string", short: "o", value: "FILE|DIR", help: "where the maps go" },
    raw: {
      type: "boolean",
      help: "offsets in pixels (default: divided by the region's extent, in (−1, 1))",
    },
    unit: {
      type: "string",
      value: "UNIT",
      help: "component (default, as released), class or instance",
    },
    instances: {
      type: "string",
      value: "FILE",
      multiple: true,
      help: "instance ids for --unit instance, one for each of LABELS",
    },
    skip: {
      type: "string",
      value: "VALUE|none",
      help: "the label without offsets (default 0, as released)",
    },
  },
  examples: [
    "cladescope positions labels.png -o positions.npy",
    "cladescope positions val_label/*.png -o val_dist/",
    "cladescope positions labels.png --unit instance --instances inst.png -o positions.npy",
    "cladescope positions coco.png --skip 255 -o positions.npy",
  ],
  run: positions,
};

async function positions(args: Arguments): Promise<void> {
  const paths = args.positionals;
  if (paths.length === 0) throw args.usage("LABELS is missing");
  const output = args.required("output");
  const unit = args.choice("unit", ["component", "class", "instance"]) ?? "component";
  const instances = args.strings("instances");
  if (unit === "instance" && instances.length !== paths.length) {
    throw args.usage(
      `--unit instance takes one --instances FILE for each of LABELS (${paths.length}, not ${instances.length})`,
    );
  }
  if (unit !== "instance" && instances.length > 0)
    throw args.usage("--instances goes with --unit instance");
  const options: PositionalMapOptions = { unit, normalise: !args.flag("raw"), skip: skipOf(args) };
  const outputs = await outputsFor(args, paths, output);

  const { writeFileAtomically } = await import("../checkpoint/atomic-file.ts");
  const { encodeNpy } = await import("../checkpoint/npy.ts");
  const { positionalMap } = await import("../positions/positional-map.ts");
  const { readInstances, readLabels } = await import("../models/read-maps.ts");
  const bar = progress("positions");
  try {
    for (const [i, path] of paths.entries()) {
      bar.update(i, paths.length, basename(path));
      const labels = await readLabels(path);
      const ids = unit === "instance" ? (await readInstances(instances[i], labels)).ids : undefined;
      const { height, width, data } = positionalMap(labels, { ...options, instances: ids });
      await writeFileAtomically(outputs[i], [
        encodeNpy({ dtype: "float32", shape: [2, height, width], data }),
      ]);
    }
  } finally {
    bar.end();
  }
  console.log(paths.length === 1 ? outputs[0] : `${output}: ${paths.length} positional maps`);
}

function skipOf(args: Arguments): number | null {
  return args.string("skip") === "none" ? null : (args.integer("skip", 0, 2 ** 31 - 1) ?? 0);
}

/** Where each map goes; every place is tried before any work is done. */
async function outputsFor(
  args: Arguments,
  paths: readonly string[],
  output: string,
): Promise<string[]> {
  const { stat } = await import("node:fs/promises");
  const { prepareOutput } = await import("../checkpoint/atomic-file.ts");
  const isFolder = await stat(output).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder && paths.length === 1 && !/[/\\]$/.test(output)) {
    if (extname(output).toLowerCase() !== ".npy")
      throw args.usage(
        `-o takes a name that ends in .npy, or a folder that exists, not "${output}"`,
      );
    await prepareOutput(output);
    return [output];
  }
  if (!isFolder && extname(output).toLowerCase() === ".npy") {
    throw args.usage(
      `-o names one file for ${paths.length} label maps: make a folder and name that`,
    );
  }
  const outputs = paths.map((path) => join(output, `${basename(path, extname(path))}.npy`));
  const twice = outputs.find((path, i) => outputs.indexOf(path) !== i);
  if (twice !== undefined) throw args.usage(`two of LABELS would both be written to ${twice}`);
  await prepareOutput(outputs[0]);
  return outputs;
}
