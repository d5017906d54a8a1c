/**
 * Figures from what was written down of them.
 *
 * @module
 */

import { FigureError } from "../errors.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { readSpec } from "./spec.ts";
import type { View } from "./view.ts";
import { activationsView } from "./views/activations.ts";
import { boundaryProfileView } from "./views/boundary-profile.ts";
import { channelAwarenessView } from "./views/channel-awareness.ts";
import { classNormsView } from "./views/class-norms.ts";
import { classParametersView } from "./views/class-parameters.ts";
import { classTrajectoryView } from "./views/class-trajectory.ts";
import { compareNetworksView } from "./views/compare-networks.ts";
import { costView } from "./views/cost.ts";
import { embeddingView } from "./views/embedding.ts";
import { executedCostView } from "./views/executed-cost.ts";
import { exemplarAttentionView } from "./views/exemplar-attention.ts";
import { icpePlanesView } from "./views/icpe-planes.ts";
import { interventionView } from "./views/intervention.ts";
import { labelMapView } from "./views/label-map.ts";
import { modulationMapsView } from "./views/modulation-maps.ts";
import { neighbourhoodsView } from "./views/neighbourhoods.ts";
import { pictureView } from "./views/picture.ts";
import { pixelView } from "./views/pixel.ts";
import { planeEffectsView } from "./views/plane-effects.ts";
import { positionalMapsView } from "./views/positional-maps.ts";
import { replacementStripView } from "./views/replacement-strip.ts";
import { scaleShiftView } from "./views/scale-shift.ts";
import { squareMatrixView } from "./views/square-matrix.ts";
import { sweepView } from "./views/sweep.ts";
import { uniformShareView } from "./views/uniform-share.ts";
import { unitDifferencesView } from "./views/unit-differences.ts";
import { varianceSplitView } from "./views/variance-split.ts";

/** Every view there is. */
const VIEWS: readonly View<never>[] = [
  activationsView,
  boundaryProfileView,
  channelAwarenessView,
  classNormsView,
  classParametersView,
  classTrajectoryView,
  compareNetworksView,
  costView,
  embeddingView,
  executedCostView,
  exemplarAttentionView,
  icpePlanesView,
  interventionView,
  labelMapView,
  modulationMapsView,
  neighbourhoodsView,
  pictureView,
  pixelView,
  planeEffectsView,
  positionalMapsView,
  replacementStripView,
  scaleShiftView,
  squareMatrixView,
  sweepView,
  uniformShareView,
  unitDifferencesView,
  varianceSplitView,
];

export interface FigureFromOptions extends FigureOptions {
  /** Views of one's own, which a figure may be of as well. */
  readonly views?: readonly View<never>[] | undefined;
}

/**
 * Draws a figure again from its JSON: `figureFrom(JSON.parse(text), "figure.json")`.
 *
 * @param where Name of the file, for messages.
 * @throws FigureError if it is no figure, of a later version, or its data do not fit its view.
 */
export function figureFrom(
  json: unknown,
  where = "figure",
  { views = [], ...options }: FigureFromOptions = {},
): Figure {
  const { view: name, input, provenance } = readSpec(json, where);
  const view = [...VIEWS, ...views].find((one) => one.name === name) as View<unknown> | undefined;
  if (view === undefined) {
    throw new FigureError({
      what: "there is no such view",
      where: `${where}: view`,
      expected: VIEWS.map((one) => one.name).join(", "),
      got: name,
      hint: "update cladescope, if the figure was saved by a later version; give a view of your own in the option views",
    });
  }
  try {
    return Figure.of(view, input, { provenance, ...options });
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new FigureError({
      what: "the figure's data do not fit its view",
      where: `${where}: input`,
      expected: `what the view ${name} was given when the figure was saved`,
      got: cause.message,
      hint: "the file was changed: save the figure again",
      cause,
    });
  }
}
