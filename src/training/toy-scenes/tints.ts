/**
 * The colours of classes in one scene: each shifted in a way of its own.
 *
 * @module
 */

import type { Random } from "../random.ts";
import type { Colour } from "./appearance.ts";
import { classes } from "./classes.ts";

/** Largest shift of a colour channel, of a range of 2. */
const MOST = 0.6;

/** What to add to the colour of each class; [classes]. @param tint Share of the shifts, in [0, 1]. */
export function tintsOf(random: Random, tint: number): Colour[] {
  const shift = () => tint * random.between(-MOST, MOST);
  return classes.map(() => [shift(), shift(), shift()]);
}
