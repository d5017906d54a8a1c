/**
 * The scale beside a panel whose colours are numbers.
 *
 * @module
 */

import type { Theme } from "../color/theme.ts";
import type { Box, Pen } from "../pen/pen.ts";
import { fitted } from "../text/font.ts";
import type { Colorbar } from "./chart.ts";
import { positions, type Tick } from "./scale.ts";
import { ticksOf } from "./ticks.ts";

const WIDTH = 6;

export function drawColorbar(pen: Pen, colorbar: Colorbar, inside: Box, theme: Theme): void {
  const { colormap, domain, label, neutral, ticks, tall = false } = colorbar;
  const size = theme.fontSize - 1;
  const height = tall ? inside.height : Math.min(inside.height, 130);
  const box = { x: inside.x + inside.width + 5, y: inside.y, width: WIDTH, height };
  const indices = Uint8Array.from({ length: 255 }, (_, i) => 254 - i);
  pen.image({ width: 1, height: 255, indices, palette: colormap.palette }, box);
  const axis = {
    kind: "linear",
    label,
    domain: [domain.low, domain.high],
    ...(ticks && { ticks }),
  } as const;
  const y = positions(axis, box.y + height, box.y);
  const near = (value: number) =>
    neutral !== undefined && Math.abs(y(value) - y(neutral.value)) < 1.05 * size;
  for (const { value, text } of twoOrMore(axis, Math.max(2, Math.floor(height / 26)), near)) {
    pen.text(text, box.x + WIDTH + 2, y(value), { size, color: theme.soft, at: "middle" });
  }
  if (neutral !== undefined) {
    const at = y(neutral.value);
    const stroke = { color: theme.ink, width: 0.6 };
    pen.path([box.x, at, box.x + WIDTH, at], { stroke });
    const style = { size, color: theme.ink, at: "middle", bold: true } as const;
    pen.text(neutral.name, box.x + WIDTH + 2, at, style);
  }
  if (label !== "") {
    pen.text(fitted(label, 48, size), box.x - 2, box.y + height + 1.1 * size, {
      size,
      color: theme.soft,
      at: "middle",
    });
  }
}

/** So often the number of ticks is doubled. */
const TRIES = 3;

/**
 * Ticks that stand free of the neutral one. A single number says nothing of how far the others are: where round steps leave
 * fewer than two, they are made smaller.
 */
function twoOrMore(
  axis: Parameters<typeof ticksOf>[0],
  count: number,
  near: (value: number) => boolean,
): Tick[] {
  const free = (n: number) => ticksOf(axis, n).filter(({ value }) => !near(value));
  let ticks = free(count);
  for (let i = 1; ticks.length < 2 && i <= TRIES; i++) ticks = free(count * 2 ** i);
  return ticks;
}
