/**
 * Positions: where it matters what has a centre, and what a network that sees positional maps makes of them.
 *
 * @module
 */

import { planeEffectRows } from "../../analysis/positions/plane-effects.ts";
import { unitDifference } from "../../analysis/positions/unit-differences.ts";
import { planeRows } from "../../analysis/spatial/rows.ts";
import type { SpatialStatistics } from "../../analysis/spatial/statistics.ts";
import { icpePlanesFigure } from "../../figures/icpe-planes.ts";
import { planeEffectFigure } from "../../figures/plane-effect.ts";
import { unitDifferenceFigure } from "../../figures/unit-difference.ts";
import { resizeNearest } from "../../labels/nearest.ts";
import { positionKindOf } from "../../positions/position-metadata.ts";
import { type AnalysisInput, shown, shownPictures } from "./analysis-input.ts";
import { type Html, html } from "./html.ts";

/** @param statistics Empty where there is no analysis. */
export async function positionsSection(
  input: AnalysisInput,
  statistics: SpatialStatistics,
): Promise<Html> {
  return html`<h2>Positions</h2>
<p>A positional map needs to know what has a centre: a connected component, as released, ${input.instances === null ? "or all pixels of a class" : "all pixels of a class, or an instance"}. Where does that make a difference, on the first label map?</p>
${differences(input)}
${await planes(input, statistics)}`;
}

/** At the picture's size: a label file may be much larger. */
function differences({ network, inputs, instances, provenance }: AnalysisInput): Html {
  const [{ raw, size, conditions }] = inputs;
  const { normalise } = positionKindOf(network.metadata, network.where);
  const values = resizeNearest(raw.values, raw, size, "pil");
  const ids = instances === null ? undefined : resizeNearest(instances.ids, raw, size, "pil");
  const names = new Map(
    network.labelSet?.rows.map(({ value, name }) => [value, name.split(",")[0]]) ?? [],
  );
  const options = {
    normalise,
    instances: ids,
    className: (value: number) => names.get(value) ?? `label ${value}`,
  };
  const pairs = [
    ["component", "class"],
    ...(ids === undefined
      ? []
      : ([
          ["component", "instance"],
          ["class", "instance"],
        ] as const)),
  ] as const;
  const found = pairs.map(([a, b]) => unitDifference({ ...size, values }, a, b, options));
  const { labelSet } = network;
  return shownPictures(
    unitDifferenceFigure(conditions.labels, found, { labelSet, provenance }),
    size,
  );
}

/** What the six numbers a layer of CLADE-ICPE do. */
async function planes(
  { network, inputs, provenance }: AnalysisInput,
  statistics: SpatialStatistics,
): Promise<Html> {
  const rows = planeRows(statistics);
  if (rows.length === 0) return html``;
  const [{ size }] = inputs;
  const { normalise } = positionKindOf(network.metadata, network.where);
  const corners = normalise ? { y: 1, x: 1 } : { y: size.height / 2, x: size.width / 2 };
  return html`<p>This network sees positional maps. In each layer a plane over them, the same for all classes and channels, varies scale and shift:</p>
${shown(icpePlanesFigure(rows, { provenance }))}
<p>What the planes come to in the centre and at the corners of ${normalise ? "a component" : "a region as large as the picture"}, and the mean γ and β there.</p>
${shown(planeEffectFigure(await planeEffectRows(network, corners), { provenance }))}`;
}
