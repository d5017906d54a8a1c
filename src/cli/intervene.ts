/**
 * `cladescope intervene`: a picture with its network's modulation changed.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { extname } from "node:path";
import type { Intervened } from "../analysis/interventions/intervene.ts";
import type { Intervention } from "../analysis/interventions/intervention.ts";
import type { PlainIntervention } from "../analysis/interventions/parse-interventions.ts";
import type { LayerModulations } from "../engines/modulations.ts";
import { EngineError } from "../errors.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { Conditions } from "../modulation/conditions.ts";
import type { Arguments, Command } from "./command.ts";
import { backendOf, engineOf, engineOptions, storedTuningFor } from "./engine-options.ts";
import { networkOptions, openFromArguments } from "./network-options.ts";
import { note } from "./note.ts";
import { companions, pictureOptions, pictureWishes } from "./picture-inputs.ts";
import { printable } from "./printable.ts";
import { graphProgress, progress } from "./progress.ts";
import { styled, styleOptions, styleWish, withExemplar, withMeanBeside } from "./style-options.ts";
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
  const style = withMeanBeside(styleWish(args), checkpoint);
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
    const paints = await styled(asGenerator(first.network), style, { backend, engine, ...wishes });
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
    /** In the same style, where it takes one by region. */
    const openOther = async (path: string): Promise<LayerModulations> => {
      const other = await openFromArguments(args, path, {
        instances: files.instances !== undefined,
        another: true,
      });
      opened.push({ close: () => other.network.close() });
      const generator = asGenerator(other.network);
      if (generator.config.method.kind !== "sean") return modulationsOf(generator);
      const itsStyle = withMeanBeside(styleWish(args), path);
      const inStyle = await styled(generator, itsStyle, { backend, engine, ...wishes });
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
      ...styleFiles(style),
      ...codeFiles.values(),
    ]);
    const missing = missingStylesNote(paints, [input.conditions.labels]);
    const absent = await absentClasses(plain, network, input.conditions.labels.rows);
    if (absent.length > 0) {
      note(
        `${labels} has no ${absent.join(", ")}: what is done to ${absent.length === 1 ? "it" : "them"} changes nothing`,
      );
    }
    for (const text of [...input.notes, ...(missing === null ? [] : [missing])]) note(text);
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

/** JSON as it stands, or in a file. */
async function readInterventions(wanted: string) {
  const { parseInterventions } = await import("../analysis/interventions/parse-interventions.ts");
  const isFile = !/^\s*[[{]/.test(wanted);
  if (!isFile || existsSync(wanted)) {
    const { readBytes } = await import("../labels/read-bytes.ts");
    const text = isFile ? new TextDecoder().decode(await readBytes(wanted)) : wanted;
    const where = isFile ? wanted : "--do";
    try {
      const { takeCodeFiles } = await import("./restyle-codes.ts");
      const { json, files } = takeCodeFiles(JSON.parse(text));
      return { plain: parseInterventions(json, where), codeFiles: files };
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw notJson(where, printable(cause.message), cause);
    }
  }
  if (/\.json$/i.test(wanted)) {
    throw new EngineError({
      what: "there is no such file",
      where: "--do",
      expected: "a file of interventions, or JSON as it stands",
      got: printable(wanted),
      hint: "check the path",
    });
  }
  throw notJson("--do", printable(wanted.slice(0, 60)));
}

function notJson(where: string, got: string, cause?: unknown): EngineError {
  return new EngineError({
    what: "this is no intervention",
    where,
    expected: 'JSON such as {"kind": "scale", "factor": 2}, or the path of a file with it',
    got,
    hint: "in a shell put JSON into single quotes",
    cause,
  });
}
