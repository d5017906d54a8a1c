/**
 * The analysis of a network as figures: what stands in its tables, how spatial its modulation is on the label maps at hand, what that
 * does to the pictures, where positions come in, and one layer at work.
 *
 * @module
 */

import { addConditions, openStatistics } from "../../analysis/spatial/statistics.ts";
import { openModulations } from "../../engines/open-modulations.ts";
import { type AnalysisInput, isUnstyled } from "./analysis-input.ts";
import { exemplarSection } from "./exemplar-section.ts";
import { type Html, html } from "./html.ts";
import { layerSection } from "./layer-section.ts";
import { parametersSection } from "./parameters-section.ts";
import { positionsSection } from "./positions-section.ts";
import { spatialSection } from "./spatial-section.ts";

/** The sections between the pictures and the tables. */
export async function analysisSections(input: AnalysisInput): Promise<Html> {
  if (isUnstyled(input.network)) return await positionsSection(input, []);
  const { network, conditions, engine, onProgress } = input;
  const statistics = await openStatistics(network);
  const modulations = await openModulations(network, engine);
  const opened = { ...input, modulations: modulations.source };
  try {
    for (const [i, one] of conditions.entries()) {
      onProgress(i, conditions.length, "statistics");
      await addConditions(statistics, network, one, modulations.source);
    }
    return html`${[
      parametersSection(input),
      await spatialSection(statistics, opened),
      await positionsSection(input, statistics),
      await layerSection(opened),
      await exemplarSection(input),
    ]}`;
  } finally {
    await modulations.dispose();
  }
}
