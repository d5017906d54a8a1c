/**
 * What a layer does to each class, in a terminal: a line for each class, a cell for each channel.
 *
 * @module
 */

import type { ClassScales } from "../../training/live/class-scales.ts";
import { scaleColor, scaleLegend, scaleRange } from "../../training/live/scale-color.ts";
import { type ColorDepth, colorCode } from "./half-blocks.ts";

const NAME = 12;

/** Of as many classes and channels as fit; none where not even two classes do. */
export function scaleLines(
  { layer, channels, classes, scales }: ClassScales,
  depth: ColorDepth,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string[] {
  const shown = classes.slice(0, rows - 2);
  if (shown.length < 2 || columns < NAME + 12) return [];
  const range = scaleRange(scales);
  const cells = Math.min(channels.length, Math.floor((columns - NAME - 2) / 2));
  const title = `scale of ${layer}, class by channel: ${scaleLegend(range)}`;
  const lines = shown.map((name, k) => {
    const colors = Array.from({ length: cells }, (_, i) =>
      colorCode(scaleColor(scales[k * channels.length + i], range), depth),
    );
    const text = colors.map((color) => `\x1b[48;${color}m  `).join("");
    return `${name.slice(0, NAME).padStart(NAME)} ${text}\x1b[0m`;
  });
  return ["", title, ...lines];
}
