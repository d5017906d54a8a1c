/**
 * The modulation parameters of classes: a row for each class, a column for each channel, one layer or all.
 *
 * @module
 */

import type { Chart, Mark, Panel } from "../chart/chart.ts";
import { type ColorDomain, DIVERGING } from "../color/colormap.ts";
import { type CellsBlock, inBytes } from "../html/explorer.ts";
import { sentence } from "../text/listed.ts";
import { countText, numberText } from "../text/number-text.ts";
import type { Picture, Row, View } from "../view.ts";
import { notFiniteWords } from "./not-finite.ts";
import { robustDomain } from "./robust-domain.ts";
import { type RowOrder, treePanel } from "./tree-panel.ts";

export interface ClassParametersInput {
  readonly quantity: "scale" | "shift";

  /** How the effective scale comes from γ: "1 + γ" in SPADE, "γ" in CLADE. */
  readonly convention: string;
  readonly classNames: readonly string[];
  readonly layers: readonly LayerParameters[];

  /** Orders of the rows; the first is drawn. */
  readonly rowOrders: readonly RowOrder[];

  /** What had no part in the orders; absent in figures that were saved before it was told. */
  readonly leftOut?: readonly string[] | undefined;
}

export interface LayerParameters {
  readonly layer: string;
  readonly channels: number;

  /** Effective, [classes, channels]. */
  readonly values: Float32Array;

  /** The channel in each column, where they are not in order; with the tree they were ordered by. */
  readonly columnOrder?: RowOrder | undefined;
}

/** Share of the values below 1 above which a map is a block of blue. */
const MOSTLY = 2 / 3;

/** More cells than this go into a page as bytes. */
const MOST_EXACT = 200_000;

export const classParametersView: View<ClassParametersInput> = {
  name: "class-parameters",
  picture: (input): Picture => {
    const { quantity, classNames, layers, rowOrders } = input;
    const neutral = quantity === "scale" ? 1 : 0;
    const domain = robustDomain(
      layers.map(({ values }) => values),
      neutral,
    );
    const channels = layers.reduce((sum, layer) => sum + layer.channels, 0);
    const title = titleOf(input, channels);
    const text = [...wordsOf(input, neutral), ...turnedDown(input), ...(input.leftOut ?? [])];
    const cells = classNames.length * channels;
    const blocks = layers.map(blockOf);
    return {
      title,
      alt: `A heat map of ${classNames.length} classes by ${countText(channels)} channels, blue below ${neutral}, red above. ${text.join(". ")}.`,
      text: text.join("\n"),
      lighter: "show fewer layers, such as banks.slice(-3)",
      rows: () => rowsOf(input),
      chart: () => chartOf(input, title, domain, neutral),
      explorer: {
        quantity: quantityName(input),
        rowKind: "class",
        columnKind: "channel",
        rowNames: classNames,
        blocks: cells > MOST_EXACT ? blocks.map(inBytes) : blocks,
        rowOrders: rowOrders.map(({ name, permutation }) => ({ name, rows: [...permutation] })),
        neutral,
        domain,
      },
    };
  },
};

function quantityName({ quantity, convention }: ClassParametersInput): string {
  return quantity === "scale" ? `scale (${convention})` : "shift (β)";
}

function titleOf(input: ClassParametersInput, channels: number): string {
  const { layers, classNames } = input;
  const where = layers.length === 1 ? layers[0].layer : `${layers.length} layers`;
  return `Effective ${quantityName(input)} of ${where}: ${classNames.length} classes, ${countText(channels)} channels`;
}

/** What stands out. */
function wordsOf({ layers, classNames }: ClassParametersInput, neutral: number): string[] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const sums = new Float64Array(classNames.length);
  let broken = 0;
  for (const { values, channels } of layers) {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) {
        broken++;
        continue;
      }
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
      sums[Math.floor(i / channels)] += (values[i] - neutral) ** 2;
    }
  }
  const order = [...sums.keys()].filter((k) => sums[k] > 0).sort((a, b) => sums[b] - sums[a]);
  const most = order.slice(0, 3).map((k) => classNames[k]);
  return [
    ...(low > high
      ? ["no finite value"]
      : [
          `from ${numberText(low)} to ${numberText(high)}`,
          most.length === 0
            ? `every finite value is ${neutral}`
            : `farthest from ${neutral} on the whole: ${most.join(", ")}`,
        ]),
    ...notFiniteWords(broken),
  ];
}

/** Of a CLADE network whose map is mostly blue, what that means; else nothing. */
function turnedDown({ quantity, convention, layers }: ClassParametersInput): string[] {
  if (quantity !== "scale" || convention !== "γ") return [];
  let [below, finite] = [0, 0];
  for (const { values } of layers) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      finite++;
      if (value < 1) below++;
    }
  }
  if (below <= MOSTLY * finite) return [];
  return ["blue: below 1, the channel is turned down; CLADE's γ starts between 0 and 1"];
}

function* rowsOf({
  quantity,
  convention,
  classNames,
  layers,
}: ClassParametersInput): Generator<Row> {
  for (const { layer, channels, values } of layers) {
    for (const [row, className] of classNames.entries()) {
      for (let channel = 0; channel < channels; channel++) {
        const effective = values[row * channels + channel];
        const raw = quantity === "scale" && convention === "1 + γ" ? effective - 1 : effective;
        yield { layer, class: row, className, channel, kind: quantity, effective, raw };
      }
    }
  }
}

function blockOf({ layer, channels, values, columnOrder }: LayerParameters): CellsBlock {
  const order = columnOrder?.permutation;
  return {
    name: layer,
    columns: channels,
    values: order === undefined ? values : columnsInOrder(values, channels, order),
    low: 0,
    high: 0,
    ...(order && { columnNumbers: order }),
  };
}

function columnsInOrder(values: Float32Array, columns: number, order: Int32Array): Float32Array {
  const out = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += columns) {
    for (let j = 0; j < columns; j++) out[start + j] = values[start + order[j]];
  }
  return out;
}

function chartOf(
  input: ClassParametersInput,
  title: string,
  domain: ColorDomain,
  neutral: number,
): Chart {
  const { layers, classNames, rowOrders, quantity, leftOut = [] } = input;
  const [order] = rowOrders;
  const rows = classNames.length;
  const columns = layers.reduce((sum, { channels }) => sum + channels, 0);
  const names = Array.from(order.permutation, (row) => classNames[row]);
  const ends = layers.map((_, i) => layers.slice(0, i).reduce((sum, l) => sum + l.channels, 0));
  const only = layers.length === 1 ? layers[0] : null;
  const height = { points: Math.max(70, Math.min(300, (rows > 60 ? 1.9 : 8) * rows)) };
  const map: Panel = {
    x: {
      kind: "linear",
      label:
        only === null
          ? ""
          : only.columnOrder === undefined
            ? "channel"
            : "channels, in the order of their tree",
      domain: [0, columns],
      ...(only === null && {
        ticks: layers.map(({ channels }, i) => ends[i] + channels / 2),
        tickNames: layers.map(({ layer }) => layer),
      }),
      ...(only?.columnOrder && { ticks: [] }),
    },
    y: { kind: "band", label: "", names },
    height,
    marks: [
      {
        kind: "cells",
        rows,
        columns,
        values: table(layers, order.permutation, columns),
        colormap: DIVERGING,
        domain,
        neutral,
        rowNames: names,
      },
      ...ends.slice(1).map((x): Mark => ({ kind: "rule", x, color: "soft" })),
    ],
    colorbar: {
      label: quantity,
      colormap: DIVERGING,
      domain,
      neutral: { value: neutral, name: String(neutral) },
    },
  };
  const notes = [
    `Rows in order of ${order.name}${only?.columnOrder ? `, channels of ${only.columnOrder.name}` : ""}. ${neutral} changes nothing; colours end at ${numberText(domain.low, 3)} and ${numberText(domain.high, 3)}, half a percent of the numbers lies beyond. A pixel that stands for several cells has the one farthest from ${neutral}.`,
    ...[...turnedDown(input), ...leftOut].map(sentence),
  ];
  const trees = treePanels(order, only, rows, height);
  if (trees.row === null && trees.column === null) return { title, notes, panels: [map] };
  // Beside its rows: the scale of colours stands beyond the tree.
  const { colorbar, ...mapAlone } = map;
  const empty: Panel = {
    x: { kind: "pixels", size: 1 },
    y: { kind: "pixels", size: 1 },
    height: { points: 26 },
    weight: 0.09,
    marks: [],
  };
  const right = trees.row === null ? null : { ...trees.row, colorbar };
  if (trees.column === null && right !== null)
    return { title, notes, columns: 2, panels: [mapAlone, right] };
  if (trees.column !== null && right === null) return { title, notes, panels: [trees.column, map] };
  return {
    title,
    notes,
    columns: 2,
    panels: [trees.column ?? empty, empty, mapAlone, right ?? empty],
  };
}

/** All layers side by side, rows in order. */
function table(
  layers: readonly LayerParameters[],
  order: Int32Array,
  columns: number,
): Float32Array {
  const out = new Float32Array(order.length * columns);
  let start = 0;
  for (const { channels, values, columnOrder } of layers) {
    const inOrder =
      columnOrder === undefined
        ? values
        : columnsInOrder(values, channels, columnOrder.permutation);
    for (const [place, row] of order.entries()) {
      out.set(inOrder.subarray(row * channels, (row + 1) * channels), place * columns + start);
    }
    start += channels;
  }
  return out;
}

function treePanels(
  order: RowOrder,
  only: LayerParameters | null,
  rows: number,
  height: Panel["height"],
): { row: Panel | null; column: Panel | null } {
  const columnOrder = only?.columnOrder;
  return {
    row: order.tree === undefined ? null : treePanel(order, order.tree, rows, false, height),
    column:
      columnOrder?.tree === undefined || only === null
        ? null
        : treePanel(columnOrder, columnOrder.tree, only.channels, true, { points: 26 }),
  };
}
