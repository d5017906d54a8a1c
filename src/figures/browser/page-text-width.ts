/**
 * How wide texts are in the font that this page has.
 *
 * @module
 */

import { PAGE_FONTS } from "../plotly/page-units.ts";
import type { TextWidth } from "../text/fitted.ts";

/** Letters are measured this large: widths grow with the size. */
const SIZE = 100;

/** For a browser that measures no text: the mean width of letters of DejaVu Sans. */
const MEAN_ADVANCE = 0.6;

export function pageTextWidth(): TextWidth {
  const context = document.createElement("canvas").getContext("2d");
  const known = new Map<string, number>();
  return (text, size, bold = false) => {
    if (context === null) return MEAN_ADVANCE * text.length * size;
    const key = `${bold}${text}`;
    let width = known.get(key);
    if (width === undefined) {
      context.font = `${bold ? "bold " : ""}${SIZE}px ${PAGE_FONTS}`;
      width = context.measureText(text).width / SIZE;
      known.set(key, width);
    }
    return width * size;
  };
}
