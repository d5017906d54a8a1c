/**
 * A label map beside other maps, and which class has which colour.
 *
 * @module
 */

import type { Mark, Panel } from "../chart/chart.ts";
import { hex } from "../color/colormap.ts";
import { type LabelsInput, labelRaster, presentClasses } from "./label-raster.ts";

/** @param aspect Height over width. @param marks Drawn on it. */
export function labelPanel(
  labels: LabelsInput,
  aspect: number,
  title = "Label map",
  marks: readonly Mark[] = [],
): Panel {
  const { raster, names } = labelRaster(labels);
  return {
    title,
    x: { kind: "pixels", size: labels.width },
    y: { kind: "pixels", size: labels.height },
    height: { aspect },
    marks: [{ kind: "picture", raster, names }, ...marks],
  };
}

/** Lines that fit in a square of about a fifth of the page. */
const LINES = 8;
const LONGEST = 15;

/** The largest classes in their colours, as a panel of its own; how many more there are in the last line. */
export function classKeyPanel(labels: LabelsInput, aspect: number): Panel {
  const present = presentClasses(labels);
  const lines = Math.max(4, Math.min(LINES, Math.floor((LINES + 1) * aspect)));
  const shown = present.slice(0, present.length > lines ? lines - 1 : lines);
  const texts = shown.map(({ className }) => shortened(className));
  if (present.length > shown.length) texts.push(`and ${present.length - shown.length} more`);
  const at = texts.map((_, i) => i);
  return {
    title: "Classes",
    x: { kind: "pixels", size: 100 },
    y: { kind: "pixels", size: lines },
    height: { aspect: Math.min(1, aspect) },
    marks: [
      {
        kind: "boxes",
        x0: shown.map(() => 0),
        x1: shown.map(() => 9),
        y0: shown.map((_, i) => i + 0.2),
        y1: shown.map((_, i) => i + 0.8),
        color: shown.map(({ color }) => hex(color) as `#${string}`),
        names: shown.map(({ className }) => className),
      },
      {
        kind: "texts",
        x: at.map(() => 13),
        y: at.map((i) => i + 0.5),
        texts,
        color: "ink",
        anchor: "start",
      },
    ],
  };
}

function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1).trimEnd()}…` : name;
}
