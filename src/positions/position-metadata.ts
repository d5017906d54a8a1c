/**
 * How the positional maps were made that a network was trained with, as a line of its file's metadata: keys and shapes
 * cannot tell. A file without it, as all released ones, was trained with the released maps.
 *
 * @module
 */

import { ModelError } from "../errors.ts";

/** The key of the line. */
export const POSITIONS_KEY = "positions";

const UNITS = ["component", "class", "instance"] as const;

/** As in `PositionalMapOptions`. */
export interface PositionKind {
  readonly unit: (typeof UNITS)[number];
  readonly normalise: boolean;
}

/** With what is left out as released. */
export function positionKind({
  unit = "component",
  normalise = true,
}: {
  readonly unit?: PositionKind["unit"] | undefined;
  readonly normalise?: boolean | undefined;
}): PositionKind {
  return { unit, normalise };
}

/** "component", or "class, in pixels" */
export function positionsText({ unit, normalise }: PositionKind): string {
  return `${unit}${normalise ? "" : ", in pixels"}`;
}

/**
 * @param where The file, for messages.
 * @throws ModelError if the line is there and says something else.
 */
export function positionKindOf(metadata: ReadonlyMap<string, string>, where: string): PositionKind {
  const text = metadata.get(POSITIONS_KEY);
  if (text === undefined) return positionKind({});
  for (const unit of UNITS) {
    for (const normalise of [true, false]) {
      if (positionsText({ unit, normalise }) === text) return { unit, normalise };
    }
  }
  throw new ModelError({
    what: "the metadata names no known positional maps",
    where,
    expected: `${POSITIONS_KEY}: ${UNITS.join(", ")}, each also with ", in pixels"`,
    got: text.slice(0, 60),
    hint: "give the maps themselves with --positions, and take the line out of the file",
  });
}
