/**
 * Activations before and after modulation: mean and spread of each channel.
 *
 * @module
 */

import type { ActivationRow } from "../../analysis/activations.ts";
import type { Chart, Mark, Panel } from "../chart/chart.ts";
import { domainOf } from "../chart/scale.ts";
import { countText, numberText, percentText } from "../text/number-text.ts";
import type { View } from "../view.ts";
import { COST_KEY, COST_NOTE, costPanel } from "./activation-costs.ts";
import { macsText } from "./cost.ts";
import { notFiniteWords } from "./not-finite.ts";

export interface ActivationsInput {
  readonly rows: readonly ActivationRow[];

  /** One for each layer in `rows`; absent where none were given. */
  readonly costs?: readonly ActivationCost[] | undefined;
}

/** What a layer costs for one picture; joined to the rows of its channels by name. */
export interface ActivationCost {
  readonly layer: string;

  /** Learned numbers of the modulation, and its multiply-accumulates. */
  readonly modulationParameters: number;
  readonly modulationMacs: number;

  /** Of the convolution after it. */
  readonly convolutionParameters: number;
  readonly convolutionMacs: number;
}

/** More channels than this are a curve with a band instead of dots with lines. */
const MOST_DOTS = 96;

const STAGES = ["before", "after"] as const;

export const activationsView: View<ActivationsInput> = {
  name: "activations",
  picture: ({ rows, costs }) => {
    const layers = [...new Set(rows.map(({ layer }) => layer))];
    const where = layers.length === 1 ? layers[0] : `${layers.length} layers`;
    const beside = costs === undefined ? "" : ", and their cost";
    const title = `Activations before and after modulation, channel by channel${beside}: ${where}`;
    const text = layers.map((layer, i) => `${words(layer, rows)}${costWords(costs?.[i])}`);
    return {
      title,
      alt: `For each channel the mean over pixels, and one standard deviation to both sides, before and after modulation${costs === undefined ? "" : "; beside them multiply-adds and parameters of the modulation and of the convolution after it"}. ${text.slice(0, 4).join(". ")}.`,
      text: text.join("\n"),
      rows: () => {
        const costOf = new Map(costs?.map((cost) => [cost.layer, cost]));
        return rows.map((row) => ({ ...row, ...costOf.get(row.layer) }));
      },
      chart: () => chartOf({ rows, costs }, layers, title),
    };
  },
};

function words(layer: string, rows: readonly ActivationRow[]): string {
  const said = STAGES.map((stage) => {
    const part = rows.filter((row) => row.layer === layer && row.stage === stage && !row.appended);
    const shown = part.filter(({ mean, sd }) => Number.isFinite(mean + sd));
    const average = (field: "mean" | "sd" | "negative") =>
      shown.reduce((sum, row) => sum + row[field], 0) / shown.length;
    const broken = notFiniteWords(part.length - shown.length, "channel");
    return `${stage}: mean ${numberText(average("mean"), 3)}, standard deviation ${numberText(average("sd"), 3)}, ${percentText(average("negative"))} negative${broken.length > 0 ? `, ${broken[0]}` : ""}`;
  });
  return `${layer}, means over channels, ${said.join("; ")}`;
}

function costWords(cost: ActivationCost | undefined): string {
  if (cost === undefined) return "";
  const said = (macs: number, parameters: number) =>
    `${macsText(macs)} and ${countText(parameters)} parameters`;
  const { modulationMacs, modulationParameters, convolutionMacs, convolutionParameters } = cost;
  return `; modulation ${said(modulationMacs, modulationParameters)}, the convolution after it ${said(convolutionMacs, convolutionParameters)}`;
}

function chartOf(
  { rows, costs }: ActivationsInput,
  layers: readonly string[],
  title: string,
): Chart {
  const appended = rows.some((row) => row.appended);
  const points = layers.length === 1 ? 150 : layers.length > 4 ? 44 : 62;
  return {
    title,
    columns: costs !== undefined ? 3 : layers.length > 4 ? 4 : 2,
    ...((appended || costs !== undefined) && {
      key: [
        { name: "channel", color: 0, sign: "dot" },
        ...(appended
          ? [{ name: "appended channel of instance edges", color: 1, sign: "dot" } as const]
          : []),
        ...(costs === undefined ? [] : COST_KEY),
      ],
    }),
    panels: layers.flatMap((layer, i) => [
      ...STAGES.map((stage) =>
        stagePanel(
          rows.filter((row) => row.layer === layer && row.stage === stage),
          `${layer}, ${stage}`,
          points,
          i === layers.length - 1,
        ),
      ),
      ...(costs === undefined ? [] : [costPanel(costs[i], costs, points)]),
    ]),
    notes: [
      "Mean over all pixels of all pictures, and one standard deviation to both sides. Before: what the layer is given, not yet normalised; after: normalised, scaled and shifted. Each panel has a scale of its own.",
      ...(costs === undefined ? [] : [COST_NOTE]),
    ],
  };
}

function stagePanel(
  rows: readonly ActivationRow[],
  title: string,
  points: number,
  labelled: boolean,
): Panel {
  const channels = rows.map(({ channel }) => channel);
  const low = rows.map(({ mean, sd }) => mean - sd);
  const high = rows.map(({ mean, sd }) => mean + sd);
  const last = channels.reduce((a, b) => Math.max(a, b), 0);
  const domain = domainOf([low, high], { include: [0] });
  return {
    title,
    x: { kind: "linear", label: labelled ? "channel" : "", domain: [-0.7, last + 0.7] },
    y: { kind: "linear", label: "", domain, ticks: fewTicks(domain) },
    height: { points },
    marks: [{ kind: "rule", y: 0, color: "soft" }, ...marksOf(rows, low, high)],
  };
}

/** Zero and one number on each side: panels are small, and each has a scale of its own. */
function fewTicks([low, high]: readonly [number, number]): number[] {
  const round = (x: number) => {
    const power = 10 ** Math.floor(Math.log10(x));
    return Number(([5, 2, 1].find((m) => m * power <= x) ?? 1) * power);
  };
  const most = Math.max(-low, high);
  const step = most > 0 ? round(0.95 * most) : 1;
  return [-step, 0, step].filter((tick) => tick >= low && tick <= high);
}

function marksOf(
  rows: readonly ActivationRow[],
  low: readonly number[],
  high: readonly number[],
): Mark[] {
  const x = rows.map(({ channel }) => channel);
  const mean = rows.map((row) => row.mean);
  const names = rows.map(
    (row) =>
      `channel ${row.channel}${row.appended ? " (instance edges)" : ""}, ${row.stage}: mean ${numberText(row.mean)}, standard deviation ${numberText(row.sd)}, from ${numberText(row.min)} to ${numberText(row.max)}, ${percentText(row.negative)} negative`,
  );
  if (rows.length > MOST_DOTS) {
    return [
      { kind: "ribbon", x, low, high, color: 0 },
      { kind: "line", x, y: mean, color: 0, width: 0.8, names },
    ];
  }
  return [false, true].flatMap((appended): Mark[] => {
    const at = rows.flatMap((row, i) => (row.appended === appended ? [i] : []));
    if (at.length === 0) return [];
    const of = <T>(values: readonly T[]) => at.map((i) => values[i]);
    const color = appended ? 1 : 0;
    return [
      { kind: "segments", x0: of(x), x1: of(x), y0: of(low), y1: of(high), color, width: 0.9 },
      { kind: "dots", x: of(x), y: of(mean), color, radius: 2, names: of(names) },
    ];
  });
}
