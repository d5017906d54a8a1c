/**
 * `cladescope report`: the whole analysis of a checkpoint on label maps, as one self-contained page.
 *
 * @module
 */

import { extname, resolve } from "node:path";
import type { ClassBank } from "../analysis/classes/class-banks.ts";
import type { Size } from "../labels/label-map.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { PictureInput, PictureWishes } from "../models/open-picture.ts";
import type { Arguments, Command } from "./command.ts";
import { backendOf, engineOf, engineOptions, storedTuningFor } from "./engine-options.ts";
import { networkOptions, openFromArguments } from "./network-options.ts";
import { note } from "./note.ts";
import { companions, pictureOptions, pictureWishes } from "./picture-inputs.ts";
import { graphProgress, progress } from "./progress.ts";
import type { Html } from "./report/html.ts";
import { styled, styleOptions, styleWish, withExemplar } from "./style-options.ts";
import { missingStylesNote, styleFiles, styleWords } from "./style-words.ts";
import { version } from "./version.ts";

export const command: Command = {
  summary: "the whole analysis as one page",
  usage: "CHECKPOINT LABELS… -o report.html",
  description: `Writes one HTML file that needs nothing else: what the checkpoint holds, for each label map the picture, the label map in
colour and the positional map; the class parameters of all layers, how semantic and how spatial the modulation is on these label maps,
what the pictures owe to it, what positions do, layers and one pixel at work, of MSCA its attention to the exemplar, and the cost table.`,
  options: {
    output: { type: "string", short: "o", value: "FILE", help: "where the page goes: .html" },
    ...pictureOptions,
    ...styleOptions,
    ...networkOptions,
    ...engineOptions,
  },
  examples: [
    "cladescope report best_net_G.pth labels.png -o report.html",
    "cladescope report coco.pth a.png b.png --instances ia.png --instances ib.png -o report.html",
  ],
  run: report,
};

async function report(args: Arguments): Promise<void> {
  const [checkpoint, ...labels] = args.positionals;
  if (checkpoint === undefined) throw args.usage("CHECKPOINT is missing");
  if (labels.length === 0) throw args.usage("LABELS is missing");
  const output = args.required("output");
  if (![".html", ".htm"].includes(extname(output).toLowerCase())) {
    throw args.usage(`-o takes a name that ends in .html, not "${output}"`);
  }
  const files = companions(args, labels);
  const wishes = pictureWishes(args);
  const style = styleWish(args);
  const backend = backendOf(args);
  const engine = engineOf(args);

  const { prepareOutput, writeFileAtomically } = await import("../checkpoint/atomic-file.ts");
  await prepareOutput(output);
  const { asGenerator } = await import("../models/network.ts");
  const { openPicture } = await import("../models/open-picture.ts");
  const instances = files[0].instances !== undefined;
  const opened = await openFromArguments(args, checkpoint, { instances });
  try {
    const paints = await styled(asGenerator(opened.network), style, {
      checkpoint,
      backend,
      engine,
      ...wishes,
    });
    const { network, z } = paints;
    const inputs: PictureInput[] = [];
    for (const file of files) {
      const bare = await openPicture(network, file, { ...wishes, options: opened.options }, z);
      inputs.push(await withExemplar(bare, network, style, wishes));
    }

    const { checkConditions } = await import("../engines/check-conditions.ts");
    const { openGenerator } = await import("../engines/open-generator.ts");
    const { conditionsOf } = await import("../modulation/conditions.ts");
    const { pictureSection, positionsLegend, presentRows, rowColors, rowNames } = await import(
      "./report/pictures.ts"
    );
    const conditions = inputs.map((input) => conditionsOf(input.conditions));
    const refusal =
      network.config.method.kind === "sean" && network.styles === undefined
        ? "SEAN networks paint in the style of a picture: --style IMAGE --style-labels FILE, or --style-codes FILE."
        : null;
    for (const one of refusal === null ? conditions : []) {
      checkConditions(network.config, one, network.where, network.styles);
    }

    const reading = progress("reading");
    const engineNotes: string[] = [];
    const generator =
      refusal === null
        ? await openGenerator(network, {
            ...engine,
            onProgress: reading.update,
            tuning: await storedTuningFor(engine),
            onGraph: graphProgress(),
            onNote: (text) => engineNotes.push(text),
          }).finally(reading.end)
        : null;
    const painting = progress("painting");
    const colors = rowColors(network.labelSet, network.config.method.classes);
    const pictures = [];
    let analysis: Html;
    let banks: readonly ClassBank[] = [];
    const { analysisSections } = await import("./report/figures.ts");
    const { classBanks } = await import("../analysis/classes/class-banks.ts");
    const { followedLayer, growingLayers } = await import("./report/analysis-input.ts");
    const { painted: paintAll } = await import("./report/painted.ts");
    const { provenanceLine, provenanceOf } = await import("../figures/provenance.ts");
    const companionFiles = files.flatMap(({ instances, positions }) => [instances, positions]);
    const provenance = await provenanceOf(
      [checkpoint, ...labels, ...companionFiles, wishes.z, ...styleFiles(style, paints)].filter(
        (path) => path !== undefined,
      ),
      settingsOf(network, wishes, inputs[0].size),
    );
    const { readInstances } = await import("../models/read-maps.ts");
    try {
      const shown = {
        layers: growingLayers(network.layers).map(({ name }) => name),
        followed: followedLayer(network).name,
      };
      const painted =
        generator &&
        (await paintAll(generator, conditions, shown, (i) =>
          painting.update(i, inputs.length, inputs[i].path),
        ));
      for (const [i, input] of inputs.entries()) {
        const image = painted?.images[i] ?? null;
        pictures.push(pictureSection(input, image, network.labelSet, colors));
      }
      if (refusal === null) banks = await classBanks(network, { onProgress: painting.update });
      analysis = await analysisSections({
        network,
        banks,
        inputs,
        conditions,
        instances:
          files[0].instances === undefined
            ? null
            : await readInstances(files[0].instances, inputs[0].raw),
        painter: generator,
        engine,
        painted,
        provenance,
        onProgress: painting.update,
      });
    } finally {
      painting.end();
      await generator?.dispose();
    }

    const { banksSection } = await import("./report/banks.ts");
    const { costSection } = await import("./report/cost-section.ts");
    const { reportPage } = await import("./report/page.ts");
    const { positionKindOf } = await import("../positions/position-metadata.ts");
    const drawing = progress("banks");
    const present = presentRows(inputs).map(([row]) => row);
    const name = rowNames(network.labelSet);
    const tables = banksSection(network, banks, present, name, drawing.update);
    drawing.end();
    const missing = missingStylesNote(
      paints,
      inputs.map((input) => input.conditions.labels),
    );
    const from = styleWords(style, paints);
    const page = reportPage({
      provenance: provenanceLine(provenance),
      style: from === null ? null : { from, missing },
      network,
      version,
      pictures,
      legend: positionsLegend(positionKindOf(network.metadata, network.where)),
      analysis,
      banks: tables,
      cost: costSection(network, inputs[0].size),
      refusal,
    });
    await writeFileAtomically(output, [new TextEncoder().encode(page)]);
    const notes = inputs.flatMap((input) => input.notes);
    const more = [...engineNotes, missing, refusal === null ? null : `no picture: ${refusal}`];
    for (const text of new Set([...notes, ...more.filter((text) => text !== null)])) note(text);
    console.log(resolve(output));
  } finally {
    await opened.network.close();
  }
}

/** What decides the numbers beside the files. */
function settingsOf(
  { config, kind, labelSet }: GeneratorNetwork,
  { values, z, seed }: PictureWishes,
  { height, width }: Size,
): Record<string, string | number | boolean> {
  return {
    method: kind,
    size: `${height}x${width}`,
    ...(values !== undefined && { values }),
    ...(labelSet !== null && { labelSet: labelSet.name }),
    ...(config.latent !== null && z === undefined && { seed: seed ?? 0 }),
  };
}
