/**
 * What interventions make of one another: a source of exact modulations of one picture.
 *
 * @module
 */

import type { GeneratorNetwork } from "../../models/network.ts";
import type { Size } from "../../models/ops.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import type { ExactModulation } from "./exact-modulation.ts";

/**
 * The modulation of a layer. The class of each row is what the label map of `conditions` has at its pixels.
 *
 * @param conditions At any resolution, as the network is given them.
 * @param size Of the layer.
 */
export type ExactSource = (
  layer: NormLayer,
  conditions: Conditions,
  size: Size,
) => Promise<ExactModulation>;

/** What an intervention is checked against, and made with. */
export interface Subject {
  readonly network: GeneratorNetwork;

  /** "intervention 2, scale": for messages. */
  readonly where: string;
}

/** A source with one intervention more, for the layers that it is about. */
export type Apply<I> = (intervention: I, subject: Subject, before: ExactSource) => ExactSource;
