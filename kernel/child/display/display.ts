/**
 * The global `display`, and its kinds for what is markup or a file already.
 *
 * @module
 */

import { $Object } from "../intrinsics.ts";
import type { Display, DisplayHandle, DisplayOptions } from "./api.ts";
import { readyBundle } from "./bundle.ts";
import type { Displays } from "./displays.ts";

/** MIME type of each kind. */
const KINDS = {
  html: "text/html",
  svg: "image/svg+xml",
  markdown: "text/markdown",
  latex: "text/latex",
  json: "application/json",
  png: "image/png",
  jpeg: "image/jpeg",
  javascript: "application/javascript",
} as const;

export function makeDisplay(displays: Displays): Display {
  const kind =
    (type: string) =>
    (data: unknown, options?: DisplayOptions): DisplayHandle =>
      displays.show(data, options, (shown) => readyBundle({ [type]: shown }));

  const display = (value: unknown, options?: DisplayOptions): DisplayHandle =>
    displays.show(value, options);
  return $Object.assign(display, {
    html: kind(KINDS.html),
    svg: kind(KINDS.svg),
    markdown: kind(KINDS.markdown),
    latex: kind(KINDS.latex),
    json: kind(KINDS.json),
    png: kind(KINDS.png),
    jpeg: kind(KINDS.jpeg),
    javascript: kind(KINDS.javascript),
  });
}
