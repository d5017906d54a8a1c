/**
 * A map of how far two pictures are from each other.
 *
 * @module
 */

import type { Panel } from "../chart/chart.ts";
import { type ColorDomain, SEQUENTIAL } from "../color/colormap.ts";
import { pixelMapPanel } from "./pixel-map-panel.ts";
import { robustDomain } from "./robust-domain.ts";

export interface DifferencePanelOptions {
  /** Whether the scale stands beside it: once for all that share it. */
  readonly scale: boolean;
  readonly title?: string | undefined;
  readonly caption?: readonly string[];
}

/** @param difference Mean over colours of the absolute difference, [height, width]; grey where it is not a number. */
export function differencePanel(
  difference: Float32Array,
  { height, width }: { readonly height: number; readonly width: number },
  domain: ColorDomain,
  { scale, title, caption }: DifferencePanelOptions,
): Panel {
  return pixelMapPanel({
    ...{ title, values: difference, height, width, colormap: SEQUENTIAL, domain, neutral: 0 },
    caption,
    ...(scale && { scale: { label: "|Δ|" } }),
  });
}

/** From 0, one for all. */
export function differenceDomain(maps: readonly Float32Array[]): ColorDomain {
  return { low: 0, high: robustDomain(maps, 0).high };
}
