/**
 * Modulations whose rows are in the file, CLADE's and CLADE-ICPE's: they take no engine.
 *
 * @module
 */

import { layerModulation } from "../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import { remembering } from "../models/remembering.ts";
import type { LayerModulations } from "./modulations.ts";

/** `layerModulation` of a network that reads each parameter once. */
export function lookUps(given: GeneratorNetwork): LayerModulations {
  const network = remembering(given);
  return {
    network,
    engine: "look-up",
    source: (layer, conditions, size) => layerModulation(network, layer, conditions, size),
    dispose: () => {},
  };
}
