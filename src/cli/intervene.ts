/**
 * `cladescope intervene`: a picture with its network's modulation changed.
 *
 * @module
 */

import { extname } from "node:path";
import type { Arguments, Command } from "./command.ts";
import { backendOf, engineOf, engineOptions } from "./engine-options.ts";
import type { InterveneWish } from "./intervene/open.ts";
import { sweepWish } from "./intervene/sweep-option.ts";
import { networkOptions } from "./network-options.ts";
import { note } from "./note.ts";
import { companions, pictureOptions, pictureWishes } from "./picture-inputs.ts";
import { progress } from "./progress.ts";
import { styleOptions, styleWish } from "./style-options.ts";

const PICTURES = [".png", ".npy"];
const FIGURES = [".html", ".svg", ".pdf", ".csv", ".parquet", ".json"];

export const command: Command = {
  summary: "paint a picture with its network's modulation changed",
  usage:
    "CHECKPOINT LABELS --do JSON|FILE [--sweep t=VALUES] -o OUT.{png,npy,html,svg,pdf,csv,parquet,json}",
  description: `Paints the picture of a label map after interventions on scale and shift, and says how far it has moved from the
network's own, class by class. OUT.png and OUT.npy are the picture; the other endings a figure of both pictures and their
difference, or its rows. With --layer the figure shows that layer's scale and shift before and after, and OUT.csv and
OUT.parquet hold those: a row for each class, channel and kind, mean and deviation over the pixels of the class.

--do takes one intervention or a list of them, done one after the other:
  {"kind": "relabel", "classes": [["sky", "water"]], "t": 0.5}    a class on the way to another's modulation (t: 1)
  {"kind": "scale", "factor": 0, "about": "mean"}                 larger, smaller or level, about zero, neutral or mean
  {"kind": "keep-variation", "variation": "between-class"}        or "within-class"
  {"kind": "scale-positions", "factor": 0, "about": "bias"}       CLADE-ICPE: positions alone; "neutral": their bias as well
  {"kind": "exchange", "by": "other_net_G.pth"}                   another network's modulation
  {"kind": "restyle", "codes": [{"region": "hair", "code": "me.npy"}]} SEAN: of a file that "cladescope style" wrote, or numbers
All take "layers"; most also "classes", "channels", and "part": "scale" or "shift".

--sweep t=0,0.5,1 paints a picture for each value of the t, or the factor, that --do leaves out; where it is written down it
stays. All endings but .npy then give the strip of pictures and how far each class moves, or its rows; OUT.npy holds the
pictures, float32 [values,3,H,W].`,
  options: {
    do: { type: "string", value: "JSON|FILE", help: "what is done, as JSON or a file of it" },
    sweep: {
      type: "string",
      value: "NAME=VALUES",
      help: "values of t or factor, with commas, each with a picture: t=0,0.25,0.5,0.75,1",
    },
    output: { type: "string", short: "o", value: "FILE", help: "where the result goes" },
    layer: {
      type: "string",
      value: "NAME",
      help: "whose scale and shift the figure or the rows show (default: none)",
    },
    ...pictureOptions,
    ...styleOptions,
    ...networkOptions,
    ...engineOptions,
  },
  examples: [
    `cladescope intervene net_G.pth labels.png --do '{"kind": "relabel", "classes": [["sky", "sea"], ["sea", "sky"]]}' -o swapped.png`,
    `cladescope intervene net_G.pth labels.png --do '{"kind": "scale", "factor": 2, "classes": ["tree"]}' --layer up_2.norm_0 -o tree.html`,
    `cladescope intervene net_G.pth labels.png --do '{"kind": "relabel", "classes": [["sky", "sea"]]}' --sweep t=0,0.25,0.5,0.75,1 -o sweep.html`,
    "cladescope intervene net_G.pth labels.png --do interventions.json -o changes.csv",
  ],
  run: intervene,
};

async function intervene(args: Arguments): Promise<void> {
  const wish = interveneWish(args);
  const { output, sweep, layer } = wish;
  const { prepareOutput } = await import("../checkpoint/atomic-file.ts");
  await prepareOutput(output);
  if (extname(output).toLowerCase() === ".csv") await prepareOutput(`${output}.json`);
  const { openIntervention } = await import("./intervene/open.ts");
  const { writeIntervention, writeSweep } = await import("./intervene/write.ts");
  const opened = await openIntervention(args, wish);
  try {
    const { generator, modulations, conditions, interventions } = opened;
    if (sweep === undefined) {
      const { intervene: painted } = await import("../analysis/interventions/intervene.ts");
      const layers = layer === undefined ? [] : [layer];
      const result = await painted(generator, modulations, conditions, interventions, { layers });
      const text = await writeIntervention(wish, opened, result);
      for (const line of opened.notes) note(line);
      console.log(text);
    } else {
      const { sweep: swept } = await import("../analysis/interventions/sweep.ts");
      const painting = progress("painting");
      const result = await swept(
        generator,
        modulations,
        conditions,
        sweep.values,
        opened.interventionsAt,
        { onProgress: (done, total, value) => painting.update(done, total, `${value}`) },
      ).finally(painting.end);
      const text = await writeSweep(wish, opened, result);
      for (const line of opened.notes) note(line);
      console.log(text);
    }
  } finally {
    await opened.close();
  }
}

/** @throws UsageError before any file is opened. */
function interveneWish(args: Arguments): InterveneWish {
  const [checkpoint, labels] = args.exactly("CHECKPOINT", "LABELS");
  const output = args.required("output");
  const extension = extname(output).toLowerCase();
  if (![...PICTURES, ...FIGURES].includes(extension)) {
    throw args.usage(
      `-o takes a name that ends in ${[...PICTURES, ...FIGURES].join(", ")}, not "${output}"`,
    );
  }
  const layer = args.string("layer");
  if (layer !== undefined && PICTURES.includes(extension)) {
    throw args.usage("--layer goes with a figure: -o OUT.html, for one");
  }
  const wanted = args.required("do");
  const sweep = sweepWish(args);
  if (sweep !== undefined && layer !== undefined) {
    throw args.usage("--layer and --sweep exclude each other: a layer is shown at one value");
  }
  const [files] = companions(args, [labels]);
  return {
    ...{ checkpoint, labels, output, layer, wanted, sweep, files },
    wishes: pictureWishes(args),
    style: styleWish(args),
    backend: backendOf(args),
    engine: engineOf(args),
  };
}
