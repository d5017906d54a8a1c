/**
 * What a figure is drawn with: a handful of strokes, in points (1/72 inch), y downwards. Each kind of file has a pen, so a figure
 * is one routine for all of them.
 *
 * @module
 */

import type { Rgb } from "../../labels/palette.ts";

/** A CSS colour, "#rrggbb". */
export type Color = string;

export interface Stroke {
  readonly color: Color;

  /** In points. */
  readonly width: number;

  /** Lengths of dashes and gaps, in points. */
  readonly dash?: readonly number[] | undefined;
}

export interface Paint {
  readonly fill?: Color | undefined;
  readonly stroke?: Stroke | undefined;

  /** 0 to 1; default 1. */
  readonly opacity?: number | undefined;
}

export interface TextStyle {
  /** In points. */
  readonly size: number;
  readonly color: Color;
  readonly bold?: boolean | undefined;

  /** Which point of the text is at x; default "start". */
  readonly anchor?: "start" | "middle" | "end" | undefined;

  /** What of the text is at y; default "baseline". */
  readonly at?: "baseline" | "middle" | "top" | undefined;

  /** Degrees, counter-clockwise; default 0. */
  readonly rotate?: number | undefined;
}

/** Cells as palette entries, or pixels as RGB bytes; row-major. */
export type Raster = {
  readonly width: number;
  readonly height: number;
} & (
  | { readonly indices: Uint8Array; readonly palette: readonly Rgb[] }
  | { readonly rgb: Uint8Array }
);

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Pen {
  rect(box: Box, paint: Paint): void;

  /** A line through points x₀, y₀, x₁, y₁ …; closed and filled with `fill`. NaN breaks the line. */
  path(points: ArrayLike<number>, paint: Paint): void;
  circle(x: number, y: number, radius: number, paint: Paint): void;
  text(text: string, x: number, y: number, style: TextStyle): void;

  /** Every cell keeps its edges: nothing is smoothed. */
  image(raster: Raster, box: Box): void;

  /** What `draw` draws, cut at the edges of `box`. */
  clip(box: Box, draw: () => void): void;
}
