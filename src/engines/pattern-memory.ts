/**
 * Neighbourhoods of the conditions met last: layers of one size share them, and finding them is a good part of the work.
 *
 * @module
 */

import type { Conditions } from "../modulation/conditions.ts";
import type { Modulation } from "../modulation/modulation.ts";
import type { SpadeMethod } from "../modulation/norm-layer.ts";
import {
  centreClasses,
  fiveByFive,
  type SpadePatterns,
  spadePatterns,
} from "../modulation/spade-patterns.ts";

/** Everything of a SPADE modulation that depends on the label map alone. */
export interface LabelMapPart extends Omit<Modulation, "scale" | "shift"> {
  readonly table: SpadePatterns;
}

export class PatternMemory {
  #last: { readonly conditions: Conditions; readonly part: LabelMapPart } | null = null;

  /** @param conditions At the layer's resolution; the same object again is not looked through again. */
  of(method: SpadeMethod, conditions: Conditions): LabelMapPart {
    if (this.#last?.conditions === conditions) return this.#last.part;
    const table = spadePatterns(method, conditions);
    const part: LabelMapPart = {
      table,
      index: table.index,
      classes: centreClasses(table, method.instanceEdges),
      ...(method.kernel === 3 && { patterns: fiveByFive(table) }),
    };
    this.#last = { conditions, part };
    return part;
  }
}
