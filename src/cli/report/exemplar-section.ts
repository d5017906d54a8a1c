/**
 * What a network with masked spatial-channel attention takes from its exemplar, and to where it goes.
 *
 * @module
 */

import { exemplarAttention } from "../../analysis/exemplars/attention.ts";
import { exemplarAttentionFigure } from "../../figures/exemplar-attention.ts";
import { exemplarOf } from "../../modulation/exemplar.ts";
import { type AnalysisInput, shownPictures } from "./analysis-input.ts";
import { type Html, html } from "./html.ts";

/** Of the first label map, one figure for each scale; nothing where a network takes no exemplar. */
export async function exemplarSection({
  network,
  inputs,
  conditions,
  painter,
  painted,
  provenance,
}: AnalysisInput): Promise<Html> {
  const { msca } = network.config;
  if (!msca || painter === null || painted === null) return html``;
  const [first] = conditions;
  const { height, width, image } = exemplarOf(first, network.where);
  const options = {
    labelSet: network.labelSet,
    provenance,
    exemplar: { name: "exemplar", image: { shape: [1, 3, height, width], data: image } },
    painted: { name: "painted", image: painted.images[0] },
  };
  const [{ size }] = inputs;
  const blocks = await exemplarAttention(painter, first);
  return html`<h2>What it takes from the exemplar</h2>
<p>At each scale ${msca.slots} style vectors are pooled from the exemplar, each from where its first map is high; a mask lets each through or not, for this label map; and each goes to where its second map is high.</p>
${blocks.map(
  (one) => html`<h3>${one.block}</h3>
${shownPictures(exemplarAttentionFigure(one, options), size)}`,
)}`;
}
