/**
 * Where positional maps differ by what has a centre of its own: components, classes or instances.
 *
 * @module
 */

import type { UnitDifferenceRow } from "../../analysis/positions/unit-differences.ts";
import type { Chart, Mark, Panel } from "../chart/chart.ts";
import { domainOf } from "../chart/scale.ts";
import type { ColorDomain } from "../color/colormap.ts";
import { countText, numberText, percentText } from "../text/number-text.ts";
import type { Row, View } from "../view.ts";
import { bandLines } from "./band-lines.ts";
import { differenceDomain, differencePanel } from "./difference-panel.ts";
import { labelPanel } from "./label-panels.ts";
import type { LabelsInput } from "./label-raster.ts";
import { notFiniteWords } from "./not-finite.ts";

export interface UnitDifferencesInput {
  readonly labels: LabelsInput;

  /** A pair of units each. */
  readonly pairs: readonly UnitPair[];

  /** Whether offsets are shares of the region's extent, in (−1, 1), or pixels. */
  readonly normalised: boolean;
}

export interface UnitPair {
  /** For all pixels first, then for each label. */
  readonly rows: readonly UnitDifferenceRow[];

  /** Length of the difference of the offsets, [height, width]. */
  readonly map: Float32Array;
}

/** Classes below the maps; the table has them all. */
const MOST_CLASSES = 12;

export const unitDifferencesView: View<UnitDifferencesInput> = {
  name: "unit-differences",
  picture: (input) => {
    const { labels, pairs, normalised } = input;
    const units = [...new Set(pairs.flatMap(({ rows: [all] }) => [all.a, all.b]))];
    const title =
      units.length === 1
        ? `Where positional maps differ: those of ${units[0]} and themselves`
        : `Where positional maps differ by what has a centre: ${listed(units)}`;
    const unit = normalised ? "in units of the region's extent" : "in pixels";
    const text = pairs.map(words);
    return {
      title,
      alt: `A label map of ${labels.height} × ${labels.width} pixels and ${pairs.length === 1 ? "a map" : `${pairs.length} maps`} of how far the offsets of each pixel are from each other, ${unit}, darker where farther. ${text.join(". ")}.`,
      text: [...text, `distances ${unit}`].join("\n"),
      lighter: "show smaller pictures",
      rows: () => pairs.flatMap(({ rows }) => rows.map((row): Row => ({ ...row }))),
      chart: () => chartOf(input, title),
    };
  },
};

/** "component, class, instance" as people say it. */
function listed(units: readonly string[]): string {
  return `${units.slice(0, -1).join(", ")} or ${units.at(-1)}`;
}

function pairName({ rows: [all] }: UnitPair): string {
  return `${all.a} / ${all.b}`;
}

function words(pair: UnitPair): string {
  const [all, ...classes] = pair.rows;
  const broken = pair.map.filter((v) => !Number.isFinite(v)).length;
  const rest = notFiniteWords(broken, "pixel").map((one) => `; ${one}`);
  if (all.share === 0) return `${pairName(pair)}: the same everywhere${rest.join("")}`;
  const most = classes.reduce((a, b) => (b.mean > a.mean ? b : a), all);
  const where =
    most.label === null ? "" : `; most for ${most.className} (mean ${numberText(most.mean, 3)})`;
  return `${pairName(pair)}: ${numbers(all).join(", ")}${where}${rest.join("")}`;
}

function numbers({ label, share, mean, max }: UnitDifferenceRow): string[] {
  const all = label === null ? "all pixels" : "all its pixels";
  return [
    `${percentText(share)} of pixels differ`,
    `mean over ${all} ${numberText(mean, 3)}, at most ${numberText(max, 3)}`,
  ];
}

function chartOf(input: UnitDifferencesInput, title: string): Chart {
  const { labels, pairs, normalised } = input;
  const domain = differenceDomain(pairs.map(({ map }) => map));
  const { classes, more } = differingClasses(pairs);
  const left =
    more === 0
      ? ""
      : ` ${countText(more)} more ${more === 1 ? "class is" : "classes are"} in the table.`;
  return {
    title,
    columns: 1 + pairs.length,
    ...(pairs.length > 1 && {
      key: pairs.map((pair, i) => ({ name: pairName(pair), color: i, sign: "dot" as const })),
    }),
    panels: [
      labelPanel(labels, labels.height / labels.width),
      ...pairs.map((pair, i) => mapPanel(pair, labels, domain, i === pairs.length - 1)),
      ...(classes.length > 0 ? [classesPanel(pairs, classes)] : []),
    ],
    notes: [
      `|Δ|: length of the difference of the two offsets (dy, dx) of a pixel, ${normalised ? "each a share of its region's extent" : "in pixels"}; one scale, which ends at ${numberText(domain.high, 3)}. Below: for each class where any pixel differs, the mean over all pixels of the class.${left}`,
    ],
  };
}

function mapPanel(pair: UnitPair, labels: LabelsInput, domain: ColorDomain, scale: boolean): Panel {
  return differencePanel(pair.map, labels, domain, {
    scale,
    title: pairName(pair),
    caption: numbers(pair.rows[0]),
  });
}

/** Those with the largest mean of any pair first. */
function differingClasses(pairs: readonly UnitPair[]): {
  classes: { label: number; className: string }[];
  more: number;
} {
  const most = new Map<number, { className: string; mean: number }>();
  for (const { label, className, share, mean } of pairs.flatMap(({ rows }) => rows)) {
    if (label === null || share === 0) continue;
    most.set(label, { className, mean: Math.max(mean, most.get(label)?.mean ?? 0) });
  }
  const ordered = [...most].sort(([a, x], [b, y]) => y.mean - x.mean || a - b);
  return {
    classes: ordered.slice(0, MOST_CLASSES).map(([label, { className }]) => ({ label, className })),
    more: Math.max(0, ordered.length - MOST_CLASSES),
  };
}

function classesPanel(
  pairs: readonly UnitPair[],
  classes: readonly { readonly label: number; readonly className: string }[],
): Panel {
  const placeOf = new Map(classes.map(({ label }, i) => [label, i]));
  const means = pairs.flatMap(({ rows }) => rows.map(({ mean }) => mean));
  return {
    wide: true,
    x: { kind: "linear", label: "mean |Δ|", domain: domainOf([means, [0]]) },
    y: { kind: "band", label: "", names: classes.map(({ className }) => className) },
    height: { points: Math.max(40, 13 * classes.length) },
    marks: [
      ...bandLines(classes.length),
      ...pairs.map((pair, i): Mark => {
        const part = pair.rows.filter(({ label }) => label !== null && placeOf.has(label));
        return {
          kind: "dots",
          x: part.map(({ mean }) => mean),
          y: part.map(
            ({ label }) => (placeOf.get(label as number) as number) + (i + 1) / (pairs.length + 1),
          ),
          color: i,
          radius: 2.7,
          names: part.map(
            (row) => `${row.className}, ${pairName(pair)}: ${numbers(row).join(", ")}`,
          ),
          group: pairName(pair),
        };
      }),
    ],
  };
}
