/**
 * One pixel explained: from x to y in boxes with the real numbers, and where each number comes from.
 *
 * @module
 */

import type { PixelExplanation, PixelStep } from "../../analysis/pixel.ts";
import type { Rgb } from "../../labels/palette.ts";
import type { Chart, Mark, Panel } from "../chart/chart.ts";
import { numberText } from "../text/number-text.ts";
import type { View } from "../view.ts";

export interface PixelInput {
  readonly explanation: PixelExplanation;

  /** Of the patch's labels by bank row. */
  readonly classNames: readonly string[];
  readonly classColors: readonly Rgb[];
}

export const pixelView: View<PixelInput> = {
  name: "pixel",
  picture: (input) => {
    const { explanation } = input;
    const { layer, channel, y, x, className, steps, result, engine } = explanation;
    const title = `One pixel explained: ${layer}, channel ${channel}, pixel (${y}, ${x}), ${className}`;
    const { patch } = explanation;
    const around = patch === null ? null : namesOf(patch.labels, input.classNames).join(", ");
    const text = [
      ...steps.map(lineOf),
      ...(around === null ? [] : [`the 5 × 5 labels around the pixel: ${around}`]),
      `the engine has ${numberText(engine, 6)}, ${numberText(Math.abs(engine - result), 2)} from it`,
    ];
    return {
      title,
      alt: `Boxes from left to right: ${steps.map(({ symbol, value }) => `${symbol} ${numberText(value)}`).join(", ")}.${around === null ? "" : ` Beside them the 5 × 5 labels around the pixel: ${around}.`}`,
      text: text.join("\n"),
      rows: () => steps.map((step, i) => ({ step: i, layer, channel, y, x, ...step })),
      chart: () => chartOf(input, title),
    };
  },
};

/** "x̂ = (x − μ) / √(σ² + ε) = 0.53", or where it is read. */
function lineOf({ symbol, value, formula, source }: PixelStep): string {
  const number = numberText(value, 5);
  const made = formula === "" || formula === symbol ? number : `${formula} = ${number}`;
  return `${symbol} = ${made}${source === "" ? "" : ` · ${source}`}`;
}

function chartOf(input: PixelInput, title: string): Chart {
  const { explanation } = input;
  const { steps, patch, height, width, result, engine } = explanation;
  const flow: Panel = {
    ...(steps.some(({ symbol }) => symbol === "x̂") ? modulationFlow(steps) : plainFlow(steps)),
    caption: steps.map(lineOf),
  };
  return {
    title,
    columns: patch === null ? 1 : 2,
    panels: patch === null ? [flow] : [flow, patchPanel(input, patch)],
    notes: [
      `The layer has ${height} × ${width} pixels. These steps come to ${numberText(result, 6)}; the engine, which folds and rounds in its own order, has ${numberText(engine, 6)}.`,
    ],
  };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly symbol: string;
  readonly value: number;
}

const BOX = { width: 15, height: 10 } as const;

/** x → x̂ → scale · x̂ → y along the top, and below each arrow what it takes. */
function modulationFlow(steps: readonly PixelStep[]): Panel {
  const numberOf = (symbol: string) =>
    steps.find((step) => step.symbol === symbol)?.value ?? Number.NaN;
  const has = (symbol: string) => steps.some((step) => step.symbol === symbol);
  const main = ["x", "x̂", "scale · x̂", "y"].map(
    (symbol, i): Box => ({
      x: 28 * i,
      y: 4,
      symbol,
      value: symbol === "scale · x̂" ? numberOf("scale") * numberOf("x̂") : numberOf(symbol),
    }),
  );
  const under = [
    ["μ", "σ²"],
    ["scale", "γ", "f_γ"],
    ["shift", "β", "f_β"],
  ];
  const parts = under.flatMap((symbols, i) =>
    symbols
      .filter(has)
      .map(
        (symbol, k): Box => ({ x: 28 * i + 14, y: 21 + 12 * k, symbol, value: numberOf(symbol) }),
      ),
  );
  const rows = Math.max(...under.map((symbols) => symbols.filter(has).length));
  const middle = 4 + BOX.height / 2;
  const arrows = [0, 1, 2].map((i) => ({
    x0: 28 * i + BOX.width,
    x1: 28 * (i + 1),
    at: 28 * i + 14 + BOX.width / 2,
  }));
  return panelOf([...main, ...parts], { width: 99, height: 21 + 12 * rows }, [
    {
      kind: "segments",
      x0: arrows.map(({ x0 }) => x0 + 0.6),
      x1: arrows.map(({ x1 }) => x1 - 0.6),
      y0: [middle, middle, middle],
      y1: [middle, middle, middle],
      color: "ink",
      width: 1,
      heads: true,
    },
    {
      kind: "segments",
      x0: arrows.map(({ at }) => at),
      x1: arrows.map(({ at }) => at),
      y0: [20.4, 20.4, 20.4],
      y1: [middle + 0.8, middle + 0.8, middle + 0.8],
      color: "soft",
      width: 0.8,
      heads: true,
    },
    {
      kind: "texts",
      x: arrows.map(({ at }) => at),
      y: [middle, middle, middle],
      texts: ["normalise", "× scale", "+ shift"],
      color: "soft",
      lift: 6,
    },
  ]);
}

/** A box for each step, in their order. */
function plainFlow(steps: readonly PixelStep[]): Panel {
  const boxes = steps.map(({ symbol, value }, i): Box => ({ x: 20 * i, y: 2, symbol, value }));
  const last = steps.length - 1;
  return panelOf(boxes, { width: Math.max(99, 20 * steps.length), height: 14 }, [
    {
      kind: "segments",
      x0: [20 * last - 4.4],
      x1: [20 * last - 0.6],
      y0: [2 + BOX.height / 2],
      y1: [2 + BOX.height / 2],
      color: "ink",
      width: 1,
      heads: true,
    },
  ]);
}

function panelOf(
  boxes: readonly Box[],
  size: { readonly width: number; readonly height: number },
  marks: readonly Mark[],
): Panel {
  const center = boxes.map(({ x }) => x + BOX.width / 2);
  return {
    x: { kind: "pixels", size: size.width },
    y: { kind: "pixels", size: size.height },
    height: { points: 2.4 * size.height },
    marks: [
      {
        kind: "boxes",
        x0: boxes.map(({ x }) => x),
        x1: boxes.map(({ x }) => x + BOX.width),
        y0: boxes.map(({ y }) => y),
        y1: boxes.map(({ y }) => y + BOX.height),
        color: "faint",
        names: boxes.map(({ symbol, value }) => `${symbol} = ${numberText(value, 6)}`),
      },
      ...marks,
      {
        kind: "texts",
        x: center,
        y: boxes.map(({ y }) => y + 3),
        texts: boxes.map(({ symbol }) => symbol),
        color: "ink",
        bold: true,
      },
      {
        kind: "texts",
        x: center,
        y: boxes.map(({ y }) => y + 7),
        texts: boxes.map(({ value }) => numberText(value)),
        color: "ink",
      },
    ],
  };
}

/** The different labels of a patch, in their order. */
function namesOf(labels: Int32Array, classNames: readonly string[]): string[] {
  return [...new Set(labels)].map((label) =>
    label < 0 ? "outside the picture" : (classNames[label] ?? `row ${label}`),
  );
}

const OUTSIDE: Rgb = [150, 150, 150];

/** The labels that SPADE's modulation depends on, the pixel in the middle. */
function patchPanel(
  { classNames, classColors }: PixelInput,
  { labels, edges }: NonNullable<PixelExplanation["patch"]>,
): Panel {
  const present = [...new Set(labels)];
  const palette = present.map(
    (label): Rgb => (label < 0 ? OUTSIDE : (classColors[label] ?? OUTSIDE)),
  );
  const names = namesOf(labels, classNames);
  const edgeAt = [...(edges ?? [])].flatMap((edge, i) => (edge === 1 ? [i] : []));
  return {
    title: "5 × 5 labels",
    x: { kind: "pixels", size: 5 },
    y: { kind: "pixels", size: 5 },
    height: { aspect: 1 },
    weight: 0.24,
    marks: [
      {
        kind: "picture",
        raster: {
          width: 5,
          height: 5,
          indices: Uint8Array.from(labels, (label) => present.indexOf(label)),
          palette,
        },
        names,
      },
      {
        kind: "dots",
        x: edgeAt.map((i) => (i % 5) + 0.5),
        y: edgeAt.map((i) => Math.floor(i / 5) + 0.5),
        color: "#101418",
        radius: 2,
        names: edgeAt.map(() => "instance edge"),
      },
      ...["#ffffff", "#101418"].map(
        (color, i): Mark => ({
          kind: "line",
          x: [2, 3, 3, 2, 2],
          y: [2, 2, 3, 3, 2],
          color: color as `#${string}`,
          width: i === 0 ? 3 : 1.2,
        }),
      ),
    ],
    caption: [
      `in the patch: ${names.join(", ")}`,
      ...(edgeAt.length > 0 ? ["dots: instance edges"] : []),
    ],
  };
}
