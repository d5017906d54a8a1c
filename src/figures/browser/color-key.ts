/**
 * What the colours of a heat map stand for, as a bar with three numbers.
 *
 * @module
 */

import type { ColorDomain, Colormap } from "../color/colormap.ts";
import { numberText } from "../text/number-text.ts";
import { element } from "./elements.ts";

/** Entries of a palette that are for numbers; the last one is for what is none. */
const SHADES = 255;

export function colorKey(
  { palette }: Colormap,
  { low, high }: ColorDomain,
  neutral: number,
): HTMLElement {
  const names = [low, neutral, high].map((value) => numberText(value, 3));
  const bar = element("canvas", {
    width: SHADES,
    height: 1,
    role: "img",
    "aria-label": `Colours from ${names[0]} (blue) through ${names[1]} to ${names[2]} (red).`,
  });
  bar.style.cssText = "width:127px;height:10px";
  const context = bar.getContext("2d");
  for (let i = 0; i < SHADES && context !== null; i++) {
    context.fillStyle = `rgb(${palette[i].join()})`;
    context.fillRect(i, 0, 1, 1);
  }
  const numbers = element("span", { class: "cladescope-colors-numbers", "aria-hidden": "true" });
  numbers.append(...names.map((name) => element("span", {}, name)));
  return element("span", { class: "cladescope-colors" }, bar, numbers);
}
