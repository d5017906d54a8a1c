/**
 * What the planes of a CLADE-ICPE do to γ and β, layer by layer: the factor in the centre and at the four corners of a component,
 * and the mean |γ| and |β| there beside those of the bank.
 *
 * @module
 */

import type { PlaneEffectRow } from "../../analysis/positions/plane-effects.ts";
import type { Chart, Mark, Panel } from "../chart/chart.ts";
import { domainOf } from "../chart/scale.ts";
import { numberText } from "../text/number-text.ts";
import type { Row, View } from "../view.ts";
import { bandLines } from "./band-lines.ts";

export interface PlaneEffectsInput {
  readonly rows: readonly PlaneEffectRow[];
}

const KINDS = ["scale", "shift"] as const;
const LETTERS = { scale: "γ", shift: "β" } as const;

type Kind = (typeof KINDS)[number];
type Place = PlaneEffectRow["place"];

/** In the order of the colours; dots of upper corners stand higher in their layer's line. */
const PLACES: readonly (readonly [Place, height: number])[] = [
  ["centre", 0.5],
  ["top left", 0.28],
  ["top right", 0.28],
  ["bottom left", 0.72],
  ["bottom right", 0.72],
];

export const planeEffectsView: View<PlaneEffectsInput> = {
  name: "plane-effects",
  picture: ({ rows }) => {
    const layers = new Set(rows.map(({ layer }) => layer)).size;
    const title = `What positions do to γ and β: centre and corners of a component, ${layers} ${layers === 1 ? "layer" : "layers"}`;
    const text = words(rows);
    return {
      title,
      alt: `Dots, layer by layer from coarse to fine, for the centre and the four corners of a component: above the factors of scale and shift, below the mean size of γ and β with them beside that in the bank. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: () => rows.map((row): Row => ({ ...row })),
      chart: () => chartOf(rows, title),
    };
  },
};

function words(rows: readonly PlaneEffectRow[]): string[] {
  const broken = rows.filter(({ factor, effectiveMean: m }) => !Number.isFinite(factor + m)).length;
  return [
    ...KINDS.flatMap((kind) => {
      const part = rows.filter((row) => row.kind === kind && Number.isFinite(row.factor));
      if (part.length === 0) return [];
      const at = (row: PlaneEffectRow) =>
        `${numberText(row.factor, 3)} (${row.layer}, ${row.place})`;
      const least = part.reduce((a, b) => (b.factor < a.factor ? b : a));
      const most = part.reduce((a, b) => (b.factor > a.factor ? b : a));
      const moved = part.reduce((a, b) => (moveOf(b) > moveOf(a) ? b : a));
      const letter = LETTERS[kind];
      return [
        `${kind}: factors from ${at(least)} to ${at(most)}`,
        `mean |${letter}| is moved farthest in ${moved.layer}, ${moved.place}: ${numberText(moved.bankMean, 3)} in the bank, ${numberText(moved.effectiveMean, 3)} there`,
      ];
    }),
    ...(broken === 0
      ? []
      : [
          `${broken} of ${rows.length} places ${broken === 1 ? "is not finite and stands" : "are not finite and stand"} nowhere`,
        ]),
  ];
}

function moveOf({ bankMean, effectiveMean }: PlaneEffectRow): number {
  const move = Math.abs(effectiveMean - bankMean);
  return Number.isFinite(move) ? move : 0;
}

function chartOf(rows: readonly PlaneEffectRow[], title: string): Chart {
  const layers = [...new Set(rows.map(({ layer }) => layer))];
  const factors = domainOf([rows.map(({ factor }) => factor)], { include: [1] });
  return {
    title,
    columns: 2,
    key: [
      ...PLACES.map(([name], i) => ({ name, color: i, sign: "dot" as const })),
      { name: BANK, color: "rest", sign: "dot" },
    ],
    panels: [
      ...KINDS.map((kind) => factorPanel(rows, kind, layers, factors)),
      ...KINDS.map((kind) => sizePanel(rows, kind, layers)),
    ],
    notes: [
      "Above: what γ (scale) and β (shift) of every class and channel are multiplied with, 1 + b + w·(dy, dx); 1 changes nothing. Below: their mean size over classes and channels, in the bank and with the factor. A dot of an upper corner stands higher in its layer's line.",
    ],
  };
}

const BANK = "in the bank";

function factorPanel(
  rows: readonly PlaneEffectRow[],
  kind: Kind,
  layers: readonly string[],
  domain: readonly [number, number],
): Panel {
  const dots = placeDots(rows, kind, layers, ({ factor }) => factor);
  return {
    title: `Factor of ${LETTERS[kind]}`,
    x: { kind: "linear", label: "", domain },
    ...lines(kind, layers),
    marks: [...bandLines(layers.length), { kind: "rule", x: 1, color: "soft" }, ...dots],
  };
}

function sizePanel(rows: readonly PlaneEffectRow[], kind: Kind, layers: readonly string[]): Panel {
  const part = rows.filter((row) => row.kind === kind);
  const centres = part.filter(({ place }) => place === "centre");
  const sizes = part.flatMap(({ bankMean, effectiveMean }) => [bankMean, effectiveMean]);
  const letter = LETTERS[kind];
  return {
    title: `Mean |${letter}|`,
    x: { kind: "linear", label: "", domain: domainOf([sizes], { include: [0] }) },
    ...lines(kind, layers),
    marks: [
      ...bandLines(layers.length),
      {
        kind: "dots",
        x: centres.map(({ bankMean }) => bankMean),
        y: centres.map(({ layer }) => layers.indexOf(layer) + 0.5),
        color: "rest",
        radius: 3.4,
        names: centres.map(
          ({ layer, bankMean }) => `${layer}, ${BANK}: mean |${letter}| ${numberText(bankMean)}`,
        ),
        group: BANK,
      },
      ...placeDots(rows, kind, layers, ({ effectiveMean }) => effectiveMean),
    ],
  };
}

/** Names of layers stand on the left only. */
function lines(kind: Kind, layers: readonly string[]): Pick<Panel, "y" | "height"> {
  return {
    y:
      kind === "scale"
        ? { kind: "band", label: "", names: layers }
        : { kind: "pixels", size: layers.length },
    height: { points: Math.max(40, 13 * layers.length) },
  };
}

function placeDots(
  rows: readonly PlaneEffectRow[],
  kind: Kind,
  layers: readonly string[],
  quantityOf: (row: PlaneEffectRow) => number,
): Mark[] {
  const letter = LETTERS[kind];
  return PLACES.map(([place, height], i) => {
    const part = rows.filter((row) => row.kind === kind && row.place === place);
    return {
      kind: "dots",
      x: part.map(quantityOf),
      y: part.map(({ layer }) => layers.indexOf(layer) + height),
      color: i,
      radius: 2.1,
      names: part.map(
        (row) =>
          `${row.layer}, ${place}: ${letter} times ${numberText(row.factor)}, mean |${letter}| ${numberText(row.effectiveMean)}`,
      ),
      group: place,
    };
  });
}
