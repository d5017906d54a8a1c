/**
 * The scale beside a panel whose colours are numbers.
 *
 * @module
 */

import type { Theme } from "../color/theme.ts";
import type { Box, Pen } from "../pen/pen.ts";
import { textWidth } from "../text/font.ts";
import type { Colorbar } from "./chart.ts";
import {
  BAR_GAP,
  BAR_LABEL_GAP,
  BAR_TICK_GAP,
  BAR_WIDTH,
  barHeight,
  barLabel,
  barTicks,
} from "./colorbar.ts";
import { positions } from "./scale.ts";

export function drawColorbar(pen: Pen, colorbar: Colorbar, inside: Box, theme: Theme): void {
  const { colormap, domain, label } = colorbar;
  const size = theme.fontSize - 1;
  const height = barHeight(colorbar, inside.height);
  const right = inside.x + inside.width;
  const box = { x: right + BAR_GAP, y: inside.y, width: BAR_WIDTH, height };
  const indices = Uint8Array.from({ length: 255 }, (_, i) => 254 - i);
  pen.image({ width: 1, height: 255, indices, palette: colormap.palette }, box);
  const axis = { kind: "linear", label, domain: [domain.low, domain.high] } as const;
  const y = positions(axis, box.y + height, box.y);
  for (const { value, text, neutral } of barTicks(colorbar, height, size)) {
    const at = y(value);
    if (neutral) {
      pen.path([box.x, at, box.x + BAR_WIDTH, at], { stroke: { color: theme.ink, width: 0.6 } });
    }
    pen.text(text, box.x + BAR_WIDTH + BAR_TICK_GAP, at, {
      size,
      color: neutral ? theme.ink : theme.soft,
      at: "middle",
      ...(neutral && { bold: true }),
    });
  }
  if (label !== "") {
    const text = barLabel(colorbar, size, textWidth);
    pen.text(text, right + BAR_LABEL_GAP, box.y + height + 1.1 * size, {
      size,
      color: theme.soft,
      at: "middle",
    });
  }
}
