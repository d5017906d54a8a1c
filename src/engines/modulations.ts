/**
 * What an engine that makes the modulations of a network's layers is asked for, and what it gives: the same for all.
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { Size } from "../models/ops.ts";
import type { Conditions } from "../modulation/conditions.ts";
import type { Modulation } from "../modulation/modulation.ts";
import type { NormLayer } from "../modulation/norm-layer.ts";

/** The modulation of a layer at its resolution: `layerModulation`, or a faster way to the same rows. */
export type ModulationSource = (
  layer: NormLayer,
  conditions: Conditions,
  size: Size,
) => Promise<Modulation>;

/** The modulations of a network's layers, without its trunk. It owns the memory of their parameters until `dispose`. */
export interface LayerModulations {
  readonly network: GeneratorNetwork;

  /** "onnx", "tfjs, wasm", or "look-up" where rows are in the file: for people. */
  readonly engine: string;

  /**
   * The modulation of one layer; `conditions` of any size are resized to the layer's.
   *
   * @throws EngineError if it was disposed of.
   */
  readonly source: ModulationSource;

  dispose(): void | Promise<void>;
}

/** What modulations say once they were disposed of. */
export function modulationsDisposedOf(where: string, load: string): EngineError {
  return new EngineError({
    what: "the modulations were disposed of",
    where,
    expected: "rows asked for before dispose()",
    hint: `load them again with ${load}`,
  });
}
