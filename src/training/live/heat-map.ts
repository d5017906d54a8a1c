/**
 * Effective scales of a layer as SVG: a line for each class, a cell for each channel, white where the scale is 1.
 *
 * @module
 */

import type { ClassScales } from "./class-scales.ts";
import { escapeXml } from "./escape-xml.ts";

const CELL = { width: 18, height: 14 };
const LEFT = 84;
const TOP = 22;

type Rgb = readonly [number, number, number];

/** Below 1 blue, above 1 red: told apart by those who cannot tell red from green, and equally dark at both ends. */
const BELOW: Rgb = [17, 68, 140];
const ABOVE: Rgb = [150, 26, 38];
const ONE: Rgb = [247, 246, 242];

export function heatMap({ layer, channels, classes, scales }: ClassScales): string {
  const range = roundUp(Math.max(...scales.map((scale) => Math.abs(scale - 1))));
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
        `<rect x="${x}" y="${y}" width="${CELL.width - 1}" height="${CELL.height - 1}" fill="${color((scale - 1) / range)}"><title>${escapeXml(name)}, channel ${channel}: ${scale.toFixed(3)}</title></rect>`,
      );
    }
  }
  const legend = `blue ${number(1 - range)}, white 1, red ${number(1 + range)}`;
  parts.push(`<text x="${LEFT}" y="${height - 4}" opacity="0.7">${legend}</text>`);
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}" font-family="system-ui, sans-serif" font-size="11" fill="currentColor">${parts.join("")}</svg>`;
}

/** Mixed in sRGB; t in [−1, 1]. */
function color(t: number): string {
  const far = t < 0 ? BELOW : ABOVE;
  const mixed = ONE.map((one, c) => Math.round(one + (far[c] - one) * Math.min(1, Math.abs(t))));
  return `rgb(${mixed.join(",")})`;
}

/** To 0.1, 0.15, 0.2, 0.3, 0.5, 1, 1.5 …, so that colours do not change their meaning at every step. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 0.1)));
  return power * ([1, 1.5, 2, 3, 5, 10].find((step) => value <= step * power * 1.000001) ?? 10);
}

function number(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
