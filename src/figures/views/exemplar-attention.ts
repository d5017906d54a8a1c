/**
 * What masked spatial-channel attention does at one block: where in the exemplar each style vector is from, how much of it
 * is let through, and where in the target it goes.
 *
 * @module
 */

import type { Chart, Panel } from "../chart/chart.ts";
import { type ColorDomain, SEQUENTIAL } from "../color/colormap.ts";
import { numberText, percentText } from "../text/number-text.ts";
import type { Row, View } from "../view.ts";
import { labelPanel } from "./label-panels.ts";
import type { LabelsInput } from "./label-raster.ts";
import { notFiniteWords } from "./not-finite.ts";
import { emptyPanel, type PaintedInput, picturePanel } from "./painted.ts";
import { pixelMapPanel } from "./pixel-map-panel.ts";

/** Attention over the exemplar or the target. */
export interface AttentionInput {
  /** At the resolution of the maps. */
  readonly labels: LabelsInput;

  /** [slots, height, width] */
  readonly maps: Float32Array;

  /** The picture itself, if it is shown. */
  readonly picture: PaintedInput | null;
}

export interface ExemplarAttentionInput {
  /** "up_1" */
  readonly block: string;
  readonly exemplar: AttentionInput;
  readonly target: AttentionInput;

  /** [slots] */
  readonly mask: Float32Array;
}

const KINDS = ["exemplar", "target"] as const;
type Kind = (typeof KINDS)[number];

/** Slots side by side. */
const IN_A_ROW = 4;

export const exemplarAttentionView: View<ExemplarAttentionInput> = {
  name: "exemplar-attention",
  picture: (input) => {
    const { block, mask } = input;
    const count = `${mask.length} style ${mask.length === 1 ? "vector" : "vectors"}`;
    const title = `Attention to the exemplar in ${block}: where ${count} come from, and where they go`;
    const text = words(input);
    return {
      title,
      alt: `For each of ${count} a map of the exemplar and a map of the target, dark where attention is, and a bar for its mask. ${text.join(". ")}.`,
      text: text.join("\n"),
      lighter: "show smaller pictures",
      rows: () => rowsOf(input),
      chart: () => chartOf(input, title),
    };
  },
};

function mapOf(input: ExemplarAttentionInput, kind: Kind, slot: number): Float32Array {
  const { labels, maps } = input[kind];
  const pixels = labels.height * labels.width;
  return maps.subarray(slot * pixels, (slot + 1) * pixels);
}

function words(input: ExemplarAttentionInput): string[] {
  const { mask } = input;
  const lines = Array.from(mask, (m, slot) => {
    const from = mostOf(input, "exemplar", slot);
    const to = mostOf(input, "target", slot);
    const source =
      from === null ? "not finite" : `${percentText(from.value)} of it from ${from.name}`;
    const goal =
      to === null ? "not finite" : `strongest at ${to.name} (mean ${numberText(to.value, 3)})`;
    return `slot ${slot}: ${source}, mask ${numberText(m, 3)}, ${goal}`;
  });
  const all = [mask, input.exemplar.maps, input.target.maps];
  const broken = all.reduce((sum, v) => sum + v.filter((x) => !Number.isFinite(x)).length, 0);
  return [...lines, ...notFiniteWords(broken, "number", "numbers")];
}

interface Most {
  readonly name: string;
  readonly value: number;
}

/**
 * Of the exemplar, the class with the largest share of a slot's attention; of the target, the one with the largest mean
 * over its pixels. Null if nothing is finite.
 */
function mostOf(input: ExemplarAttentionInput, kind: Kind, slot: number): Most | null {
  const { rows, classNames } = input[kind].labels;
  const sums = new Map<number, { sum: number; count: number }>();
  for (const [p, value] of mapOf(input, kind, slot).entries()) {
    const of = sums.get(rows[p]) ?? { sum: 0, count: 0 };
    of.sum += value;
    of.count++;
    sums.set(rows[p], of);
  }
  let [best, most] = [-1, Number.NEGATIVE_INFINITY];
  for (const [row, { sum, count }] of sums) {
    const value = kind === "exemplar" ? sum : sum / count;
    if (value > most) [best, most] = [row, value];
  }
  return best < 0 ? null : { name: classNames[best] ?? `row ${best}`, value: most };
}

/** A share and a mean are two things: the one is a percentage, the other is not. */
function captionOf(input: ExemplarAttentionInput, kind: Kind, slot: number): string {
  const most = mostOf(input, kind, slot);
  if (most === null) return "not finite";
  return kind === "exemplar"
    ? `${percentText(most.value)} from ${most.name}`
    : `${most.name}, mean ${numberText(most.value, 2)}`;
}

function* rowsOf(input: ExemplarAttentionInput): Generator<Row> {
  const { block, mask } = input;
  for (const kind of KINDS) {
    const { width, rows, classNames } = input[kind].labels;
    for (const [slot, m] of mask.entries()) {
      for (const [p, attention] of mapOf(input, kind, slot).entries()) {
        const [y, x] = [Math.floor(p / width), p % width];
        const className = classNames[rows[p]] ?? `row ${rows[p]}`;
        yield { block, kind, slot, mask: m, y, x, class: rows[p], className, attention };
      }
    }
  }
}

/** Slots in a row, exemplar above target; pictures and label maps stand at the left, masks below. */
function chartOf(input: ExemplarAttentionInput, title: string): Chart {
  const { mask } = input;
  const slots = mask.length;
  const perRow = Math.min(IN_A_ROW, slots);
  const domains = { exemplar: exemplarDomain(input.exemplar.maps), target: { low: 0, high: 1 } };
  const panels: Panel[] = [];
  for (let start = 0; start < slots; start += perRow) {
    for (const kind of KINDS) {
      panels.push(leftPanel(input, kind, start / perRow));
      for (let slot = start; slot < start + perRow; slot++) {
        panels.push(
          slot < slots
            ? mapPanel(input, kind, slot, domains[kind], slot === perRow - 1) // one scale for all
            : emptyPanel(input[kind].labels.height, input[kind].labels.width),
        );
      }
    }
  }
  return {
    title,
    columns: 1 + perRow,
    panels: [...panels, maskPanel(mask)],
    notes: [
      "Over the exemplar each slot's attention adds up to 1, over the target that of all slots does at each pixel. Below a map of the exemplar: the class that most of a slot is of, and how much of it. Below a map of the target: the class at whose pixels a slot is strongest, and its mean attention there, which is no share of the slot. A mask of 0 shuts a slot out.",
    ],
  };
}

/** The largest attention that is finite; robust scales would hide the few pixels that matter here. */
function exemplarDomain(maps: Float32Array): ColorDomain {
  const high = maps.reduce((most, x) => (Number.isFinite(x) && x > most ? x : most), 0);
  return { low: 0, high: high || 1 };
}

/** The picture beside the first slots, the label map beside the second, or the label map where there is no picture. */
function leftPanel(input: ExemplarAttentionInput, kind: Kind, turn: number): Panel {
  const { labels, picture } = input[kind];
  const shown = [...(picture === null ? [] : [picture]), null];
  if (turn >= shown.length) return emptyPanel(labels.height, labels.width);
  const one = shown[turn];
  if (one !== null) return picturePanel(one);
  return labelPanel(labels, labels.height / labels.width, "classes");
}

function mapPanel(
  input: ExemplarAttentionInput,
  kind: Kind,
  slot: number,
  domain: ColorDomain,
  withScale: boolean,
): Panel {
  const { height, width } = input[kind].labels;
  return pixelMapPanel({
    title: `${kind}, slot ${slot}`,
    values: mapOf(input, kind, slot),
    ...{ height, width, colormap: SEQUENTIAL, domain, neutral: 0 },
    caption: [captionOf(input, kind, slot)],
    ...(withScale && { scale: { label: "attention" } }),
  });
}

function maskPanel(mask: Float32Array): Panel {
  const slots = [...mask.keys()];
  const shown = slots.filter((k) => Number.isFinite(mask[k]));
  return {
    title: "Masks",
    x: { kind: "linear", label: "let through", domain: [0, 1.12], percent: true },
    y: { kind: "band", label: "", names: slots.map((k) => `slot ${k}`) },
    height: { points: Math.max(24, 12 * mask.length) },
    wide: true,
    marks: [
      {
        kind: "boxes",
        x0: shown.map(() => 0),
        x1: shown.map((k) => mask[k]),
        y0: shown.map((k) => k + 0.12),
        y1: shown.map((k) => k + 0.88),
        color: 0,
        names: shown.map((k) => `slot ${k}: ${percentText(mask[k])} let through`),
      },
      {
        kind: "texts",
        x: slots.map((k) => (Number.isFinite(mask[k]) ? mask[k] + 0.015 : 0.015)),
        y: slots.map((k) => k + 0.5),
        texts: slots.map((k) => (Number.isFinite(mask[k]) ? percentText(mask[k]) : "not a number")),
        color: "soft",
        anchor: "start",
      },
    ],
  };
}
