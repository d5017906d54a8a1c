/**
 * What each layer's modulation costs, method by method, beside the convolution that follows it.
 *
 * @module
 */

import type { Axis, Chart, Ink, Mark, Panel } from "../chart/chart.ts";
import { countText, numberText } from "../text/number-text.ts";
import type { Row, View } from "../view.ts";

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
  readonly kind: "convolution" | "linear" | "modulation";

  /** Learned numbers. */
  readonly parameters: number;

  /** Multiply-accumulates for one picture. */
  readonly macs: number;
}

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
    `${name}: modulation ${countText(sum("parameters", true))} parameters and ${millions(sum("macs", true))}, all else ${countText(sum("parameters", false))} and ${millions(sum("macs", false))}`,
    ...(overhead === null
      ? []
      : [
          `${name}: +${numberText(overhead.parameters)} % parameters, +${numberText(overhead.compute)} % computation, by the published convention`,
        ]),
  ];
}

function millions(macs: number): string {
  return `${numberText(macs / 1e6, 3)} million multiply-adds`;
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
      { name: "convolution after it", color: "soft", sign: "dot" },
      ...(withTotals && methods.some(({ published }) => published !== null)
        ? [{ name: "as published", color: "rest", sign: "box" } as const]
        : []),
    ],
    panels: [
      layerPanel(input, layers, "parameters"),
      layerPanel(input, layers, "macs"),
      ...(withTotals ? [overheadPanel(input, "parameters"), overheadPanel(input, "compute")] : []),
    ],
    notes: [
      "Scales are logarithmic. One multiply-accumulate counts 1; look-ups, normalisation, activations and resizing count 0.",
      ...(zeros.length > 0 ? [`What costs nothing has no dot: ${zeros.join(", ")}.`] : []),
      ...(withTotals ? [overheadNote(methods)] : []),
    ],
  };
}

function overheadNote(methods: readonly MethodCostInput[]): string {
  const given = methods.filter(
    ({ overhead, published }) => overhead !== null && published !== null,
  );
  const same = given.every(
    ({ overhead, published }) =>
      overhead?.parameters === published?.parameters && overhead?.compute === published?.compute,
  );
  const said =
    given.length === 0
      ? ""
      : same
        ? " They are those that the abstract of arXiv 2004.02867 (first version of CLADE) gives for ADE20K."
        : " Published in the abstract of arXiv 2004.02867 (first version of CLADE), for ADE20K at 256 × 256; this network is another.";
  return `Below: what the modulation adds to the convolutions of the residual blocks, weights alone, conv_s counted as 3 × 3, without fc and conv_img.${said}`;
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
  const x = logAxis(quantity === "macs" ? "multiply-adds" : "parameters", all);
  const at = names.map((_, i) => i + 0.5);
  const nothing = Number.NaN;
  return {
    title: quantity === "macs" ? "Multiply-adds" : "Parameters",
    x,
    y: { kind: "band", label: "", names },
    height: { points: Math.max(70, 10 * names.length) },
    marks: [
      {
        kind: "segments",
        x0: names.map((_, i) => Math.min(...positive(series, convolutions, i))),
        x1: names.map((_, i) => Math.max(...positive(series, convolutions, i))),
        y0: at,
        y1: at,
        color: "faint",
        width: 1.4,
      },
      {
        kind: "dots",
        x: convolutions,
        y: at,
        color: "soft",
        radius: 2,
        names: names.map(
          (layer, i) =>
            `${convolutionAfter(layer)}: ${countText(convolutions[i] || 0)} ${LONG[quantity]}`,
        ),
        group: "convolution after it",
      },
      ...series.map(
        ({ name, color, values }): Mark => ({
          kind: "dots",
          x: values.map((v) => (v > 0 ? v : nothing)),
          y: at,
          color,
          radius: 2.4,
          names: names.map(
            (layer, i) => `${name}, ${layer}: ${countText(values[i])} ${LONG[quantity]}`,
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

/** What there is to show in row i of a logarithmic axis. */
function positive(
  series: readonly { readonly values: readonly number[] }[],
  convolutions: readonly number[],
  i: number,
): number[] {
  return [...series.map(({ values }) => values[i]), convolutions[i]].filter((v) => v > 0);
}

/** "up_2.norm_s" is followed by "up_2.conv_s". */
function convolutionAfter(layer: string): string {
  return layer.replace(/\.norm_/, ".conv_");
}

function overheadPanel({ methods }: CostInput, quantity: "parameters" | "compute"): Panel {
  const shown = methods.flatMap(({ name, overhead, published }, i) =>
    overhead === null
      ? []
      : [
          {
            name,
            color: i as Ink,
            value: overhead[quantity],
            published: published?.[quantity] ?? null,
          },
        ],
  );
  const values = shown
    .flatMap(({ value, published }) => [value, published ?? value])
    .filter((v) => v > 0);
  const known = shown.flatMap((one, i) =>
    one.published === null ? [] : [{ at: one.published, i }],
  );
  const x = logAxis(
    quantity === "compute" ? "added computation in %" : "added parameters in %",
    values,
    12,
  );
  return {
    x,
    y: { kind: "band", label: "", names: shown.map(({ name }) => name) },
    height: { points: Math.max(30, 16 * shown.length) },
    marks: [
      {
        kind: "dots",
        x: known.map(({ at }) => at),
        y: known.map(({ i }) => i + 0.5),
        color: "rest",
        radius: 5,
        names: known.map(({ at, i }) => `${shown[i].name}: published +${numberText(at)} %`),
      },
      {
        kind: "dots",
        x: shown.map(({ value }) => (value > 0 ? value : Number.NaN)),
        y: shown.map((_, i) => i + 0.5),
        color: shown.map(({ color }) => color),
        radius: 2.4,
        names: shown.map(({ name, value }) => `${name}: +${numberText(value)} %`),
      },
      {
        kind: "texts",
        x: shown.map(
          ({ value, published }) =>
            1.35 * Math.max(value, published ?? value, values.length > 0 ? 0 : 1),
        ),
        y: shown.map((_, i) => i + 0.5),
        texts: shown.map(({ value, published }) =>
          published === null || published === value
            ? `+${numberText(value)} %`
            : `+${numberText(value)} % (published ${numberText(published)})`,
        ),
        color: "ink",
        anchor: "start",
      },
    ],
  };
}

/** @param room Factor to the right of the largest number, for what is written there. */
function logAxis(label: string, values: readonly number[], room = 1.6): Axis {
  const low = values.length > 0 ? Math.min(...values) : 1;
  const high = values.length > 0 ? Math.max(...values) : 10;
  return { kind: "log", label, domain: [low / 1.6, high * room] };
}
