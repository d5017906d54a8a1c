/**
 * What each layer's modulation costs, method by method, beside the convolution that follows it.
 *
 * @module
 */

import type { Chart, Ink, Mark, Panel } from "../chart/chart.ts";
import { countText, numberText } from "../text/number-text.ts";
import type { Row, View } from "../view.ts";
import { convolutionAfter } from "./convolution-after.ts";
import { overheadNote, overheadPanel } from "./cost-overheads.ts";
import { logAxis } from "./log-axis.ts";

export interface CostInput {
  /** Of the picture, in pixels. */
  readonly height: number;
  readonly width: number;
  readonly methods: readonly MethodCostInput[];
}

export interface MethodCostInput {
  /** "SPADE". */
  readonly name: string;
  readonly layers: readonly LayerCostInput[];

  /** What its modulation adds by the published convention, and what was published, in percent. */
  readonly overhead: { readonly parameters: number; readonly compute: number } | null;
  readonly published: { readonly parameters: number; readonly compute: number } | null;
}

export interface LayerCostInput {
  /** Module path: "up_2.conv_0". */
  readonly name: string;
  readonly kind: "convolution" | "linear" | "modulation" | "attention";

  /** Learned numbers. */
  readonly parameters: number;

  /** Multiply-accumulates for one picture. */
  readonly macs: number;
}

/** In the key and its group. */
const AFTER = "convolution after it";

type Quantity = "parameters" | "macs";

export const costView: View<CostInput> = {
  name: "cost",
  picture: (input) => {
    const { methods, height, width } = input;
    const title = `Cost of the modulation, layer by layer, for a picture of ${height} × ${width}`;
    const text = methods.flatMap((method) => words(method));
    return {
      title,
      alt: `Dots on logarithmic scales: parameters and multiply-adds of each layer's modulation for ${methods.map(({ name }) => name).join(", ")}, and of the convolution after it. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: () =>
        methods.flatMap(({ name, layers }) =>
          layers.map((layer): Row => ({ method: name, ...layer })),
        ),
      chart: () => chartOf(input, title),
    };
  },
};

function words({ name, layers, overhead }: MethodCostInput): string[] {
  const sum = (quantity: Quantity, modulation: boolean) =>
    layers
      .filter(({ kind }) => (kind === "modulation") === modulation)
      .reduce((total, layer) => total + layer[quantity], 0);
  return [
    `${name}: modulation ${countText(sum("parameters", true))} parameters and ${macsText(sum("macs", true))}, all else ${countText(sum("parameters", false))} and ${macsText(sum("macs", false))}`,
    ...(overhead === null
      ? []
      : [
          `${name}: +${numberText(overhead.parameters, 6)} % parameters, +${numberText(overhead.compute, 6)} % computation, by the published convention`,
        ]),
  ];
}

export function macsText(macs: number): string {
  if (macs < 1e5) return `${countText(macs)} multiply-adds`;
  const [unit, name] = macs >= 1e9 ? [1e9, "billion"] : [1e6, "million"];
  return `${numberText(macs / unit, 3)} ${name} multiply-adds`;
}

function chartOf(input: CostInput, title: string): Chart {
  const { methods } = input;
  const layers = methods[0].layers
    .filter(({ kind }) => kind === "modulation")
    .map(({ name }) => name);
  const withTotals = methods.some(({ overhead }) => overhead !== null);
  const zeros = methods.flatMap(({ name, layers: all }) =>
    all.some(
      ({ kind, macs, parameters }) => kind === "modulation" && (macs === 0 || parameters === 0),
    )
      ? [name]
      : [],
  );
  return {
    title,
    columns: 2,
    key: [
      ...methods.map(({ name }, i) => ({ name, color: i, sign: "dot" as const })),
      { name: AFTER, color: "soft", sign: "dot" },
      ...(withTotals && methods.some(({ published }) => published !== null)
        ? [{ name: "as published", color: "rest", sign: "box" } as const]
        : []),
    ],
    panels: [
      layerPanel(input, layers, "parameters"),
      layerPanel(input, layers, "macs"),
      ...(withTotals
        ? [overheadPanel(methods, "parameters"), overheadPanel(methods, "compute")]
        : []),
    ],
    notes: [
      "Scales are logarithmic. One multiply-accumulate counts 1; look-ups, normalisation, activations and resizing count 0.",
      ...(zeros.length > 0 ? [`What costs nothing has no dot: ${zeros.join(", ")}.`] : []),
      ...(withTotals ? [overheadNote(methods)] : []),
    ],
  };
}

function layerPanel({ methods }: CostInput, names: readonly string[], quantity: Quantity): Panel {
  const series = methods.map(({ name, layers }, i) => ({
    name,
    color: i as Ink,
    values: names.map(
      (layer) => layers.find((one) => one.name === layer)?.[quantity] ?? Number.NaN,
    ),
  }));
  const convolutions = names.map(
    (layer) =>
      methods[0].layers.find(({ name }) => name === convolutionAfter(layer))?.[quantity] ??
      Number.NaN,
  );
  const all = [...series.flatMap(({ values }) => values), ...convolutions].filter((v) => v > 0);
  const count = series.length + 1;
  const at = (k: number) => names.map((_, i) => i + (k + 1) / (count + 1));
  return {
    title: quantity === "macs" ? "Multiply-adds" : "Parameters",
    x: logAxis("", all),
    y: { kind: "band", label: "", names },
    height: { points: Math.max(70, 12 * names.length) },
    marks: [
      ...names.slice(1).map((_, i): Mark => ({ kind: "rule", y: i + 1, color: "faint" })),
      ...[{ name: AFTER, color: "soft" as Ink, values: convolutions }, ...series].map(
        ({ name, color, values }, k): Mark => ({
          kind: "dots",
          x: values.map((v) => (v > 0 ? v : Number.NaN)),
          y: at(k),
          color,
          radius: 2,
          names: names.map(
            (layer, i) =>
              `${k === 0 ? convolutionAfter(layer) : `${name}, ${layer}`}: ${countText(values[i])} ${LONG[quantity]}`,
          ),
          group: name,
        }),
      ),
    ],
  };
}

const LONG: Readonly<Record<Quantity, string>> = {
  parameters: "parameters",
  macs: "multiply-adds",
};
