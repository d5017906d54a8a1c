/**
 * What interventions do: the picture before and after, where it has moved, and a layer's modulation that moved it.
 *
 * @module
 */

import type { ChangeRow } from "../../analysis/interventions/change-rows.ts";
import type { LayerChangeRow } from "../../analysis/interventions/layer-change-rows.ts";
import type { Chart, Colorbar, Panel } from "../chart/chart.ts";
import { DIVERGING } from "../color/colormap.ts";
import { listed, sentence } from "../text/listed.ts";
import { numberText } from "../text/number-text.ts";
import type { View } from "../view.ts";
import { changeByClassPanel, farthestFirst } from "./change-by-class.ts";
import { type ComparedInput, numbers } from "./compare-networks.ts";
import { differenceDomain, differencePanel } from "./difference-panel.ts";
import { labelPanel } from "./label-panels.ts";
import type { LabelsInput } from "./label-raster.ts";
import { type PaintedInput, picturePanel } from "./painted.ts";
import { pixelMapPanel } from "./pixel-map-panel.ts";
import { robustDomain } from "./robust-domain.ts";

export interface InterventionInput {
  readonly title: string;

  /** What was done, a line for each intervention. */
  readonly words: readonly string[];

  /** At the picture's size. */
  readonly labels: LabelsInput;
  readonly before: PaintedInput;
  readonly after: ComparedInput;

  /** Over the whole picture, and over each class. */
  readonly difference: readonly ChangeRow[];

  /** A layer's modulation before and after; null where none is shown. */
  readonly maps: MapsInput | null;

  /** What the table holds in the place of `difference`; null, or none in files that were saved before, for that. */
  readonly layerRows?: readonly LayerChangeRow[] | null;
}

export interface MapsInput {
  readonly layer: string;

  /** How the effective scale comes from γ: "1 + γ" in SPADE, "γ" in CLADE. */
  readonly convention: string;
  readonly height: number;
  readonly width: number;
  readonly channels: readonly number[];
  readonly channelCount: number;

  /** Effective, [channels, height, width] each. */
  readonly before: Maps;
  readonly after: Maps;
}

interface Maps {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

const KINDS = ["scale", "shift"] as const;
const TIMES = ["before", "after"] as const;
const NEUTRAL = { scale: 1, shift: 0 } as const;

export const interventionView: View<InterventionInput> = {
  name: "intervention",
  picture: (input) => {
    const { title, words, before, after, difference, maps } = input;
    const text = [...words, numbers(after).join(", "), ...classWords(difference)];
    const modulation =
      maps === null
        ? ""
        : ` Below, maps of scale and shift of channels ${maps.channels.join(", ")} of ${maps.layer} before and after.`;
    return {
      title,
      alt: `Two pictures of ${before.height} × ${before.width} pixels, before and after, a map of their difference, darker where it is larger, and bars of how far the pixels of each class have moved.${modulation} ${text.join(". ")}.`,
      text: text.join("\n"),
      lighter: "show smaller pictures",
      rows: () => (input.layerRows ?? difference).map((row) => ({ ...row })),
      chart: () => chartOf(input),
    };
  },
};

function classWords(difference: readonly ChangeRow[]): string[] {
  const moved = farthestFirst(difference).filter(({ meanAbsolute }) => meanAbsolute !== 0);
  if (moved.length === 0) return ["no pixel has moved"];
  const said = moved
    .slice(0, 3)
    .map(({ className, meanAbsolute }) => `${className} (${numberText(meanAbsolute, 3)})`);
  return [`moved farthest: ${listed(said)}`];
}

/** Label map, before, after and difference; below the maps of scale, then those of shift; at the end the classes. */
function chartOf({
  title,
  words,
  labels,
  before,
  after,
  difference,
  maps,
}: InterventionInput): Chart {
  const aspect = before.height / before.width;
  return {
    title,
    columns: 4,
    panels: [
      labelPanel(labels, aspect),
      picturePanel(before),
      picturePanel(after.painted),
      differencePanel(after.difference, before, differenceDomain([after.difference]), {
        scale: true,
        title: "|Δ|",
        caption: numbers(after),
      }),
      ...(maps === null ? [] : mapPanels(maps)),
      changeByClassPanel(difference),
    ],
    notes: [
      ...words.map((line, i) => (words.length === 1 ? sentence(line) : `${i + 1}. ${line}.`)),
      "|Δ|: mean over red, green and blue of the absolute difference, values from −1 to 1; PSNR for a range of 2.",
      ...(maps === null ? [] : [mapsNote(maps)]),
    ],
  };
}

function mapPanels(maps: MapsInput): Panel[] {
  const pixels = maps.height * maps.width;
  const domains = {
    scale: robustDomain([maps.before.scale, maps.after.scale], NEUTRAL.scale),
    shift: robustDomain([maps.before.shift, maps.after.shift], NEUTRAL.shift),
  };
  const mapsOf = (kind: keyof Maps, at: number): Panel[] =>
    TIMES.map((time) =>
      pixelMapPanel({
        title: `${kind}, ch. ${maps.channels[at]}, ${time}`,
        values: maps[time][kind].subarray(at * pixels, (at + 1) * pixels),
        ...{ height: maps.height, width: maps.width, colormap: DIVERGING },
        ...{ domain: domains[kind], neutral: NEUTRAL[kind] },
        ...(time === "after" && hasScale(at) && { scale: scaleOf(kind) }),
      }),
    );
  const channels = [...maps.channels.keys()];
  // Two channels of a kind in a row: a scale between two maps of a row would leave a gap in all others.
  const paired = channels.length % 2 === 0;
  const hasScale = (at: number) => !paired || at % 2 === 1;
  if (!paired) return channels.flatMap((at) => KINDS.flatMap((kind) => mapsOf(kind, at)));
  return KINDS.flatMap((kind) => channels.flatMap((at) => mapsOf(kind, at)));
}

function scaleOf(kind: keyof Maps): Partial<Colorbar> {
  return { label: kind, neutral: { value: NEUTRAL[kind], name: String(NEUTRAL[kind]) } };
}

function mapsNote({ layer, convention, channels, channelCount }: MapsInput): string {
  const which =
    channels.length === channelCount
      ? "all channels"
      : `${channels.length} of ${channelCount} channels`;
  return `Scale (${convention}) and shift (β) of ${layer}, ${which}; a scale of 1 and a shift of 0 change nothing. One colour scale for each kind, before and after.`;
}
