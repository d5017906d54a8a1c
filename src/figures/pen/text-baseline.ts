/**
 * Where a text's baseline is. Programs differ in what "middle" means, so pens are only ever asked for baselines.
 *
 * @module
 */

import { CAP_HEIGHT } from "../text/font.ts";
import type { TextStyle } from "./pen.ts";

/** How far below the given point the baseline lies, in points. */
export function belowPoint({ size, at = "baseline" }: TextStyle): number {
  switch (at) {
    case "baseline":
      return 0;
    case "middle":
      return (CAP_HEIGHT * size) / 2;
    case "top":
      return CAP_HEIGHT * size;
    default:
      return at satisfies never;
  }
}
