/**
 * A chart as data: panels with axes, and marks in the units of their axes. Drawn by `drawChart` with any pen, and turned into
 * a plotly figure by `plotlyFigure`, so what is printed and what moves on a screen are the same.
 *
 * @module
 */

import type { ColorDomain, Colormap } from "../color/colormap.ts";
import type { Raster } from "../pen/pen.ts";

export interface Chart {
  readonly title: string;

  /** Small lines below: what an order is, what was left out. */
  readonly notes?: readonly string[];
  readonly panels: readonly Panel[];

  /** Panels in a row; default 1. */
  readonly columns?: number;

  /** What colours and signs mean. */
  readonly key?: readonly KeyEntry[];
}

export interface KeyEntry {
  readonly name: string;
  readonly color: Ink;
  readonly sign: "dot" | "line" | "dashed" | "box";
}

/** A mark's colour: the i-th of the theme's, one of its greys, or a colour of its own ("#rrggbb"). */
export type Ink = number | "ink" | "soft" | "faint" | "rest" | "background" | `#${string}`;

export interface Panel {
  readonly title?: string | undefined;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];

  /** Height of the inside: in points, or as a share of its width. */
  readonly height: { readonly points: number } | { readonly aspect: number };

  /** Width of the inside beside others in the same row; default 1. */
  readonly weight?: number;

  /** Whether it has a row to itself, over all columns; default false. */
  readonly wide?: boolean;

  /** Small lines below: the numbers that belong to a picture. */
  readonly caption?: readonly string[] | undefined;
  readonly colorbar?: Colorbar | undefined;
}

export type Axis =
  | {
      readonly kind: "linear" | "log";
      readonly label: string;
      readonly domain: readonly [from: number, to: number];

      /** Ticks are shares, to be written in percent. */
      readonly percent?: boolean;

      /** Where ticks are, if not at round numbers, and what is written there. */
      readonly ticks?: readonly number[];
      readonly tickNames?: readonly string[];
    }
  | {
      /** Name i stands for [i, i + 1]; downwards as a y axis. */
      readonly kind: "band";
      readonly label: string;
      readonly names: readonly string[];
    }
  | {
      /** Pixels, nothing written: [0, size], downwards as a y axis. */
      readonly kind: "pixels";
      readonly size: number;
    };

export interface Colorbar {
  readonly label: string;
  readonly colormap: Colormap;
  readonly domain: ColorDomain;

  /** A number that is marked: "1: no change". */
  readonly neutral?: { readonly value: number; readonly name: string } | undefined;

  /** Where numbers stand, if not at round ones. */
  readonly ticks?: readonly number[];

  /** Whether it is as high as the panel; default false, at most 130 points. */
  readonly tall?: boolean;
}

type Numbers = ArrayLike<number>;

export type Mark =
  | {
      readonly kind: "dots";
      readonly x: Numbers;
      readonly y: Numbers;
      readonly color: Ink | readonly Ink[];

      /** Radius in points; default 1.8. */
      readonly radius?: number;
      readonly opacity?: number;

      /** What each is, for hover and screen readers. */
      readonly names?: readonly string[];

      /** The kind of thing, for a key that can be clicked. */
      readonly group?: string;
    }
  | {
      readonly kind: "line";
      readonly x: Numbers;
      readonly y: Numbers;
      readonly color: Ink;

      /** In points; default 1.2. */
      readonly width?: number;
      readonly dashed?: boolean;
      readonly names?: readonly string[];
      readonly group?: string;
    }
  | {
      /** Between two curves. */
      readonly kind: "ribbon";
      readonly x: Numbers;
      readonly low: Numbers;
      readonly high: Numbers;
      readonly color: Ink;
      readonly group?: string;
    }
  | {
      /** Boxes from [x0, y0] to [x1, y1]. */
      readonly kind: "boxes";
      readonly x0: Numbers;
      readonly x1: Numbers;
      readonly y0: Numbers;
      readonly y1: Numbers;
      readonly color: Ink | readonly Ink[];
      readonly names?: readonly string[];
      readonly group?: string;
    }
  | {
      /** Lines from [x0, y0] to [x1, y1]: intervals, dendrograms; with heads, arrows. */
      readonly kind: "segments";
      readonly x0: Numbers;
      readonly x1: Numbers;
      readonly y0: Numbers;
      readonly y1: Numbers;
      readonly color: Ink;
      readonly width?: number;
      readonly heads?: boolean;
      readonly group?: string;
    }
  | {
      readonly kind: "texts";
      readonly x: Numbers;
      readonly y: Numbers;
      readonly texts: readonly string[];
      readonly color: Ink;
      readonly anchor?: "start" | "middle" | "end";

      /** In points, upwards, negative downwards; default 0. */
      readonly lift?: number;
      readonly bold?: boolean;
    }
  | {
      /** A line across the panel. */
      readonly kind: "rule";
      readonly x?: number;
      readonly y?: number;
      readonly color: Ink;
      readonly dashed?: boolean;
    }
  | {
      /** Numbers as colours: cell (i, j) covers [j, j + 1] × [i, i + 1] of the axes, or `box`. */
      readonly kind: "cells";
      readonly rows: number;
      readonly columns: number;

      /** [rows, columns] */
      readonly values: Float32Array;
      readonly colormap: Colormap;
      readonly domain: ColorDomain;

      /** Where a picture has fewer pixels than there are cells, a pixel is the cell farthest from this; default the domain's middle. */
      readonly neutral?: number;

      /** What rows and columns are, for hover, where the axes do not say it. */
      readonly rowNames?: readonly string[];
      readonly columnNames?: readonly string[];
    }
  | {
      /** A picture over [0, width] × [0, height] of the axes, or the given box. */
      readonly kind: "picture";
      readonly raster: Raster;

      /** In the units of the axes; default the raster's size. */
      readonly width?: number;
      readonly height?: number;

      /** What the entries of the palette are, for hover: classes of a label map. */
      readonly names?: readonly string[];
    };
