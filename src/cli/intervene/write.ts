/**
 * What `cladescope intervene` writes and says.
 *
 * @module
 */

import { extname } from "node:path";
import type { ChangeRow } from "../../analysis/interventions/change-rows.ts";
import type { Intervened } from "../../analysis/interventions/intervene.ts";
import type { Sweep } from "../../analysis/interventions/sweep.ts";
import { interventionWords } from "../../analysis/interventions/words.ts";
import { writeFileAtomically } from "../../checkpoint/atomic-file.ts";
import { encodeNpy } from "../../checkpoint/npy.ts";
import { type Provenance, provenanceOf } from "../../figures/provenance.ts";
import { encodeOutput } from "../encode-output.ts";
import { pictureSettings } from "../picture-settings.ts";
import { doingSettings } from "./done.ts";
import type { InterveneWish, OpenedIntervention } from "./open.ts";
import type { SweepWish } from "./sweep-option.ts";

/** @returns What is said on stdout. */
export async function writeIntervention(
  wish: InterveneWish,
  opened: OpenedIntervention,
  result: Intervened,
): Promise<string> {
  const { output, layer } = wish;
  const extension = extname(output).toLowerCase();
  if (extension === ".png" || extension === ".npy") {
    const chunks = await encodeOutput(extension, { image: result.after, taps: new Map() });
    await writeFileAtomically(output, chunks);
  } else {
    const { interventionFigure } = await import("../../figures/intervention.ts");
    const { network } = opened;
    const figure = interventionFigure(result, {
      labelSet: network.labelSet,
      convention: network.config.method.kind === "clade" ? "γ" : "1 + γ",
      table: layer === undefined ? "picture" : "layer",
      provenance: await provenance(wish, opened),
    });
    await figure.save(output);
  }
  const { words, changed, difference } = result;
  return [
    `${output}: ${words.join("; ") || "no intervention"}`,
    `${changed.length} ${changed.length === 1 ? "layer" : "layers"} changed`,
    ...classLines(difference),
  ].join("\n");
}

/** @returns What is said on stdout. */
export async function writeSweep(
  wish: InterveneWish,
  opened: OpenedIntervention,
  result: Sweep,
): Promise<string> {
  const { output } = wish;
  const { parameter } = wish.sweep as SweepWish;
  const words = sweepWords(wish, opened);
  if (extname(output).toLowerCase() === ".npy") await writeFileAtomically(output, [npyOf(result)]);
  else {
    const { sweepFigure } = await import("../../figures/sweep.ts");
    const figure = sweepFigure(result, {
      parameter,
      title: `A sweep over ${parameter}: ${words}`,
      provenance: await provenance(wish, opened),
    });
    await figure.save(output);
  }
  return [`${output}: ${words}`, ...valueLines(parameter, result)].join("\n");
}

/** Where the numbers come from, and what was done. */
async function provenance(
  { wishes, style, layer }: InterveneWish,
  { network, paths, size, doing }: OpenedIntervention,
): Promise<Provenance> {
  const made = await provenanceOf(paths);
  const hashes = new Map(made.files?.map(({ sha256 }, i) => [paths[i], sha256]));
  const settings = {
    ...pictureSettings(network, wishes, size, style),
    ...(layer !== undefined && { layer }),
    ...doingSettings(doing, hashes),
  };
  return { ...made, settings };
}

/** What is done, with the range of the values in the place of one: "sky towards water, t = 0 to 1". */
function sweepWords(
  { sweep }: InterveneWish,
  { network, interventionsAt }: OpenedIntervention,
): string {
  const values = (sweep as SweepWish).values;
  const text = (value: number) => String(value).replaceAll("-", "−");
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = least === most ? text(least) : `${text(least)} to ${text(most)}`;
  return interventionWords(network, interventionsAt(Number.NaN))
    .join("; ")
    .replaceAll("NaN", range);
}

/** Float32 [values, 3, height, width]. */
function npyOf({ steps, before }: Sweep): Uint8Array {
  const [, channels, height, width] = before.shape;
  const data = new Float32Array(steps.length * before.data.length);
  for (const [i, { image }] of steps.entries()) data.set(image.data, i * before.data.length);
  return encodeNpy({ dtype: "float32", shape: [steps.length, channels, height, width], data });
}

function classLines(difference: readonly ChangeRow[]): string[] {
  const width = Math.max(...difference.map(({ className }) => className.length));
  return difference.map(
    ({ className, pixels, meanAbsolute, maxAbsolute }) =>
      `  ${className.padEnd(width)}  ${String(pixels).padStart(8)} pixels  mean |Δ| ${meanAbsolute.toFixed(4)}  most ${maxAbsolute.toFixed(4)}`,
  );
}

/** A line for each value: the whole picture, and the class that has moved farthest. */
function valueLines(parameter: string, { steps, rows }: Sweep): string[] {
  const texts = steps.map(({ value }) => String(value).replaceAll("-", "−"));
  const width = Math.max(...texts.map((text) => text.length));
  const perStep = rows.length / steps.length;
  return texts.map((text, i) => {
    const [whole, ...classes] = rows.slice(i * perStep, (i + 1) * perStep);
    const farthest = classes.reduce((a, b) => (b.meanAbsolute > a.meanAbsolute ? b : a));
    const most =
      farthest.meanAbsolute === 0
        ? "nothing has moved"
        : `farthest ${farthest.className} ${farthest.meanAbsolute.toFixed(4)}`;
    return `  ${parameter} = ${text.padEnd(width)}  mean |Δ| ${whole.meanAbsolute.toFixed(4)}  ${most}`;
  });
}
