/**
 * Banks by class to put in the place of a modulation: what each class has in its interior, or on average over pixels.
 *
 * @module
 */

import type { Bank, ClassBanks } from "../../modulation/modulation.ts";
import { type Kind, splitOf } from "../spatial/split.ts";
import type { SpatialStatistics } from "../spatial/statistics.ts";

/** What stands in for a layer's modulation: SPADE's closed form, CLADE's bank, or means over pixels. */
export type Substitute = "interior" | "mean";

/** Banks of every layer of `statistics` by name. */
export function classBanks(
  statistics: SpatialStatistics,
  substitute: Substitute,
): Map<string, ClassBanks> {
  return substitute === "interior" ? interiorBanks(statistics) : meanBanks(statistics);
}

/** What each class has where nothing but itself is near: needs no pictures. */
export function interiorBanks(statistics: SpatialStatistics): Map<string, ClassBanks> {
  return new Map(statistics.map(({ description }) => [description.layer, description.interior]));
}

/** What each class has on average over its pixels; a class that does not occur keeps its interior. */
export function meanBanks(statistics: SpatialStatistics): Map<string, ClassBanks> {
  const banks = new Map<string, ClassBanks>();
  for (const layer of statistics) {
    const { layer: name, interior, channels } = layer.description;
    const { classes } = splitOf(layer);
    const bank = (kind: Kind): Bank => {
      const values = Float32Array.from(interior[kind].values);
      for (const [k, moments] of classes) values.set(moments[kind].mean, k * channels);
      return { ...interior[kind], values };
    };
    banks.set(name, { scale: bank("scale"), shift: bank("shift") });
  }
  return banks;
}
