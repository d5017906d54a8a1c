/**
 * The replacement test: what becomes of a picture when the modulation of layers is replaced by a look-up by class.
 *
 * @module
 */

import {
  FOR_GOOD_INTERVAL,
  FOR_INTERVAL,
  type Verdict,
} from "../../analysis/replacement/verdict.ts";
import type { Chart, Mark, Panel } from "../chart/chart.ts";
import { domainOf } from "../chart/scale.ts";
import { countText, numberText, percentText } from "../text/number-text.ts";
import type { View } from "../view.ts";
import { type ComparedInput, numbers } from "./compare-networks.ts";
import { differenceDomain, differencePanel } from "./difference-panel.ts";
import { type PaintedInput, picturePanel } from "./painted.ts";

export interface ReplacementStripInput {
  /** One picture as the network paints it, and with every layer replaced; null for numbers alone. */
  readonly strip: {
    readonly original: PaintedInput;
    readonly replaced: readonly ComparedInput[];
  } | null;

  /** Of one measure. */
  readonly verdicts: readonly Omit<Verdict, "words">[];
}

const BY: Readonly<Record<Verdict["by"], string>> = {
  interior: "interior rows",
  mean: "class means",
};

const MEASURES: Readonly<Record<Verdict["measure"], string>> = {
  meanAbsolute: "mean absolute difference, values from −1 to 1",
  ssim: "SSIM",
  psnr: "PSNR in dB",
};

export const replacementStripView: View<ReplacementStripInput> = {
  name: "replacement-strip",
  picture: (input) => {
    const { strip, verdicts } = input;
    const title = "Replacement test: modulation by class in the place of the network's own";
    const text = [
      ...(strip?.replaced.map((one) => `${one.painted.name}: ${numbers(one).join(", ")}`) ?? []),
      ...verdictWords(verdicts),
    ];
    return {
      title,
      alt: `${strip === null ? "" : "A picture as painted and with every layer replaced, with maps of the difference. "}Dots with intervals, layer by layer: how far pictures move when that layer alone is replaced. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: () => verdicts.map((one) => ({ ...one })),
      chart: () => chartOf(input, title),
    };
  },
};

function verdictWords(verdicts: ReplacementStripInput["verdicts"]): string[] {
  const all = verdicts.filter(({ layer }) => layer === "all");
  const each = verdicts.filter(({ layer }) => layer !== "all");
  const said = (one: (typeof verdicts)[number]) =>
    `${numberText(one.estimate, 3)}${intervalText(one)}`;
  return [
    ...all.map(
      (one) =>
        `all layers by ${BY[one.by]}: ${MEASURES[one.measure]} ${said(one)}, ${picturesText(one.pictures)}`,
    ),
    ...(["interior", "mean"] as const).flatMap((by) => {
      const part = each.filter((one) => one.by === by && Number.isFinite(one.estimate));
      if (part.length === 0) return [];
      const most = part.reduce((a, b) => (further(b, a) ? b : a));
      return [`by ${BY[by]} the layer that matters most: ${most.layer}, ${said(most)}`];
    }),
  ];
}

function picturesText(count: number): string {
  return `${countText(count)} ${count === 1 ? "picture" : "pictures"}`;
}

/** Less SSIM or PSNR is more difference. */
function further(
  a: Pick<Verdict, "measure" | "estimate">,
  b: Pick<Verdict, "measure" | "estimate">,
): boolean {
  return a.measure === "meanAbsolute" ? a.estimate > b.estimate : a.estimate < b.estimate;
}

function intervalText({ low, high }: Pick<Verdict, "low" | "high">): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return "";
  return ` (${numberText(low, 3)} to ${numberText(high, 3)})`;
}

function chartOf({ strip, verdicts }: ReplacementStripInput, title: string): Chart {
  const pictures = strip === null ? [] : stripPanels(strip);
  const kinds = [...new Set(verdicts.map(({ by }) => by))];
  const [first] = verdicts;
  const without = verdicts.some(({ pictures }) => pictures < FOR_INTERVAL);
  const notes = [
    ...(strip === null
      ? []
      : [
          "|Δ|: mean over red, green and blue of the absolute difference from the network's own picture, values from −1 to 1, on one scale.",
        ]),
    ...(first === undefined
      ? []
      : [
          `Dots: ${MEASURES[first.measure]}, over ${picturesText(first.pictures)}; ${without ? noInterval(first.pictures) : `lines: ${percentText(first.level)} intervals, bootstrap over pictures${first.pictures < FOR_GOOD_INTERVAL ? ", of little worth with so few" : ""}`}. No training and no other network: the test says what this network makes of its spatial part.`,
        ]),
  ];
  return {
    title,
    columns: Math.max(1, pictures.length),
    key: kinds.map((by, i) => ({ name: `replaced by ${BY[by]}`, color: i, sign: "dot" })),
    panels: [...pictures, ...(verdicts.length > 0 ? [layersPanel(verdicts, kinds)] : [])],
    notes,
  };
}

function noInterval(pictures: number): string {
  return pictures === 1 ? "one picture gives no interval" : "too few for an interval";
}

function stripPanels({ original, replaced }: NonNullable<ReplacementStripInput["strip"]>): Panel[] {
  const domain = differenceDomain(replaced.map(({ difference }) => difference));
  return [
    picturePanel(original),
    ...replaced.flatMap((one, i) => [
      picturePanel(one.painted, numbers(one)),
      differencePanel(one.difference, original, domain, {
        scale: i === replaced.length - 1,
        title: "|Δ|",
      }),
    ]),
  ];
}

function layersPanel(
  verdicts: ReplacementStripInput["verdicts"],
  kinds: readonly Verdict["by"][],
): Panel {
  const layers = [...new Set(verdicts.map(({ layer }) => layer))];
  const [{ measure }] = verdicts;
  const zero = measure === "meanAbsolute" ? [0] : [];
  return {
    wide: true,
    x: {
      kind: "linear",
      label: MEASURES[measure],
      domain: domainOf([verdicts.flatMap(({ estimate, low, high }) => [estimate, low, high])], {
        include: zero,
      }),
    },
    y: {
      kind: "band",
      label: "",
      names: layers.map((layer) => (layer === "all" ? "all layers at once" : layer)),
    },
    height: { points: Math.max(50, 11 * layers.length) },
    marks: kinds.flatMap((by, k): Mark[] => {
      const part = verdicts.filter((one) => one.by === by);
      const group = `replaced by ${BY[by]}`;
      const y = part.map(({ layer }) => layers.indexOf(layer) + (k + 1) / (kinds.length + 1));
      return [
        {
          kind: "segments",
          x0: part.map(({ low }) => low),
          x1: part.map(({ high }) => high),
          y0: y,
          y1: y,
          color: k,
          width: 1.2,
          group,
        },
        {
          kind: "dots",
          x: part.map(({ estimate }) => estimate),
          y,
          color: k,
          radius: 2.3,
          names: part.map(
            (one) => `${one.layer} by ${BY[by]}: ${numberText(one.estimate)}${intervalText(one)}`,
          ),
          group,
        },
      ];
    }),
  };
}
