/**
 * What stands in a network's tables, or would if it had some.
 *
 * @module
 */

import { classEmbeddingFigure } from "../../figures/class-embedding.ts";
import { classNormsFigure } from "../../figures/class-norms.ts";
import { classParametersFigure } from "../../figures/class-parameters.ts";
import { scaleShiftFigure } from "../../figures/scale-shift.ts";
import { classSimilarityFigure, layerSimilarityFigure } from "../../figures/similarity.ts";
import { type AnalysisInput, followedLayer, shown } from "./analysis-input.ts";
import { type Html, html } from "./html.ts";

export function parametersSection({ network, banks, provenance }: AnalysisInput): Html {
  const labelSet = network.labelSet ?? undefined;
  const options = { provenance, labelSet };
  const { name } = followedLayer(network);
  const bank = banks.find(({ layer }) => layer === name) ?? banks[banks.length - 1];
  return html`<h2>Class parameters</h2>
<p>${
    network.config.method.kind === "spade"
      ? "SPADE has no table of classes, but inside a region of one class it behaves as if it had: shown is what it gives there."
      : network.config.method.kind === "sean"
        ? "SEAN has no table of classes, but in one style it behaves inside a region as if it had: shown is what it gives there in the style of this page."
        : "One row of scales and one of shifts for each class, in every layer: everything that makes the network treat one class in another way than the next."
  } Point at cells and dots; the heat maps take the keyboard, too.</p>
${shown(classParametersFigure(banks, { ...options, quantity: "scale" }))}
${shown(classParametersFigure(banks, { ...options, quantity: "shift" }))}
<p>How strongly does each layer act on each class, on the whole?</p>
${shown(classNormsFigure(banks, options))}
<p>Which classes are alike? All layers together in a plane, which cannot hold all of it and says how much it does; then layer against layer.</p>
${shown(classEmbeddingFigure(banks, options))}
${shown(layerSimilarityFigure(banks, options))}
<h3>One layer: ${bank.layer}</h3>
<p>In the middle of the stages that grow the picture. Each dot is a class in a channel: left and right of the crossing it is turned down and up, above and below it is added to and taken from.</p>
${shown(scaleShiftFigure(bank, options))}
<p>Every two classes of this layer, less what all classes have in common.</p>
${shown(classSimilarityFigure(bank, { ...options, centring: "mean class" }))}`;
}
