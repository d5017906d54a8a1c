/**
 * The replacement test of a report: all layers at once, in words with intervals, and on the first label map as pictures.
 *
 * @module
 */

import { classBanks } from "../../analysis/replacement/class-banks.ts";
import { replacementTest } from "../../analysis/replacement/replacement-test.ts";
import { verdicts } from "../../analysis/replacement/verdict.ts";
import type { SpatialStatistics } from "../../analysis/spatial/statistics.ts";
import { replacementStripFigure } from "../../figures/replacement-strip.ts";
import { type AnalysisInput, shownPictures } from "./analysis-input.ts";
import { type Html, html } from "./html.ts";

export async function replacementSection(
  statistics: SpatialStatistics,
  { painter, painted, conditions, provenance, onProgress }: AnalysisInput,
): Promise<Html> {
  if (painter === null || painted === null) return html``;
  const rows = [];
  for (const by of ["interior", "mean"] as const) {
    rows.push(
      ...(await replacementTest(painter, statistics, conditions, {
        by,
        which: "all",
        painted: painted.images,
        onProgress,
      })),
    );
  }
  const [first] = conditions;
  const paint = async (by: "interior" | "mean") =>
    (await painter.synthesize(first, { banks: classBanks(statistics, by) })).image;
  const pictures = {
    original: painted.images[0],
    mean: await paint("mean"),
    interior: await paint("interior"),
  };
  const absolute = verdicts(rows, "meanAbsolute");
  const words = [...absolute, ...verdicts(rows, "psnr")];
  return html`<h3>The replacement test</h3>
<p>The network paints again, every layer's modulation replaced by a look-up by class: the first picture, and what changed in it; then over all label maps.</p>
${shownPictures(replacementStripFigure(absolute, pictures, { provenance }), first)}
<ul>${words.map(({ words }) => html`<li>${words}</li>`)}</ul>
<p class="soft">All other weights stay as they were trained, so this says what the network makes of its spatial part, not what one trained without it would do.</p>`;
}
