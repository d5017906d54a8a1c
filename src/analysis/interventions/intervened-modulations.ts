/**
 * A network's modulations as interventions leave them, for whatever takes modulations: engines, maps, statistics.
 *
 * @module
 */

import type { LayerModulations } from "../../engines/modulations.ts";
import { EngineError } from "../../errors.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import { exactModulation, roundedModulation } from "./exact-modulation.ts";
import { type Intervention, intervenedSource } from "./intervention.ts";
import { settledSource, settlesStyles } from "./styles.ts";

/**
 * `modulations` after all interventions, one after the other, in float32. They own nothing: those that were given are
 * disposed of by whoever opened them, and must be open as long as these are used.
 *
 * @throws LabelError, ModelError or EngineError that names the intervention, for classes, layers, channels and numbers that
 * do not fit the network. Its `source` throws EngineError for several pictures at once.
 */
export function intervenedModulations(
  modulations: LayerModulations,
  interventions: readonly Intervention[],
): LayerModulations {
  const { network, engine } = modulations;
  const source = settledSource(modulations);
  const exact = intervenedSource(
    network,
    async (...asked) => exactModulation(await source(...asked)),
    interventions,
  );
  return settlesStyles({
    network,
    engine,
    source: async (layer, conditions, size) => {
      checkOnePicture(conditions);
      return roundedModulation(await exact(layer, conditions, size));
    },
    dispose: () => {},
  });
}

/** Means over the picture are of one. @throws EngineError if there are several, or these are those of no batch. */
export function checkOnePicture(conditions: Conditions): void {
  const { batch }: { readonly batch?: unknown } = Object(conditions);
  if (batch === 1) return;
  if (typeof batch !== "number") {
    throw new EngineError({
      what: "these are no conditions to paint from",
      where: "intervene: conditions",
      expected: "the conditions of a batch of one picture",
      got: conditions === undefined ? "none" : "something without a batch",
      hint: "put the picture in one: conditionsOf(picture.conditions)",
    });
  }
  throw new EngineError({
    what: "interventions are made on one picture at a time",
    where: "intervene",
    expected: "the conditions of one picture",
    got: `${batch} pictures`,
    hint: "give conditionsOf(one) of each picture, one after the other",
  });
}
