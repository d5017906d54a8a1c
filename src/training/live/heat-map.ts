/**
 * Effective scales of a layer as SVG: a line for each class, a cell for each channel, white where the scale is 1.
 *
 * @module
 */

import type { ClassScales } from "./class-scales.ts";
import { escapeXml } from "./escape-xml.ts";
import { scaleColor, scaleLegend, scaleRange } from "./scale-color.ts";

const CELL = { width: 18, height: 14 };
const LEFT = 84;
const TOP = 22;

export function heatMap({ layer, channels, classes, scales }: ClassScales): string {
  const range = scaleRange(scales);
  const width = LEFT + channels.length * CELL.width + 1;
  const height = TOP + classes.length * CELL.height + 18;
  const title = `scale of ${layer}, classes × channels`;
  const parts = [`<text x="0" y="12" font-weight="600">${escapeXml(title)}</text>`];
  for (const [k, name] of classes.entries()) {
    const y = TOP + k * CELL.height;
    parts.push(`<text x="${LEFT - 6}" y="${y + 11}" text-anchor="end">${escapeXml(name)}</text>`);
    for (const [i, channel] of channels.entries()) {
      const scale = scales[k * channels.length + i];
      const x = LEFT + i * CELL.width;
      parts.push(
        `<rect x="${x}" y="${y}" width="${CELL.width - 1}" height="${CELL.height - 1}" fill="rgb(${scaleColor(scale, range).join(",")})"><title>${escapeXml(name)}, channel ${channel}: ${scale.toFixed(3)}</title></rect>`,
      );
    }
  }
  parts.push(`<text x="${LEFT}" y="${height - 4}" opacity="0.7">${scaleLegend(range)}</text>`);
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}" font-family="system-ui, sans-serif" font-size="11" fill="currentColor">${parts.join("")}</svg>`;
}
