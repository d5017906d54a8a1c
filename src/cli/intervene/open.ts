/**
 * All that an intervention is painted with: networks, interventions that fit them, the picture's conditions, an engine.
 *
 * Heads of files come first and what is large last, so that what does not fit is told at once.
 *
 * @module
 */

import { basename } from "node:path";
import { intervenedModulations } from "../../analysis/interventions/intervened-modulations.ts";
import type { Intervention } from "../../analysis/interventions/intervention.ts";
import { resolveLayer } from "../../analysis/names.ts";
import type { LayerModulations } from "../../engines/modulations.ts";
import type { PaintingEngine } from "../../engines/synthesis.ts";
import type { Size } from "../../labels/label-map.ts";
import { asGenerator, type GeneratorNetwork } from "../../models/network.ts";
import { openPicture, type PictureFiles, type PictureWishes } from "../../models/open-picture.ts";
import { type Conditions, conditionsOf } from "../../modulation/conditions.ts";
import type { Arguments } from "../command.ts";
import { type backendOf, type engineOf, storedTuningFor } from "../engine-options.ts";
import { openFromArguments } from "../network-options.ts";
import { note } from "../note.ts";
import { graphProgress, progress } from "../progress.ts";
import { readInterventions } from "../read-interventions.ts";
import { withCodesOf } from "../restyle-codes.ts";
import { type Styled, type StyleWish, styled, takesStyle, withExemplar } from "../style-options.ts";
import { missingStylesNote, styleFiles } from "../style-words.ts";
import { absentNotes } from "./absent-notes.ts";
import { checkFits } from "./check-fits.ts";
import type { Doing } from "./done.ts";
import { type SweepWish, sweptAt } from "./sweep-option.ts";

/** What the arguments say. */
export interface InterveneWish {
  readonly checkpoint: string;
  readonly labels: string;
  readonly output: string;
  readonly layer: string | undefined;

  /** --do, as it was given. */
  readonly wanted: string;
  readonly sweep: SweepWish | undefined;
  readonly files: PictureFiles;
  readonly wishes: PictureWishes;
  readonly style: StyleWish | undefined;
  readonly backend: ReturnType<typeof backendOf>;
  readonly engine: ReturnType<typeof engineOf>;
}

export interface OpenedIntervention {
  readonly network: GeneratorNetwork;
  readonly generator: PaintingEngine;
  readonly modulations: LayerModulations;
  readonly conditions: Conditions;

  /** At the first value of a sweep, and at any. */
  readonly interventions: readonly Intervention[];
  readonly interventionsAt: (value: number) => Intervention[];

  /** For provenance: what is done, of which files, at which size. */
  readonly doing: Doing;
  readonly paths: readonly string[];
  readonly size: Size;

  /** What a user should know once it is painted. */
  readonly notes: readonly string[];

  close(): Promise<void>;
}

/** @throws Whatever does not fit, with nothing left open. */
export async function openIntervention(
  args: Arguments,
  wish: InterveneWish,
): Promise<OpenedIntervention> {
  const opened: { close(): unknown }[] = [];
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  };
  try {
    return { ...(await openAll(args, wish, opened)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openAll(
  args: Arguments,
  wish: InterveneWish,
  opened: { close(): unknown }[],
): Promise<Omit<OpenedIntervention, "close">> {
  const { checkpoint, labels, files, wishes, style, backend, engine, sweep } = wish;
  const { plain: numbered, codeFiles, swept } = await readInterventions(wish.wanted, sweep);

  const open = async (path: string, another: boolean) => {
    const instances = files.instances !== undefined;
    const one = await openFromArguments(args, path, { instances, another });
    opened.push({ close: () => one.network.close() });
    return { network: asGenerator(one.network), options: one.options };
  };
  const { network: given, options } = await open(checkpoint, false);
  if (wish.layer !== undefined) resolveLayer(given.layers, wish.layer, "--layer");
  const heads = new Map<string, GeneratorNetwork>();
  for (const one of numbered) {
    if (one.kind !== "exchange" || heads.has(one.by)) continue;
    heads.set(one.by, (await open(one.by, true)).network);
  }
  checkFits(given, numbered, heads, codeFiles);

  const context = { checkpoint, backend, engine, ...wishes };
  // A style may be for a network whose modulation is taken alone.
  const takes = style === undefined || takesStyle(given, style);
  const paints = await styled(given, takes || heads.size === 0 ? style : undefined, context);
  const { network, z } = paints;
  const bare = await openPicture(network, files, { ...wishes, options }, z);
  const input = await withExemplar(bare, network, style, wishes);
  const plain = await withCodesOf(numbered, codeFiles, network);
  const own = conditionsOf(input.conditions);
  const { checkConditions } = await import("../../engines/check-conditions.ts");
  checkConditions(network.config, own, network.where, network.styles);

  const { openModulations } = await import("../../engines/open-modulations.ts");
  const modulationsOf = async (one: GeneratorNetwork): Promise<LayerModulations> => {
    const modulations = await openModulations(one, engine);
    opened.push({ close: () => modulations.dispose() });
    return modulations;
  };
  const inStyle: { readonly path: string; readonly paints: Styled }[] = [];
  const others = new Map<string, LayerModulations>();
  let conditions = own;
  for (const [path, head] of heads) {
    // In the same style, where it takes one by region: an exemplar has no part in the modulation.
    const isSean = head.config.method.kind === "sean";
    const one = isSean ? await styled(head, style, { ...context, checkpoint: path }) : null;
    if (one !== null) inStyle.push({ path, paints: one });
    const by = await modulationsOf(one?.network ?? head);
    others.set(path, by);
    // It may need a positional map that the network itself does without.
    const theirs = await openPicture(by.network, files, { ...wishes, size: input.size }, z);
    conditions = { ...conditionsOf(theirs.conditions), ...present(conditions) };
  }
  if (!takes && inStyle.length === 0) await styled(given, style, context); // says why none takes it

  const interventions = plain.map((one): Intervention => {
    if (one.kind !== "exchange") return one;
    return { ...one, by: others.get(one.by) as LayerModulations };
  });
  const modulations = await modulationsOf(network);
  intervenedModulations(modulations, interventions); // told before anything is painted

  const { openGenerator } = await import("../../engines/open-generator.ts");
  const reading = progress("reading");
  const generator = await openGenerator(network, {
    ...engine,
    onProgress: reading.update,
    tuning: await storedTuningFor(engine),
    onGraph: graphProgress(),
    onNote: note,
  }).finally(reading.end);
  opened.push({ close: () => generator.dispose() });

  const { labels: map } = input.conditions;
  return {
    ...{ network, generator, modulations, conditions, interventions },
    interventionsAt: (value) =>
      sweep === undefined ? interventions : sweptAt(interventions, swept, sweep.parameter, value),
    doing: { plain, codeFiles, swept, sweep },
    paths: [
      ...[checkpoint, labels, files.instances, files.positions, wishes.z],
      ...styleFiles(style, paints),
      ...heads.keys(),
      ...inStyle.map(({ paints: { mean } }) => mean),
      ...codeFiles.values(),
    ].filter((path, i, all): path is string => path != null && all.indexOf(path) === i),
    size: input.size,
    notes: [
      ...absentNotes(labels, plain, network, map.rows),
      ...input.notes,
      missingStylesNote(paints, [map], "before interventions painted with"),
      ...inStyle.map(({ path, paints: one }) => {
        const text = missingStylesNote(one, [map], "modulated with");
        return text === null ? null : `${basename(path)}: ${text}`;
      }),
    ].filter((text) => text !== null),
  };
}

/** Without the fields that are undefined. */
function present(conditions: Conditions): Conditions {
  const entries = Object.entries(conditions).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as Conditions; // what is left out is optional
}
