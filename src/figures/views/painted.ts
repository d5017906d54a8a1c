/**
 * Painted pictures as views take them.
 *
 * @module
 */

import type { Panel } from "../chart/chart.ts";
import { trueMinus } from "../text/number-text.ts";
import { notFiniteWords } from "./not-finite.ts";

export interface PaintedInput {
  readonly name: string;
  readonly height: number;
  readonly width: number;

  /** [height, width, 3] */
  readonly rgb: Uint8Array;

  /** Numbers of the picture that are NaN or infinite; their pixels are grey. */
  readonly notFinite: number;
}

/** A panel with a picture and lines below it. */
export function picturePanel(
  { name, height, width, rgb, notFinite }: PaintedInput,
  caption: readonly string[] = [],
): Panel {
  return {
    title: trueMinus(name),
    x: { kind: "pixels", size: width },
    y: { kind: "pixels", size: height },
    height: { aspect: height / width },
    marks: [{ kind: "picture", raster: { width, height, rgb } }],
    caption: [...caption.map(trueMinus), ...notFiniteWords(notFinite)],
  };
}

/** Panels to fill the last row, so that the others keep their size. */
export function filledUp(panels: readonly Panel[], columns: number): Panel[] {
  const missing = (columns - (panels.length % columns)) % columns;
  return [...panels, ...Array.from({ length: missing }, () => emptyPanel(1, 1))];
}

/** Where a panel would be, if there were something to show. */
export function emptyPanel(height: number, width: number): Panel {
  return {
    x: { kind: "pixels", size: width },
    y: { kind: "pixels", size: height },
    height: { points: 1 },
    marks: [],
  };
}
