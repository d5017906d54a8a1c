/**
 * Every layer's bank as a picture, class by channel.
 *
 * @module
 */

import { cladeParameters, spadeParameters } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { type CladeParameters, gatherRows, type Plane } from "../../modulation/clade.ts";
import type { Bank } from "../../modulation/modulation.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { spadeInterior } from "../../modulation/spade-interior.ts";
import { type Html, html } from "./html.ts";
import { DIVERGING_CSS, divergingRaster, robustRange } from "./rasters.ts";

/** With more classes than this, names beside the rows would be too small to read. */
const MOST_NAMES = 40;

interface ClassBanks {
  readonly scale: Bank;
  readonly shift: Bank;

  /** The few numbers of a layer beside its bank: positions, edges. */
  readonly note: string;
}

/**
 * @param present Bank rows that occur in the label maps, the most frequent first.
 * @param name Of a bank row.
 * @param onProgress Called after each layer.
 */
export async function banksSection(
  network: GeneratorNetwork,
  present: readonly number[],
  name: (row: number) => string,
  onProgress: (done: number, total: number, name: string) => void,
): Promise<Html> {
  const { method } = network.config;
  if (method.kind === "sean") {
    return html`<h2>Modulation parameters</h2><p>Those of SEAN depend on a style picture, and are not shown yet.</p>`;
  }
  const { classes } = method;
  const all = Array.from({ length: classes }, (_, row) => row);
  const many = classes > MOST_NAMES;
  const rows = many ? present.slice(0, MOST_NAMES) : all;
  const layers: Html[] = [];
  for (const [i, layer] of network.layers.entries()) {
    const { scale, shift, note } = await classBanks(network, layer);
    onProgress(i + 1, network.layers.length, layer.name);
    layers.push(html`<h3>${layer.name} <small>${layer.channels} channels${note}</small></h3>
${bankRow(layer, scale, shift, rows, name)}${many ? bankRow(layer, scale, shift, all, null) : html``}`);
  }
  return html`<h2>Modulation parameters of every layer</h2>
<p>A row for each class, a column for each channel. Left the effective scale, which multiplies the normalised activation (white: 1, no change), right the shift, which is
added to it (white: 0). ${
    method.kind === "spade"
      ? "SPADE has no such table: shown is what it gives inside a region of the class, where the neighbourhood holds nothing else."
      : "These tables are what CLADE has learned of a class."
  } ${many ? `First the ${rows.length} classes that fill most of the label maps above, then all ${classes}.` : ""}</p>
<div class="scale">below <i style="background:${DIVERGING_CSS}"></i> above; the few numbers beyond the range have the colour of its end</div>
${layers}`;
}

/** One row for each class: CLADE's bank itself, or what SPADE gives inside a region of the class. */
async function classBanks(network: GeneratorNetwork, layer: NormLayer): Promise<ClassBanks> {
  const { method, channels, name } = layer;
  if (method.kind !== "clade") {
    const parameters = await spadeParameters(network, name);
    return { ...spadeInterior(parameters, { ...method, kind: "spade" }, channels), note: "" };
  }
  const parameters = await cladeParameters(network, layer);
  const bank = (values: Float32Array): Bank => ({ rows: method.classes, channels, values });
  return { scale: bank(parameters.gamma), shift: bank(parameters.beta), note: noteOn(parameters) };
}

function noteOn({ positional, instance }: CladeParameters): string {
  const parts: string[] = [];
  if (positional !== undefined) {
    parts.push(`scale × (${planeText(positional.gamma)}), shift × (${planeText(positional.beta)})`);
  }
  if (instance !== undefined) {
    parts.push(`and one more that holds ${number(instance.weight)} · edge${signed(instance.bias)}`);
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
  layer: NormLayer,
  scale: Bank,
  shift: Bank,
  rows: readonly number[],
  name: ((row: number) => string) | null,
): Html {
  const names =
    name === null
      ? html`<div></div>`
      : html`<ol class="names">${rows.map((row) => html`<li>${name(row)}</li>`)}</ol>`;
  const height = name === null ? 20 : 0.8 * rows.length;
  const figures = [
    bankFigure("scale", scale, 1, layer, rows),
    bankFigure("shift", shift, 0, layer, rows),
  ];
  return html`<div class="banks" style="--height:${height}rem">${[names, ...figures]}</div>`;
}

function bankFigure(
  what: string,
  bank: Bank,
  centre: number,
  { name, channels }: NormLayer,
  rows: readonly number[],
): Html {
  const range = robustRange(bank.values, centre);
  const values = gatherRows(bank.values, Int32Array.from(rows), channels);
  const raster = divergingRaster(values, { height: rows.length, width: channels }, centre, range);
  const spread = `${number(centre - range)} to ${number(centre + range)}`;
  return html`<figure class="bank"><img alt="${what} of ${name}: ${rows.length} classes by ${channels} channels, ${spread}" src="${raster}"><figcaption>${what}, colours from ${spread}</figcaption></figure>`;
}
