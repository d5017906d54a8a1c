/**
 * Which figures of a notebook carry plotly along: 620 kB of text that one of them needs to have.
 *
 * `first`: the first that this kernel shows, each time that it is shown, so that its cell can be run again; the others find it on the page. `each`: every figure, for front ends that show each output in a frame of
 * its own (Google Colab), or to copy single cells. `none`: pictures only, for GitHub. The environment variable CLADESCOPE_EMBED sets it.
 *
 * @module
 */

import { FigureError } from "../errors.ts";

export const MODES = ["first", "each", "none"] as const;
export type Embed = (typeof MODES)[number];

/** Says which figure was the first. */
let first: string | null = null;

export function embedMode(): Embed {
  const wish = process.env.CLADESCOPE_EMBED;
  if (wish === undefined || wish === "") return process.env.COLAB_RELEASE_TAG ? "each" : "first";
  const mode = MODES.find((one) => one === wish);
  if (mode !== undefined) return mode;
  throw new FigureError({
    what: "there is no such way to embed scripts",
    where: "CLADESCOPE_EMBED",
    expected: MODES.join(", "),
    got: wish,
    hint: "leave it unset: the first figure of a notebook then brings the scripts for all",
  });
}

/** Whether plotly goes into the figure that is shown now. @param figure Tells figures apart: what this one says in words. */
export function takesPlotly(mode: Embed, figure: string): boolean {
  if (mode === "first") first ??= figure;
  return mode === "each" || (mode === "first" && first === figure);
}
