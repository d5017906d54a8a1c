/**
 * `cladescope intervene`: a picture with its network's modulation changed.
 *
 * @module
 */

import { basename, extname } from "node:path";
import type { Intervened } from "../analysis/interventions/intervene.ts";
import type { Intervention } from "../analysis/interventions/intervention.ts";
import type { PlainIntervention } from "../analysis/interventions/parse-interventions.ts";
import type { LayerModulations } from "../engines/modulations.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { Conditions } from "../modulation/conditions.ts";
import type { Arguments, Command } from "./command.ts";
import { backendOf, engineOf, engineOptions, storedTuningFor } from "./engine-options.ts";
import { networkOptions, openFromArguments } from "./network-options.ts";
import { note } from "./note.ts";
import { companions, pictureOptions, pictureWishes } from "./picture-inputs.ts";
import { graphProgress, progress } from "./progress.ts";
import { readInterventions } from "./read-interventions.ts";
import {
  type Styled,
  styled,
  styleOptions,
  styleWish,
  takesStyle,
  withExemplar,
} from "./style-options.ts";
import { missingStylesNote, styleFiles } from "./style-words.ts";

const PICTURES = [".png", ".npy"];
const FIGURES = [".html", ".svg", ".pdf", ".csv", ".parquet", ".json"];

export const command: Command = {
  summary: "paint a picture with its network's modulation changed",
  usage: "CHECKPOINT LABELS --do JSON|FILE -o OUT.{png,npy,html,svg,pdf,csv,parquet,json}",
  description: `Paints the picture of a label map after interventions on scale and shift, and says how far it has moved from the
network's own, class by class. OUT.png and OUT.npy are the picture; the other endings a figure of both pictures, their
difference, and with --layer that layer's scale and shift before and after.

--do takes one intervention or a list of them, done one after the other:
  {"kind": "relabel", "classes": [["sky", "water"]], "t": 0.5}    a class on the way to another's modulation (t: 1)
  {"kind": "scale", "factor": 0, "about": "mean"}                 larger, smaller or level, about zero, neutral or mean
  {"kind": "keep-variation", "variation": "between-class"}        or "within-class"
  {"kind": "scale-positions", "factor": 0}                        CLADE-ICPE
  {"kind": "exchange", "by": "other_net_G.pth"}                   another network's modulation
  {"kind": "restyle", "codes": [{"region": "hair", "code": "me.npy"}]} SEAN: of a file that "cladescope style" wrote, or numbers
All take "layers"; most also "classes", "channels", and "part": "scale" or "shift".`,
  options: {
    do: { type: "string", value: "JSON|FILE", help: "what is done, as JSON or a file of it" },
    output: { type: "string", short: "o", value: "FILE", help: "where the result goes" },
    layer: {
      type: "string",
      value: "NAME",
      help: "whose scale and shift the figure shows (default: none)",
    },
    ...pictureOptions,
    ...styleOptions,
    ...networkOptions,
    ...engineOptions,
  },
  examples: [
    `cladescope intervene net_G.pth labels.png --do '{"kind": "relabel", "classes": [["sky", "sea"], ["sea", "sky"]]}' -o swapped.png`,
    `cladescope intervene net_G.pth labels.png --do '{"kind": "scale", "factor": 2, "classes": ["tree"]}' --layer up_2.norm_0 -o tree.html`,
    "cladescope intervene net_G.pth labels.png --do interventions.json -o changes.csv",
  ],
  run: intervene,
};

async function intervene(args: Arguments): Promise<void> {
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
  const [files] = companions(args, [labels]);
  const wishes = pictureWishes(args);
  const style = styleWish(args);
  const backend = backendOf(args);
  const engine = engineOf(args);

  const { prepareOutput } = await import("../checkpoint/atomic-file.ts");
  await prepareOutput(output);
  const { plain: numbered, codeFiles } = await readInterventions(wanted);
  const { asGenerator } = await import("../models/network.ts");
  const { openPicture } = await import("../models/open-picture.ts");
  const { openModulations } = await import("../engines/open-modulations.ts");
  const opened: { close(): unknown }[] = [];
  try {
    const first = await openFromArguments(args, checkpoint, {
      instances: files.instances !== undefined,
    });
    opened.push({ close: () => first.network.close() });
    const context = { checkpoint, backend, engine, ...wishes };
    const given = asGenerator(first.network);
    // A style may be for a network whose modulation is taken alone.
    const styles = style === undefined || takesStyle(given, style);
    const exchanges = numbered.some(({ kind }) => kind === "exchange");
    const paints = await styled(given, styles || !exchanges ? style : undefined, context);
    const { network, z } = paints;
    const bare = await openPicture(network, files, { ...wishes, options: first.options }, z);
    const input = await withExemplar(bare, network, style, wishes);
    const { withCodesOf } = await import("./restyle-codes.ts");
    const plain = await withCodesOf(numbered, codeFiles, network);
    const { conditionsOf } = await import("../modulation/conditions.ts");
    const own = conditionsOf(input.conditions);
    const { checkConditions } = await import("../engines/check-conditions.ts");
    checkConditions(network.config, own, network.where, network.styles);

    /** A network's modulations, given back at the end. */
    const modulationsOf = async (one: GeneratorNetwork): Promise<LayerModulations> => {
      const modulations = await openModulations(one, engine);
      opened.push({ close: () => modulations.dispose() });
      return modulations;
    };
    const others: { readonly path: string; readonly paints: Styled }[] = [];
    /** In the same style, where it takes one by region: an exemplar has no part in the modulation. */
    const openOther = async (path: string): Promise<LayerModulations> => {
      const other = await openFromArguments(args, path, {
        instances: files.instances !== undefined,
        another: true,
      });
      opened.push({ close: () => other.network.close() });
      const generator = asGenerator(other.network);
      if (generator.config.method.kind !== "sean") return modulationsOf(generator);
      const inStyle = await styled(generator, style, { ...context, checkpoint: path });
      others.push({ path, paints: inStyle });
      return modulationsOf(inStyle.network);
    };
    const { intervenedModulations } = await import(
      "../analysis/interventions/intervened-modulations.ts"
    );
    const modulations = await modulationsOf(network);
    const interventions: Intervention[] = [];
    let conditions = own;
    /** Wrong ones are told before anything is painted, and before the label map is read for another network. */
    const add = (one: Intervention) => {
      interventions.push(one);
      intervenedModulations(modulations, interventions);
    };
    for (const one of plain) {
      if (one.kind !== "exchange") {
        add(one);
        continue;
      }
      const by = await openOther(one.by);
      add({ ...one, by });
      // It may need a positional map that the network itself does without.
      const theirs = await openPicture(by.network, files, { ...wishes, size: input.size }, z);
      conditions = { ...conditionsOf(theirs.conditions), ...present(conditions) };
    }
    if (!styles && others.length === 0) await styled(given, style, context); // says why none takes it
    const { openGenerator } = await import("../engines/open-generator.ts");
    const reading = progress("reading");
    const generator = await openGenerator(network, {
      ...engine,
      onProgress: reading.update,
      tuning: await storedTuningFor(engine),
      onGraph: graphProgress(),
      onNote: note,
    }).finally(reading.end);
    opened.push({ close: () => generator.dispose() });
    const { intervene: painted } = await import("../analysis/interventions/intervene.ts");
    const layers = layer === undefined ? [] : [layer];
    const result = await painted(generator, modulations, conditions, interventions, { layers });
    await write(output, extension, result, network, [
      checkpoint,
      labels,
      ...styleFiles(style, paints),
      ...plain.flatMap((one) => (one.kind === "exchange" ? [one.by] : [])),
      ...others.flatMap(({ paints: { mean } }) => (mean === null ? [] : [mean])),
      ...codeFiles.values(),
    ]);
    const missing = [
      missingStylesNote(paints, [input.conditions.labels], "before interventions painted with"),
      ...others.map(({ path, paints: inStyle }) => {
        const text = missingStylesNote(inStyle, [input.conditions.labels], "modulated with");
        return text === null ? null : `${basename(path)}: ${text}`;
      }),
    ].filter((text) => text !== null);
    const absent = await absentClasses(plain, network, input.conditions.labels.rows);
    if (absent.length > 0) {
      note(
        `${labels} has no ${absent.join(", ")}: what is done to ${absent.length === 1 ? "it" : "them"} changes nothing`,
      );
    }
    for (const text of [...input.notes, ...missing]) note(text);
    report(output, result);
  } finally {
    for (const one of opened.reverse()) await one.close();
  }
}

/** Without the fields that are undefined. */
function present(conditions: Conditions): Conditions {
  const entries = Object.entries(conditions).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as Conditions; // what is left out is optional
}

async function write(
  output: string,
  extension: string,
  result: Intervened,
  network: GeneratorNetwork,
  files: readonly string[],
): Promise<void> {
  if (PICTURES.includes(extension)) {
    const { encodeOutput } = await import("./encode-output.ts");
    const { writeFileAtomically } = await import("../checkpoint/atomic-file.ts");
    const chunks = await encodeOutput(extension, { image: result.after, taps: new Map() });
    await writeFileAtomically(output, chunks);
    return;
  }
  const { interventionFigure } = await import("../figures/intervention.ts");
  const { provenanceOf } = await import("../figures/provenance.ts");
  const figure = interventionFigure(result, {
    labelSet: network.labelSet,
    convention: network.config.method.kind === "clade" ? "γ" : "1 + γ",
    provenance: await provenanceOf(files),
  });
  await figure.save(output);
}

/** Names of classes that interventions are about and the label map has not. */
async function absentClasses(
  interventions: readonly PlainIntervention[],
  { config, labelSet, where }: GeneratorNetwork,
  labels: Int32Array,
): Promise<string[]> {
  const { classNamesOf, resolveClass } = await import("../analysis/names.ts");
  const { classes } = config.method;
  const names = classNamesOf({ classes, labelSet });
  const rows = interventions.flatMap((one) => {
    if (one.kind === "relabel") return one.classes.map(([from]) => from);
    if (one.kind === "restyle") return one.codes.map(({ region }) => region);
    return "classes" in one ? (one.classes ?? []) : [];
  });
  const there = new Set(labels);
  const wanted = new Set(rows.map((row) => resolveClass({ classes, labelSet }, row, where)));
  return [...wanted].filter((row) => !there.has(row)).map((row) => names[row]);
}

function report(output: string, { words, changed, difference }: Intervened): void {
  console.log(`${output}: ${words.join("; ") || "no intervention"}`);
  console.log(`${changed.length} ${changed.length === 1 ? "layer" : "layers"} changed`);
  const width = Math.max(...difference.map(({ className }) => className.length));
  for (const { className, pixels, meanAbsolute, maxAbsolute } of difference) {
    console.log(
      `  ${className.padEnd(width)}  ${String(pixels).padStart(8)} pixels  mean |Δ| ${meanAbsolute.toFixed(4)}  most ${maxAbsolute.toFixed(4)}`,
    );
  }
}
