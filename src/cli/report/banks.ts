/**
 * Every layer's bank as a picture, class by channel.
 *
 * @module
 */

import type { LabelSet } from "../../labels/label-set.ts";
import { cladeParameters, spadeParameters } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Bank } from "../../modulation/modulation.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { spadeInterior } from "../../modulation/spade-interior.ts";
import { type Html, html } from "./html.ts";
import { DIVERGING_CSS, divergingRaster, robustRange } from "./rasters.ts";

/** One row for each class: CLADE's bank itself, or what SPADE gives inside a region of the class. */
async function classBank(
  network: GeneratorNetwork,
  layer: NormLayer,
): Promise<{ scale: Bank; shift: Bank } | null> {
  const { method, channels, name } = layer;
  switch (method.kind) {
    case "clade": {
      const { gamma, beta } = await cladeParameters(network, layer);
      const bank = (values: Float32Array): Bank => ({ rows: method.classes, channels, values });
      return { scale: bank(gamma), shift: bank(beta) };
    }
    case "spade":
      return spadeInterior(await spadeParameters(network, name), method, channels);
    case "sean":
      return null;
    default:
      return method satisfies never;
  }
}

/** @param onProgress Called after each layer. */
export async function banksSection(
  network: GeneratorNetwork,
  onProgress: (done: number, total: number, name: string) => void,
): Promise<Html> {
  const rows: Html[] = [];
  const { classes } = network.config.method;
  const named = network.labelSet !== null && classes <= MOST_NAMES;
  const names = classNames(named ? network.labelSet : null);
  const height = named ? 0.8 * classes : Math.min(20, Math.max(6, 0.15 * classes));
  for (const [i, layer] of network.layers.entries()) {
    const bank = await classBank(network, layer);
    onProgress(i + 1, network.layers.length, layer.name);
    if (bank === null) continue;
    rows.push(
      html`<h3 id="bank-${layer.name}">${layer.name} <small>${layer.channels} channels</small></h3>
<div class="banks" style="--height:${height}rem">${[names, bankFigure("scale", bank.scale, 1, layer), bankFigure("shift", bank.shift, 0, layer)]}</div>`,
    );
  }
  const spade = network.config.method.kind === "spade";
  return html`<h2>Modulation parameters of every layer</h2>
<p>A row for each class (${network.config.method.classes}), a column for each channel. Left the effective scale, which multiplies the normalised
activation (white: 1, no change), right the shift, which is added to it (white: 0). ${
    spade
      ? "SPADE has no such table: shown is what it gives inside a region of the class, where the neighbourhood holds nothing else."
      : "This is all that CLADE knows of a class."
  }</p>
<div class="scale">below <i style="background:${DIVERGING_CSS}"></i> above</div>
${rows}`;
}

/** With more classes than this, names beside the rows would be too small to read. */
const MOST_NAMES = 40;

function classNames(labelSet: LabelSet | null): Html {
  if (labelSet === null) return html`<div></div>`;
  return html`<ol class="names">${labelSet.rows.map(({ name }) => html`<li>${name.split(",")[0]}</li>`)}</ol>`;
}

function bankFigure(what: string, bank: Bank, centre: number, { name }: NormLayer): Html {
  const range = robustRange(bank.values, centre);
  const size = { height: bank.rows, width: bank.channels };
  const spread = `${(centre - range).toPrecision(3)} to ${(centre + range).toPrecision(3)}`;
  return html`<figure class="bank"><img alt="${what} of ${name}: ${bank.rows} classes by ${bank.channels} channels, ${spread}" src="${divergingRaster(bank.values, size, centre, range)}"><figcaption>${what}, colours from ${spread}</figcaption></figure>`;
}
