/**
 * What a layer does to each pixel: maps of scale and shift of a few channels, beside the label map that they come from.
 *
 * @module
 */

import type { Chart, Panel } from "../chart/chart.ts";
import { type ColorDomain, DIVERGING } from "../color/colormap.ts";
import { numberText, percentText } from "../text/number-text.ts";
import type { Row, View } from "../view.ts";
import { classKeyPanel, labelPanel } from "./label-panels.ts";
import type { LabelsInput } from "./label-raster.ts";
import { notFiniteWords } from "./not-finite.ts";
import { emptyPanel, type PaintedInput, picturePanel } from "./painted.ts";
import { pixelMapPanel } from "./pixel-map-panel.ts";
import { robustDomain } from "./robust-domain.ts";

export interface ModulationMapsInput {
  readonly layer: string;

  /** How the effective scale comes from γ: "1 + γ" in SPADE, "γ" in CLADE. */
  readonly convention: string;

  /** At the layer's resolution. */
  readonly labels: LabelsInput;

  /** What the network painted, if it is shown beside. */
  readonly painted: PaintedInput | null;
  readonly channels: readonly number[];

  /** How the channels were chosen, for a note. */
  readonly choice: string;

  /** Effective, [channels, height, width] each. */
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

const KINDS = ["scale", "shift"] as const;
const NEUTRAL = { scale: 1, shift: 0 } as const;

export const modulationMapsView: View<ModulationMapsInput> = {
  name: "modulation-maps",
  picture: (input) => {
    const { layer, convention, labels, channels } = input;
    const title = `Scale (${convention}) and shift (β) of ${layer}, pixel by pixel, ${channels.length === 1 ? "one channel" : `${channels.length} channels`}`;
    const text = KINDS.flatMap((kind) => words(input, kind));
    return {
      title,
      alt: `Maps of ${labels.height} × ${labels.width} pixels for channels ${channels.join(", ")}, blue below what changes nothing, red above, beside their label map. ${text.join(". ")}.`,
      text: text.join("\n"),
      lighter: "show smaller pictures",
      rows: () => rowsOf(input),
      chart: () => chartOf(input, title),
    };
  },
};

function mapOf(input: ModulationMapsInput, kind: "scale" | "shift", i: number): Float32Array {
  const pixels = input.labels.height * input.labels.width;
  return input[kind].subarray(i * pixels, (i + 1) * pixels);
}

function words(input: ModulationMapsInput, kind: "scale" | "shift"): string[] {
  const finite = input[kind].filter(Number.isFinite);
  const broken = input[kind].length - finite.length;
  if (finite.length === 0) return [`${kind}: no finite value`];
  const [low, high] = finite.reduce(
    ([a, b], x) => [Math.min(a, x), Math.max(b, x)],
    [finite[0], finite[0]],
  );
  const shares = input.channels.map(
    (channel, i) =>
      `${percentText(withinShare(mapOf(input, kind, i), input.labels.rows))} in ${channel}`,
  );
  return [
    `${kind} from ${numberText(low)} to ${numberText(high)}; of its variance within classes: ${shares.join(", ")}`,
    ...notFiniteWords(broken, `value of ${kind}`, `values of ${kind}`),
  ];
}

/** The share of a map's variance that lies within classes; 0 for a constant one. Finite values alone count. */
export function withinShare(values: Float32Array, classes: Int32Array): number {
  const groups = new Map<number, { n: number; mean: number; squares: number }>();
  const all = { n: 0, mean: 0, squares: 0 };
  for (let p = 0; p < values.length; p++) {
    if (!Number.isFinite(values[p])) continue;
    let group = groups.get(classes[p]);
    if (group === undefined) {
      group = { n: 0, mean: 0, squares: 0 };
      groups.set(classes[p], group);
    }
    for (const one of [group, all]) {
      // Welford's update.
      const delta = values[p] - one.mean;
      one.mean += delta / ++one.n;
      one.squares += delta * (values[p] - one.mean);
    }
  }
  const within = [...groups.values()].reduce((sum, { squares }) => sum + squares, 0);
  return all.squares > 0 ? within / all.squares : 0;
}

function* rowsOf(input: ModulationMapsInput): Generator<Row> {
  const { layer, convention, labels, channels } = input;
  const { width, rows, classNames } = labels;
  for (const kind of KINDS) {
    for (const [i, channel] of channels.entries()) {
      for (const [p, effective] of mapOf(input, kind, i).entries()) {
        const raw = kind === "scale" && convention === "1 + γ" ? effective - 1 : effective;
        const [y, x] = [Math.floor(p / width), p % width];
        const className = classNames[rows[p]] ?? `row ${rows[p]}`;
        yield { layer, channel, kind, y, x, class: rows[p], className, effective, raw };
      }
    }
  }
}

/** Channels in a row, scale above shift; the label map stands at the left. */
function chartOf(input: ModulationMapsInput, title: string): Chart {
  const { labels, painted, channels, choice } = input;
  const { height, width } = labels;
  const aspect = height / width;
  const domains = {
    scale: robustDomain([input.scale], NEUTRAL.scale),
    shift: robustDomain([input.shift], NEUTRAL.shift),
  };
  const perRow = Math.min(4, channels.length);
  const panels: Panel[] = [];
  for (let start = 0; start < channels.length; start += perRow) {
    const left =
      start === 0
        ? [
            labelPanel(labels, aspect),
            painted === null ? classKeyPanel(labels, aspect) : picturePanel(painted),
          ]
        : [emptyPanel(height, width), emptyPanel(height, width)];
    for (const [k, kind] of KINDS.entries()) {
      panels.push(left[k]);
      for (let i = start; i < start + perRow; i++) {
        const last = i === Math.min(start + perRow, channels.length) - 1;
        panels.push(
          i < channels.length
            ? mapPanel(input, kind, i, domains[kind], last)
            : emptyPanel(height, width),
        );
      }
    }
  }
  const ends = KINDS.map(
    (kind) => `${kind} ${numberText(domains[kind].low, 3)} to ${numberText(domains[kind].high, 3)}`,
  );
  return {
    title,
    columns: 1 + perRow,
    panels,
    notes: [
      `${choice} A scale of 1 and a shift of 0 change nothing. One colour scale for each kind: ${ends.join(", ")}; half a percent of the values lies beyond. Below each map: the share of its variance that lies within classes, where a look-up by class has none.`,
    ],
  };
}

function mapPanel(
  input: ModulationMapsInput,
  kind: "scale" | "shift",
  i: number,
  domain: ColorDomain,
  withScale: boolean,
): Panel {
  const { labels, channels } = input;
  const { height, width } = labels;
  const values = mapOf(input, kind, i);
  const neutral = NEUTRAL[kind];
  return pixelMapPanel({
    title: `${kind}, ch. ${channels[i]}`,
    ...{ values, height, width, colormap: DIVERGING, domain, neutral },
    caption: [`${percentText(withinShare(values, labels.rows))} within classes`],
    ...(withScale && {
      scale: { label: kind, neutral: { value: neutral, name: String(neutral) } },
    }),
  });
}
