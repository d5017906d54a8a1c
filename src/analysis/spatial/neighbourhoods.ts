/**
 * How many different neighbourhoods a label map has at each resolution: the rows of SPADE's tables, since all that SPADE
 * sees of a pixel is its 5×5 neighbourhood, and its first convolution the 3×3 one. Label maps alone are needed, no network.
 *
 * @module
 */

import { LabelError } from "../../errors.ts";
import type { Size } from "../../models/ops.ts";
import { type Conditions, conditionsAt } from "../../modulation/conditions.ts";
import { spadePatterns } from "../../modulation/spade-patterns.ts";

/** Of one label map at one resolution. */
export interface NeighbourhoodCountRow {
  /** The label map's name. */
  readonly map: string;
  readonly height: number;
  readonly width: number;
  readonly pixels: number;

  /** Different 3×3 neighbourhoods; what lies outside the picture counts as a class of its own. */
  readonly three: number;

  /** Different 5×5 neighbourhoods, as two 3×3 convolutions one after the other see them. */
  readonly five: number;
}

/**
 * A row for each label map and resolution.
 *
 * @param maps Conditions by name, `{ street: conditionsOf({ labels }) }`; with edges, neighbourhoods tell edge bits apart
 * as well. Each map is resized by PyTorch's nearest rule, as inside a network.
 * @param resolutions Sizes; a number stands for a square.
 * @throws LabelError for conditions of several pictures, which would share one table.
 */
export function neighbourhoodRows(
  maps: Readonly<Record<string, Conditions>>,
  resolutions: readonly (Size | number)[] = [8, 16, 32, 64, 128, 256],
): NeighbourhoodCountRow[] {
  const sizes = resolutions.map((size) =>
    typeof size === "number" ? { height: size, width: size } : size,
  );
  return Object.entries(maps).flatMap(([map, conditions]) => {
    checkOne(map, conditions);
    const classes = 1 + conditions.labels.reduce((most, label) => Math.max(most, label), 0);
    const method = { kernel: 3, classes, instanceEdges: conditions.edges !== undefined };
    return sizes.map(({ height, width }): NeighbourhoodCountRow => {
      const { first, second } = spadePatterns(method, conditionsAt(conditions, height, width));
      return {
        map,
        height,
        width,
        pixels: height * width,
        three: first.rows,
        five: second.rows,
      };
    });
  });
}

function checkOne(map: string, { batch }: Conditions): void {
  if (batch === 1) return;
  throw new LabelError({
    what: "neighbourhoods are counted of one label map after the other",
    where: `neighbourhoodRows: ${map}`,
    expected: "the conditions of one picture",
    got: `${batch} pictures`,
    hint: "part them with picturesOf(conditions)",
  });
}
