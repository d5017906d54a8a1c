/**
 * Layers at work: activations with their cost, and one pixel with every number on its way.
 *
 * @module
 */

import { layerActivations } from "../../analysis/layer-activations.ts";
import { modulationMaps } from "../../analysis/modulation-maps.ts";
import { explainPixel } from "../../analysis/pixel.ts";
import { costOf } from "../../engines/cost/cost.ts";
import { activationsFigure } from "../../figures/activations.ts";
import { pixelFigure } from "../../figures/pixel.ts";
import { networkSteps } from "../../models/steps.ts";
import { followedLayer, type OpenedInput, shown } from "./analysis-input.ts";
import { type Html, html } from "./html.ts";

export async function layerSection(input: OpenedInput): Promise<Html> {
  const { painted, network, inputs, provenance } = input;
  if (painted === null) return html``;
  const costs = costOf(networkSteps(network, inputs[0].size)).layers;
  return html`<h2>Layers at work</h2>
<p>What the first layer of each stage is given and what it makes of it, channel by channel over all pictures above; beside it what that costs.</p>
${shown(activationsFigure(painted.rows, { costs, provenance }))}
${await pixelOf(input)}`;
}

/** In the channel that varies most, next to a border: there SPADE has something to say. */
async function pixelOf(input: OpenedInput): Promise<Html> {
  const { painted, network, conditions, modulations, provenance } = input;
  if (painted === null) return html``;
  const { name } = followedLayer(network);
  const layer = await layerActivations(painted.followed, conditions[0], name, modulations);
  const maps = modulationMaps(layer.modulation);
  const place = { channel: maps.channels[0], ...nearBorder(maps) };
  const { labelSet } = network;
  const explained = explainPixel(layer, place, labelSet);
  return html`<h3>One pixel explained</h3>
<p>Every number between x and y at one pixel of ${name}, in row ${place.y} and column ${place.x} of the first picture, and where it is from.</p>
${shown(pixelFigure(explained, { labelSet, provenance }))}`;
}

/** The pixel nearest to the middle whose neighbour to the right or below is of another class; the middle if there is none. */
function nearBorder({
  classes,
  height,
  width,
}: {
  readonly classes: Int32Array;
  readonly height: number;
  readonly width: number;
}): { y: number; x: number } {
  const middle = { y: height >> 1, x: width >> 1 };
  let [best, nearest] = [middle, Number.POSITIVE_INFINITY];
  for (let p = 0; p < classes.length; p++) {
    const [y, x] = [Math.floor(p / width), p % width];
    const right = x + 1 < width && classes[p + 1] !== classes[p];
    const below = y + 1 < height && classes[p + width] !== classes[p];
    const distance = Math.hypot(y - middle.y, x - middle.x);
    if ((right || below) && distance < nearest) [best, nearest] = [{ y, x }, distance];
  }
  return best;
}
