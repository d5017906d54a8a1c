/**
 * The analysis of a network as figures: what stands in its tables, how spatial its modulation is on the label maps at hand, and what that
 * does to the pictures.
 *
 * @module
 */

import { classBanks } from "../../analysis/classes/class-banks.ts";
import { type Painter, replacementTest } from "../../analysis/replacement/replacement-test.ts";
import { verdicts } from "../../analysis/replacement/verdict.ts";
import { layerRows, planeRows, profileRows } from "../../analysis/spatial/rows.ts";
import {
  addConditions,
  openStatistics,
  remembering,
  type SpatialStatistics,
} from "../../analysis/spatial/statistics.ts";
import { uniformShare } from "../../analysis/spatial/uniform-share.ts";
import { boundaryProfileFigure } from "../../figures/boundary-profile.ts";
import { classEmbeddingFigure } from "../../figures/class-embedding.ts";
import { classNormsFigure } from "../../figures/class-norms.ts";
import { classParametersFigure } from "../../figures/class-parameters.ts";
import type { Figure } from "../../figures/figure.ts";
import { icpePlanesFigure } from "../../figures/icpe-planes.ts";
import type { Provenance } from "../../figures/provenance.ts";
import { layerSimilarityFigure } from "../../figures/similarity.ts";
import { uniformShareFigure } from "../../figures/uniform-share.ts";
import { varianceSplitFigure } from "../../figures/variance-split.ts";
import type { LabelMap } from "../../labels/label-map.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import { Html, html } from "./html.ts";

export interface AnalysisInput {
  readonly network: GeneratorNetwork;
  readonly labels: readonly LabelMap[];
  readonly conditions: readonly Conditions[];

  /** Null where nothing can be painted. */
  readonly painter: Painter | null;
  readonly provenance: Provenance;
  readonly onProgress: (done: number, total: number, name: string) => void;
}

/** The sections between the pictures and the tables. */
export async function analysisSections(input: AnalysisInput): Promise<Html> {
  if (isUnstyled(input.network)) return html``;
  return html`${await parametersSection(input)}${await spatialSection(input)}`;
}

async function parametersSection({
  network,
  provenance,
  onProgress,
}: AnalysisInput): Promise<Html> {
  const banks = await classBanks(network, { onProgress });
  const labelSet = network.labelSet ?? undefined;
  const options = { provenance, labelSet };
  return html`<h2>Class parameters</h2>
<p>${
    network.kind === "spade"
      ? "SPADE has no table of classes, but inside a region of one class it behaves as if it had: shown is what it gives there."
      : network.kind === "sean"
        ? "SEAN has no table of classes, but in one style it behaves inside a region as if it had: shown is what it gives there in the style of this page."
        : "One row of scales and one of shifts for each class, in every layer: everything that makes the network treat one class in another way than the next."
  } Point at cells and dots; the heat maps take the keyboard, too.</p>
${shown(classParametersFigure(banks, { ...options, quantity: "scale" }))}
${shown(classParametersFigure(banks, { ...options, quantity: "shift" }))}
${shown(classNormsFigure(banks, options))}
${shown(classEmbeddingFigure(banks, options))}
${shown(layerSimilarityFigure(banks, options))}`;
}

async function spatialSection(input: AnalysisInput): Promise<Html> {
  const { labels, conditions, provenance, onProgress } = input;
  const network = remembering(input.network);
  const statistics = await openStatistics(network);
  for (const [i, one] of conditions.entries()) {
    onProgress(i, conditions.length, "statistics");
    await addConditions(statistics, network, one);
  }
  const options = { provenance };
  const planes = planeRows(statistics);
  const finest = statistics.slice(-3);
  return html`<h2>Semantic or spatial?</h2>
<p>A look-up by class changes nothing within a class. How much does this network, on the label maps above, where, and what do the pictures owe to it? These are three questions, and no answer stands for another.</p>
${shown(varianceSplitFigure({ [network.kind]: layerRows(statistics) }, options))}
${
  network.config.method.kind === "clade"
    ? html``
    : shown(
        boundaryProfileFigure(
          finest.flatMap((layer) => profileRows(layer)),
          { ...options, by: "layer" },
        ),
      )
}
${shown(uniformShareFigure([{ name: "these label maps", rows: uniformShare(labels) }], options))}
${network.kind === "clade" ? html`` : await replacementText(statistics, input)}
${planes.length === 0 ? html`` : shown(icpePlanesFigure(planes, options))}`;
}

/** SEAN without style codes: neither its parameters nor its pictures are settled. */
export function isUnstyled({ kind, styles }: GeneratorNetwork): boolean {
  return kind === "sean" && styles === undefined;
}

/** All layers at once: one more picture for each label map. */
async function replacementText(
  statistics: SpatialStatistics,
  { painter, conditions, onProgress }: AnalysisInput,
): Promise<Html> {
  if (painter === null) return html``;
  const rows = [];
  for (const by of ["interior", "mean"] as const) {
    rows.push(
      ...(await replacementTest(painter, statistics, conditions, { by, which: "all", onProgress })),
    );
  }
  const words = [...verdicts(rows, "meanAbsolute"), ...verdicts(rows, "psnr")];
  return html`<h3>The replacement test</h3>
<ul>${words.map(({ words }) => html`<li>${words}</li>`)}</ul>
<p class="soft">All other weights stay as they were trained, so this says what the network makes of its spatial part, not what one trained without it would do.</p>`;
}

/** The first that needs plotly brings it for all. */
function shown(figure: Figure): Html {
  return new Html(String(figure.with({ embed: "first" }).bundle()["text/html"]));
}
