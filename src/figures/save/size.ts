/**
 * Sizes of figures as journals ask for them.
 *
 * @module
 */

import { FigureError } from "../../errors.ts";

/** Points in a millimetre. */
const POINTS = 72 / 25.4;

/** Widths that journals have columns for; millimetres. */
const WIDTHS = { single: 84, double: 174 } as const;

/** A column, or millimetres. */
export type FigureWidth = keyof typeof WIDTHS | number;

/** `width` in points. @throws FigureError if it is no width of a page. */
export function widthInPoints(width: FigureWidth): number {
  const millimetres = typeof width === "number" ? width : WIDTHS[width];
  if (millimetres >= 20 && millimetres <= 2000) return millimetres * POINTS;
  throw new FigureError({
    what: "a figure cannot be this wide",
    where: "width",
    expected: `${Object.keys(WIDTHS).join(" or ")}, or 20 to 2000 millimetres`,
    got: String(width),
    hint: "give the width in millimetres: { width: 120 }",
  });
}
