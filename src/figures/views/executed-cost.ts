/**
 * What each layer costs by the formula, and what the onnx engine executes for a label map.
 *
 * @module
 */

import type { Chart, Ink, KeyEntry, Mark, Panel } from "../chart/chart.ts";
import { numberText, percentText } from "../text/number-text.ts";
import type { Row, View } from "../view.ts";
import { bandLines } from "./band-lines.ts";
import { macsText } from "./cost.ts";

/** One operation: multiply-adds for one picture. */
export interface ExecutedLayerInput {
  /** Module path: "up_2.conv_0". */
  readonly name: string;

  /** How it is computed: "winograd4", "taps". */
  readonly way: string;

  /** By the plain formula. */
  readonly nominal: number;

  /** By the engine, for the label map at hand. */
  readonly executed: number;
}

export interface ExecutedCostInput {
  /** Of the picture, in pixels. */
  readonly height: number;
  readonly width: number;
  readonly methods: readonly {
    /** "SPADE". */
    readonly method: string;
    readonly rows: readonly ExecutedLayerInput[];
  }[];
}

/** In the key and its group. */
const NOMINAL = "by the formula";

/** Colours and names of ways, in the key's order: convolutions bluish, SPADE's tables reddish. */
const WAYS: ReadonlyMap<string, { readonly color: Ink; readonly name: string }> = new Map([
  ["direct", { color: 0, name: "direct" }],
  ["planes", { color: 0, name: "direct" }],
  ["winograd2", { color: 2, name: "Winograd F(2 × 2), F(4 × 2)" }],
  ["winograd4x2", { color: 2, name: "Winograd F(2 × 2), F(4 × 2)" }],
  ["winograd4", { color: 7, name: "Winograd F(4 × 4)" }],
  ["upsampled", { color: 4, name: "at half size" }],
  ["joined", { color: 3, name: "table, rows joined" }],
  ["taps", { color: 1, name: "table, tap by tap" }],
  ["dense", { color: 5, name: "convolved, all pixels" }],
  ["product", { color: "soft", name: "plain product" }],
  ["im2col", { color: "soft", name: "plain product" }],
  ["look-up", { color: "ink", name: "look-up" }],
]);

/** A way that came later has a colour and its own name as well. */
function wayOf(way: string): { readonly color: Ink; readonly name: string } {
  return WAYS.get(way) ?? { color: 6, name: way };
}

/** Names in the key's order with the ways of each: some look alike. */
function keyOf(
  rows: readonly ExecutedLayerInput[],
): { ways: readonly string[]; name: string; color: Ink }[] {
  const met = new Set(rows.map(({ way }) => way));
  const groups = new Map<string, { ways: string[]; name: string; color: Ink }>();
  for (const way of new Set([...WAYS.keys(), ...met])) {
    if (!met.has(way)) continue;
    const { name, color } = wayOf(way);
    const group = groups.get(name) ?? { ways: [], name, color };
    group.ways.push(way);
    groups.set(name, group);
  }
  return [...groups.values()];
}

export const executedCostView: View<ExecutedCostInput> = {
  name: "executed-cost",
  picture: (input) => {
    const { methods, height, width } = input;
    const title = `Multiply-adds by the formula and as executed, layer by layer, for a picture of ${height} × ${width}`;
    const text = methods.map(({ method, rows }) => {
      const { nominal, executed } = totals(rows);
      return `${method}: ${macsText(nominal)} by the formula, ${macsText(executed)} executed, ${percentText(executed / nominal)}`;
    });
    return {
      title,
      alt: `Bars: multiply-adds of each layer of ${methods.map(({ method }) => method).join(", ")}, grey by the formula, in front of it in colour what is executed. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: () =>
        methods.flatMap(({ method, rows }) => rows.map((row): Row => ({ method, ...row }))),
      chart: () => chartOf(input, title),
    };
  },
};

function totals(rows: readonly ExecutedLayerInput[]): { nominal: number; executed: number } {
  const sum = (field: "nominal" | "executed") => rows.reduce((total, row) => total + row[field], 0);
  return { nominal: sum("nominal"), executed: sum("executed") };
}

function chartOf({ methods }: ExecutedCostInput, title: string): Chart {
  const all = methods.flatMap(({ rows }) => rows);
  const most = Math.max(...all.flatMap(({ nominal, executed }) => [nominal, executed]));
  const unit = most >= 1e9 ? 1e9 : most >= 1e6 ? 1e6 : 1;
  const label = { 1e9: "billion multiply-adds", 1e6: "million multiply-adds", 1: "multiply-adds" }[
    unit
  ];
  const taken = keyOf(all);
  return {
    title,
    columns: Math.min(2, methods.length),
    key: [
      { name: NOMINAL, color: "rest", sign: "box" },
      ...taken.map(({ name, color }): KeyEntry => ({ name, color, sign: "box" })),
    ],
    panels: methods.map(({ method, rows }) => panelOf(method, rows, taken, most, unit, label)),
    notes: [
      "Scales are linear, from zero, and the same for all: what is too short to be seen costs next to nothing. One multiply-accumulate counts 1; look-ups, sums of rows and Winograd's transforms count 0.",
    ],
  };
}

function panelOf(
  method: string,
  rows: readonly ExecutedLayerInput[],
  taken: ReturnType<typeof keyOf>,
  most: number,
  unit: number,
  label: string,
): Panel {
  const { nominal, executed } = totals(rows);
  const short = (macs: number) => numberText(macs / unit, 3);
  const named = ({ name, nominal, executed, way }: ExecutedLayerInput) =>
    `${name}, ${wayOf(way).name}: ${macsText(executed)} executed, ${macsText(nominal)} by the formula`;
  const bars = (
    chosen: readonly number[],
    field: "nominal" | "executed",
    inset: number,
    color: Ink,
    group: string,
  ): Mark => ({
    kind: "boxes",
    x0: chosen.map(() => 0),
    x1: chosen.map((i) => rows[i][field] / unit),
    y0: chosen.map((i) => i + inset),
    y1: chosen.map((i) => i + 1 - inset),
    color,
    names: chosen.map((i) => named(rows[i])),
    group,
  });
  return {
    title: `${method}: ${short(nominal)} → ${short(executed)}`,
    x: { kind: "linear", label, domain: [0, (1.04 * most) / unit] },
    y: { kind: "band", label: "", names: rows.map(({ name }) => name) },
    height: { points: Math.max(60, 9.5 * rows.length) },
    marks: [
      ...bandLines(rows.length),
      bars([...rows.keys()], "nominal", 0.1, "rest", NOMINAL),
      ...taken.map(({ ways, name, color }) => {
        const chosen = [...rows.keys()].filter((i) => ways.includes(rows[i].way));
        return bars(chosen, "executed", 0.25, color, name);
      }),
    ],
  };
}
