/**
 * Neighbourhoods of the conditions met last: layers of one size share them, and finding them is a good part of the work.
 *
 * @module
 */

import type { Size } from "../models/ops.ts";
import { type Conditions, conditionsAt } from "../modulation/conditions.ts";
import type { Modulation } from "../modulation/modulation.ts";
import {
  centreClasses,
  fiveByFive,
  type PatternMethod,
  type SpadePatterns,
  spadePatterns,
} from "../modulation/spade-patterns.ts";

/** Everything of a SPADE modulation that depends on the label map alone. */
export interface LabelMapPart extends Omit<Modulation, "scale" | "shift"> {
  readonly table: SpadePatterns;
}

export class PatternMemory {
  #last: {
    readonly conditions: Conditions;
    readonly size: Size;
    readonly part: LabelMapPart;
  } | null = null;

  /**
   * @param conditions At any resolution; the same object again is not looked through again.
   * @param size Of the layer.
   */
  of(method: PatternMethod, conditions: Conditions, { height, width }: Size): LabelMapPart {
    const last = this.#last;
    if (
      last?.conditions === conditions &&
      last.part.table.kernel === method.kernel &&
      last.size.height === height &&
      last.size.width === width
    ) {
      return last.part;
    }
    const table = spadePatterns(method, conditionsAt(conditions, height, width));
    const part: LabelMapPart = {
      table,
      index: table.index,
      classes: centreClasses(table, method.instanceEdges),
      ...(method.kernel === 3 && { patterns: fiveByFive(table) }),
    };
    this.#last = { conditions, size: { height, width }, part };
    return part;
  }
}
