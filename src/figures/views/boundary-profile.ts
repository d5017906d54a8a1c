/**
 * How far scale and shift are from what their class has inside, by distance from the border of the region.
 *
 * @module
 */

import type { BoundaryProfileRow } from "../../analysis/spatial/rows.ts";
import type { Chart, Ink, Mark, Panel } from "../chart/chart.ts";
import { domainOf } from "../chart/scale.ts";
import { countText, numberText } from "../text/number-text.ts";
import type { View } from "../view.ts";

export interface BoundaryProfileInput {
  /** A line for each layer, its classes weighted by pixels, or for each class of one layer. */
  readonly by: "layer" | "class";
  readonly rows: readonly BoundaryProfileRow[];
}

/** One line of one panel. */
interface Profile {
  readonly name: string;
  readonly distance: readonly number[];

  /** Over pixels and channels. */
  readonly mean: readonly number[];
  readonly max: readonly number[];
  readonly pixels: readonly number[];
}

const KINDS = ["scale", "shift"] as const;

/** Lines with a colour of their own; the others are grey. */
const MOST_COLORS = 5;

/** More ribbons than this hide each other. */
const MOST_RIBBONS = 3;

export const boundaryProfileView: View<BoundaryProfileInput> = {
  name: "boundary-profile",
  picture: (input) => {
    const { rows, by } = input;
    const layers = [...new Set(rows.map(({ layer }) => layer))];
    const where =
      by === "class" ? layers[0] : `${layers.length} ${layers.length === 1 ? "layer" : "layers"}`;
    const title = `Modulation near borders: how far from the interior of the class, ${where}`;
    const text = KINDS.flatMap((kind) => words(kind, profiles(input, kind)));
    return {
      title,
      alt: `Lines over the distance in pixels from the nearest border, one for each ${by}: mean absolute difference of scale and of shift from the interior row. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: () => rows.map((row) => ({ ...row })),
      chart: () => chartOf(input, title),
    };
  },
};

function profiles({ rows, by }: BoundaryProfileInput, kind: "scale" | "shift"): Profile[] {
  const groups = new Map<string, BoundaryProfileRow[]>();
  for (const row of rows) {
    if (row.kind !== kind) continue;
    const name = by === "layer" ? row.layer : row.className;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups].map(([name, part]) => {
    const distance = [...new Set(part.map((row) => row.distance))].sort((a, b) => a - b);
    const at = distance.map((d) => part.filter((row) => row.distance === d));
    const pixels = at.map((same) => same.reduce((sum, row) => sum + row.pixels, 0));
    return {
      name,
      distance,
      pixels,
      mean: at.map(
        (same, i) => same.reduce((sum, row) => sum + row.pixels * row.mean, 0) / pixels[i],
      ),
      max: at.map((same) => same.reduce((most, row) => Math.max(most, row.max), 0)),
    };
  });
}

function words(kind: string, lines: readonly Profile[]): string[] {
  if (lines.length === 0) return [];
  const first = lines.filter(({ distance }) => distance[0] === 1);
  if (first.length === 0) return [`${kind}: no pixel at a border`];
  const most = first.reduce((a, b) => (b.mean[0] > a.mean[0] ? b : a));
  const inside = lines.flatMap(({ distance, mean }) => mean.filter((_, i) => distance[i] >= 3));
  const deepest = inside.reduce((a, b) => Math.max(a, b), 0);
  return [
    `${kind}: at the border ${numberText(most.mean[0], 3)} in ${most.name}, the most of all`,
    ...(inside.length > 0
      ? [`${kind}: from 3 pixels inwards ${numberText(deepest, 3)} at most in the mean`]
      : []),
  ];
}

function chartOf(input: BoundaryProfileInput, title: string): Chart {
  const { rows, by } = input;
  const lines = { scale: profiles(input, "scale"), shift: profiles(input, "shift") };
  const names = [...new Set([...lines.scale, ...lines.shift].map(({ name }) => name))];
  const colored = mostAtBorder(lines, names);
  const inkOf = (name: string): Ink => (colored.includes(name) ? colored.indexOf(name) : "rest");
  const others = names.length - colored.length;
  const ribbons = names.length <= MOST_RIBBONS;
  const last = rows.find(({ andBeyond }) => andBeyond)?.distance;
  const farthest = rows.reduce((most, { distance }) => Math.max(most, distance), 1);
  const pixels = lines.scale.length > 0 ? lines.scale : lines.shift;
  const counted = pixels.reduce(
    (most, one) =>
      Math.max(
        most,
        one.pixels.reduce((a, b) => a + b, 0),
      ),
    0,
  );
  const panel = (kind: "scale" | "shift"): Panel => {
    const part = lines[kind];
    const shown = part.map(({ mean }) => mean);
    if (ribbons) shown.push(...part.map(({ max }) => max));
    const sorted = [...part].sort(
      (a, b) => Number(inkOf(a.name) !== "rest") - Number(inkOf(b.name) !== "rest"),
    );
    return {
      title: kind,
      x: {
        kind: "linear",
        label: "distance from the border in pixels of the layer",
        domain: [0.7, Math.max(2, farthest) + 0.3],
        ticks: Array.from({ length: farthest }, (_, i) => i + 1),
        tickNames: Array.from({ length: farthest }, (_, i) =>
          i + 1 === last ? `${last}+` : String(i + 1),
        ),
      },
      y: {
        kind: "linear",
        label: kind === "scale" ? "|scale − interior|" : "|shift − interior|",
        domain: domainOf(shown, { include: [0] }),
      },
      height: { points: 150 },
      marks: sorted.flatMap((one) => lineOf(one, kind, inkOf(one.name), ribbons)),
    };
  };
  return {
    title,
    columns: 2,
    key: [
      ...colored.map((name, i) => ({ name, color: i, sign: "line" as const })),
      ...(others > 0 ? [{ name: `${others} others`, color: "rest", sign: "line" } as const] : []),
    ],
    panels: KINDS.filter((kind) => lines[kind].length > 0).map(panel),
    notes: [
      `Lines: mean over pixels and channels${by === "layer" ? ", classes weighted by their pixels" : ""}${ribbons ? "; bands reach to the largest of all channels and pixels" : ""}. Distance 1 is next to another class or the picture's edge; ${countText(counted)} pixels ${by === "layer" ? "a layer" : "a class"} at most. SPADE's modulation depends on 5 × 5 labels, so from distance 3 on it is that of the interior.`,
    ],
  };
}

/** Those farthest from the interior at the border get the colours; all if they are few. */
function mostAtBorder(
  lines: Readonly<Record<"scale" | "shift", readonly Profile[]>>,
  names: readonly string[],
): string[] {
  if (names.length <= MOST_COLORS) return [...names];
  const height = (name: string) =>
    [...lines.scale, ...lines.shift]
      .filter((one) => one.name === name)
      .reduce((sum, { mean }) => sum + (Number.isFinite(mean[0]) ? mean[0] : 0), 0);
  const most = [...names].sort((a, b) => height(b) - height(a)).slice(0, MOST_COLORS);
  return names.filter((name) => most.includes(name));
}

function lineOf(one: Profile, kind: string, color: Ink, ribbon: boolean): Mark[] {
  const { name, distance, mean, max, pixels } = one;
  const group = color === "rest" ? {} : { group: name };
  return [
    ...(ribbon
      ? [{ kind: "ribbon", x: distance, low: mean, high: max, color, ...group } as const]
      : []),
    { kind: "line", x: distance, y: mean, color, width: color === "rest" ? 0.8 : 1.3, ...group },
    {
      kind: "dots",
      x: distance,
      y: mean,
      color,
      radius: color === "rest" ? 1.2 : 1.9,
      names: distance.map(
        (d, i) =>
          `${name}, ${kind}, distance ${d}: mean ${numberText(mean[i])}, largest ${numberText(max[i])}, ${countText(pixels[i])} pixels`,
      ),
      ...group,
    },
  ];
}
