/**
 * The analysis of a network as figures: what stands in its tables, how spatial its modulation is on the label maps at hand, what that
 * does to the pictures, where positions come in, and one layer at work.
 *
 * @module
 */

import { addConditions, openStatistics, remembering } from "../../analysis/spatial/statistics.ts";
import { TfjsModulations } from "../../engines/tfjs/modulations.ts";
import { type AnalysisInput, isUnstyled } from "./analysis-input.ts";
import { type Html, html } from "./html.ts";
import { layerSection } from "./layer-section.ts";
import { parametersSection } from "./parameters-section.ts";
import { positionsSection } from "./positions-section.ts";
import { spatialSection } from "./spatial-section.ts";

/** The sections between the pictures and the tables. */
export async function analysisSections(input: AnalysisInput): Promise<Html> {
  if (isUnstyled(input.network)) return await positionsSection(input, []);
  const { conditions, onProgress } = input;
  const statistics = await openStatistics(input.network);
  // Rows by convolutions are most of the work, and a back end is several times faster at them; CLADE's are in the file.
  const lookUp = input.network.config.method.kind === "clade";
  const modulations = lookUp ? null : await TfjsModulations.load(input.network);
  const network = lookUp ? remembering(input.network) : input.network;
  try {
    for (const [i, one] of conditions.entries()) {
      onProgress(i, conditions.length, "statistics");
      await addConditions(statistics, network, one, modulations?.source);
    }
  } finally {
    modulations?.dispose();
  }
  return html`${[
    await parametersSection(input),
    await spatialSection(statistics, input),
    await positionsSection(input, statistics),
    await layerSection(input),
  ]}`;
}
