/**
 * A map of one number a pixel, as a panel.
 *
 * @module
 */

import type { Colorbar, Panel } from "../chart/chart.ts";
import type { ColorDomain, Colormap } from "../color/colormap.ts";

export interface PixelMap {
  readonly title?: string | undefined;

  /** [height, width]; grey where it is not a number. */
  readonly values: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly colormap: Colormap;
  readonly domain: ColorDomain;

  /** The value that stands for "nothing", if there is one. */
  readonly neutral?: number | undefined;
  readonly caption?: readonly string[] | undefined;

  /** The scale beside it; none where another panel has it for all. */
  readonly scale?: Partial<Colorbar> | undefined;
}

export function pixelMapPanel(map: PixelMap): Panel {
  const { title, values, height, width, colormap, domain, neutral, caption, scale } = map;
  return {
    title,
    x: { kind: "pixels", size: width },
    y: { kind: "pixels", size: height },
    height: { aspect: height / width },
    marks: [
      {
        ...{ kind: "cells", rows: height, columns: width, values, colormap, domain },
        ...(neutral !== undefined && { neutral }),
      },
    ],
    ...(caption && { caption }),
    colorbar: scale && { label: "", colormap, domain, ...scale },
  };
}
