/**
 * The scale beside a panel whose colours are numbers.
 *
 * @module
 */

import type { Theme } from "../color/theme.ts";
import type { Box, Pen } from "../pen/pen.ts";
import { fitted } from "../text/font.ts";
import type { Colorbar } from "./chart.ts";
import { positions } from "./scale.ts";
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
  for (const { value, text } of ticksOf(axis, Math.max(2, Math.floor(height / 26)))) {
    if (near(value)) continue;
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
