/**
 * The colour that a mark's ink has in a theme.
 *
 * @module
 */

import type { Theme } from "../color/theme.ts";
import type { Ink } from "./chart.ts";

export function inkColor(ink: Ink, theme: Theme): string {
  if (typeof ink === "number") return theme.marks[ink % theme.marks.length];
  return ink.startsWith("#") ? ink : theme[ink as Exclude<Ink, number | `#${string}`>];
}

/** The ink of mark i of a list, or of all. */
export function inkAt(inks: Ink | readonly Ink[], i: number): Ink {
  return typeof inks === "object" ? inks[i] : inks;
}
