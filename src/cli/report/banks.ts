/**
 * Every layer's bank as a picture, class by channel.
 *
 * @module
 */

import type { ClassBank } from "../../analysis/classes/class-banks.ts";
import { NEUTRAL } from "../../analysis/classes/deviations.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { gatherRows, type Plane } from "../../modulation/clade.ts";
import { isUnstyled } from "./analysis-input.ts";
import { type Html, html } from "./html.ts";
import { DIVERGING_CSS, divergingRaster, robustRange } from "./rasters.ts";

/** With more classes than this, names beside the rows would be too small to read. */
const MOST_NAMES = 40;

/**
 * @param banks Of every layer.
 * @param present Bank rows that occur in the label maps, the most frequent first.
 * @param name Of a bank row.
 * @param onProgress Called after each layer.
 */
export function banksSection(
  network: GeneratorNetwork,
  banks: readonly ClassBank[],
  present: readonly number[],
  name: (row: number) => string,
  onProgress: (done: number, total: number, name: string) => void,
): Html {
  const { method } = network.config;
  if (isUnstyled(network)) {
    return html`<h2>Modulation parameters</h2><p>Those of SEAN depend on a style: give one with --style IMAGE --style-labels FILE, or --style-codes FILE.</p>`;
  }
  const { classes } = method;
  const all = Array.from({ length: classes }, (_, row) => row);
  const many = classes > MOST_NAMES;
  const rows = many ? present.slice(0, MOST_NAMES) : all;
  const layers: Html[] = [];
  for (const [i, bank] of banks.entries()) {
    onProgress(i + 1, banks.length, bank.layer);
    layers.push(html`<h3>${bank.layer} <small>${bank.channels} channels${noteOn(bank)}</small></h3>
${bankRow(bank, rows, name)}${many ? bankRow(bank, all, null) : html``}`);
  }
  return html`<h2>Modulation parameters of every layer</h2>
<p>A row for each class, a column for each channel. Left the effective scale, which multiplies the normalised activation (white: 1, no change), right the shift, which is
added to it (white: 0). ${
    method.kind === "sean"
      ? "SEAN has no such table: shown is what it gives inside a region of the class, in the style of this page."
      : method.kind === "spade"
        ? "SPADE has no such table: shown is what it gives inside a region of the class, where the neighbourhood holds nothing else."
        : "These tables are what CLADE has learned of a class."
  } ${many ? `First the ${rows.length} classes that fill most of the label maps above, then all ${classes}.` : ""}</p>
<div class="scale">below <i style="background:${DIVERGING_CSS}"></i> above; the few numbers beyond the range have the colour of its end</div>
${layers}`;
}

/** The few numbers of a layer beside its bank: positions, edges, what is broken. */
function noteOn({ planes, edge, notFinite, scale, shift }: ClassBank): string {
  const parts: string[] = [];
  if (planes !== undefined) {
    parts.push(`scale × (${planeText(planes.gamma)}), shift × (${planeText(planes.beta)})`);
  }
  if (edge !== undefined) {
    parts.push(`and one more that holds ${number(edge.weight)} · edge${signed(edge.bias)}`);
  }
  if (notFinite > 0) {
    parts.push(`${notFinite} of ${scale.length + shift.length} numbers are NaN or infinite`);
  }
  return parts.length === 0 ? "" : `; ${parts.join("; ")}`;
}

/** 1 + w_y · dy + w_x · dx + b */
function planeText({ weight, bias }: Plane): string {
  return `${number(1 + bias)}${signed(weight[0])} · dy${signed(weight[1])} · dx`;
}

function signed(x: number): string {
  return `${x < 0 ? " − " : " + "}${number(Math.abs(x))}`;
}

function number(x: number): string {
  return x.toPrecision(3).replace("-", "−");
}

/** @param name Null to leave the rows without names. */
function bankRow(
  bank: ClassBank,
  rows: readonly number[],
  name: ((row: number) => string) | null,
): Html {
  const names =
    name === null
      ? html`<div></div>`
      : html`<ol class="names">${rows.map((row) => html`<li>${name(row)}</li>`)}</ol>`;
  const height = name === null ? 20 : 0.8 * rows.length;
  const figures = [bankFigure("scale", bank, rows), bankFigure("shift", bank, rows)];
  return html`<div class="banks" style="--height:${height}rem">${[names, ...figures]}</div>`;
}

function bankFigure(what: "scale" | "shift", bank: ClassBank, rows: readonly number[]): Html {
  const { layer, channels } = bank;
  const centre = NEUTRAL[what];
  const range = robustRange(bank[what], centre);
  const values = gatherRows(bank[what], Int32Array.from(rows), channels);
  const raster = divergingRaster(values, { height: rows.length, width: channels }, centre, range);
  const spread = `${number(centre - range)} to ${number(centre + range)}`;
  return html`<figure class="bank"><img alt="${what} of ${layer}: ${rows.length} classes by ${channels} channels, ${spread}" src="${raster}"><figcaption>${what}, colours from ${spread}</figcaption></figure>`;
}
