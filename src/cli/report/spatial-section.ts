/**
 * How spatial a network's modulation is on the label maps at hand, and what the pictures owe to that.
 *
 * @module
 */

import { modulationMaps } from "../../analysis/modulation-maps.ts";
import { layerRows, profileRows } from "../../analysis/spatial/rows.ts";
import type { SpatialStatistics } from "../../analysis/spatial/statistics.ts";
import { uniformShare } from "../../analysis/spatial/uniform-share.ts";
import { boundaryProfileFigure } from "../../figures/boundary-profile.ts";
import { modulationMapsFigure } from "../../figures/modulation-maps.ts";
import { uniformShareFigure } from "../../figures/uniform-share.ts";
import { varianceSplitFigure } from "../../figures/variance-split.ts";
import { layerSizes } from "../../models/layer-sizes.ts";
import { followedLayer, type OpenedInput, shown, shownPictures } from "./analysis-input.ts";
import { type Html, html } from "./html.ts";
import { replacementSection } from "./replacement-section.ts";

export async function spatialSection(
  statistics: SpatialStatistics,
  input: OpenedInput,
): Promise<Html> {
  const { network, inputs, provenance } = input;
  const options = { provenance };
  const labels = inputs.map(({ conditions }) => conditions.labels);
  const finest = statistics.slice(-3);
  const lookUp = network.config.method.kind === "clade";
  return html`<h2>Semantic or spatial?</h2>
<p>A look-up by class changes nothing within a class. How much does this network, on the label maps above, where, and what do the pictures owe to it? These are three questions, and no answer stands for another.</p>
${shown(varianceSplitFigure({ [network.kind]: layerRows(statistics) }, options))}
<p>The same seen pixel by pixel, in one layer on the first label map: what a look-up by class gives is flat within each region.</p>
${await mapsOf(input)}
${
  lookUp
    ? html``
    : html`<p>How far from a border does a pixel have what is inside of its region?</p>
${shown(
  boundaryProfileFigure(
    finest.flatMap((layer) => profileRows(layer)),
    { ...options, by: "layer" },
  ),
)}`
}
<p>How many pixels have a border in reach at all? This takes label maps alone.</p>
${shown(uniformShareFigure([{ name: "these label maps", rows: uniformShare(labels) }], options))}
${network.kind === "clade" ? html`` : await replacementSection(statistics, input)}`;
}

async function mapsOf({
  network,
  banks,
  conditions,
  modulations,
  painted,
  provenance,
}: OpenedInput): Promise<Html> {
  const layer = followedLayer(network);
  const [first] = conditions;
  const size = layerSizes(network, first).get(layer.name) ?? first;
  const { convention } = banks[network.layers.indexOf(layer)];
  return shownPictures(
    modulationMapsFigure(modulationMaps(await modulations(layer, first, size)), {
      layer: layer.name,
      convention,
      labelSet: network.labelSet,
      provenance,
      painted: painted === null ? undefined : { name: "painted", image: painted.images[0] },
    }),
    size,
  );
}
