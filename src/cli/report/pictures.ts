/**
 * The pictures of a report: label map, positional map and painting side by side.
 *
 * @module
 */

import type { Activation } from "../../engines/activation.ts";
import { toRgbBytes } from "../../engines/picture.ts";
import type { LabelSet } from "../../labels/label-set.ts";
import { type Rgb, spreadColors } from "../../labels/palette.ts";
import type { PictureInput } from "../../models/open-picture.ts";
import { resizePositionalMap } from "../../positions/given-map.ts";
import type { PositionKind } from "../../positions/position-metadata.ts";
import { positionalMap } from "../../positions/positional-map.ts";
import { type Html, html } from "./html.ts";
import { DIVERGING_CSS, divergingRaster, labelRaster, rgbRaster } from "./rasters.ts";

/** Colour of each bank row: the label set's, or well separated ones of our own. */
export function rowColors(labelSet: LabelSet | null, rows: number): readonly Rgb[] {
  return labelSet?.rows.map(({ color }) => color) ?? spreadColors(rows);
}

/** Short name of each bank row: the first of the label set's synonyms. */
export function rowNames(labelSet: LabelSet | null): (row: number) => string {
  return (row) => labelSet?.rows[row]?.name.split(",")[0] ?? `class ${row}`;
}

/** Bank rows that occur, with their pixels, the most frequent first. */
export function presentRows(inputs: readonly PictureInput[]): [row: number, pixels: number][] {
  const counts = new Map<number, number>();
  for (const { conditions } of inputs) {
    for (const row of conditions.labels.rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

/** @param picture What the network painted; null if it cannot be run. */
export function pictureSection(
  input: PictureInput,
  picture: Activation | null,
  labelSet: LabelSet | null,
  colors: readonly Rgb[],
): Html {
  const { path, size, raw, conditions } = input;
  const { rows } = conditions.labels;
  const present = presentRows([input]);
  const name = rowNames(labelSet);
  const share = (count: number) =>
    `${((100 * count) / rows.length).toFixed(count / rows.length < 0.01 ? 2 : 0)} %`;

  // The network's own map if it has one, else the map it would get: it belongs to the label map.
  const positions = conditions.positions ?? resizePositionalMap(positionalMap(raw), size);
  const pixels = size.height * size.width;
  const range = Math.max(
    1,
    positions.data.reduce((max, x) => Math.max(max, Math.abs(x)), 0),
  );
  const plane = (axis: 0 | 1) =>
    divergingRaster(positions.data.subarray(axis * pixels, (axis + 1) * pixels), size, 0, range);
  const main = present
    .slice(0, 3)
    .map(([row]) => name(row))
    .join(", ");

  return html`<h3>${path.split(/[/\\]/).at(-1) ?? path} <small>${size.height} × ${size.width}${
    raw.height === size.height && raw.width === size.width
      ? ""
      : `, from ${raw.height} × ${raw.width}`
  }</small></h3>
<div class="views">
<figure><img alt="label map: mostly ${main}; ${present.length} classes" src="${labelRaster(rows, size, colors)}"><figcaption>label map, ${present.length} classes</figcaption></figure>
<figure><img alt="vertical offset of each pixel from its centre" src="${plane(0)}"><figcaption>positional map, y: above (blue) or below (red) the centre</figcaption></figure>
<figure><img alt="horizontal offset of each pixel from its centre" src="${plane(1)}"><figcaption>positional map, x: left (blue) or right (red) of it</figcaption></figure>
${
  picture === null
    ? html``
    : html`<figure><img alt="picture painted from the label map, mostly ${main}" src="${rgbRaster(toRgbBytes(picture), size)}"><figcaption>picture</figcaption></figure>`
}
</div>
<ul class="legend">${present.map(([row, count]) => html`<li><i style="background:rgb(${colors[row].join(",")})"></i>${name(row)} <small>${share(count)}</small></li>`)}</ul>`;
}

/** What the colours of the positional maps mean. */
export function positionsLegend({ normalise }: PositionKind): Html {
  const [low, high, unit] = normalise
    ? ["−1", "+1", "in units of the region's extent"]
    : ["before", "behind the centre", "in pixels, as far as each map goes"];
  return html`<div class="scale">${low} <i style="background:${DIVERGING_CSS}"></i> ${high}, ${unit}</div>`;
}
