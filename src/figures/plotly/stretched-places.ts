/**
 * Panels for a page that is wider or narrower than the drawing: pictures keep their shape, so they are higher or lower there; what is
 * written between them is not.
 *
 * @module
 */

import type { Chart } from "../chart/chart.ts";
import type { PlotlyPlaces } from "./plotly-figure.ts";

/** More would not fit a screen, with less one would not see anything. */
const MOST = 1.6;
const LEAST = 0.6;

/** @param widening Width of the page over that of the drawing. */
export function stretchedPlaces(
  places: PlotlyPlaces,
  { panels }: Chart,
  widening: number,
): PlotlyPlaces {
  const more = Math.max(LEAST, Math.min(MOST, widening)) - 1;
  const bands = bandsOf(
    places.insides
      .filter((_, i) => "aspect" in panels[i].height)
      .map((one) => [one.y, one.y + one.height]),
  );
  const moved = (y: number): number =>
    bands.reduce((sum, [from, to]) => sum + more * Math.max(0, Math.min(y, to) - from), y);
  return {
    ...places,
    top: moved(places.top),
    bottom: moved(places.bottom),
    insides: places.insides.map((inside) => {
      const y = moved(inside.y);
      return { ...inside, y, height: moved(inside.y + inside.height) - y };
    }),
    captions: places.captions.map(({ top, lines }) => ({ top: moved(top), lines })),
  };
}

type Band = readonly [from: number, to: number];

/** The same parts of the page, none twice: panels of a row stand beside each other. */
function bandsOf(parts: readonly Band[]): Band[] {
  const bands: Band[] = [];
  for (const [from, to] of [...parts].sort(([a], [b]) => a - b)) {
    const last = bands.at(-1);
    if (last !== undefined && from <= last[1]) {
      bands[bands.length - 1] = [last[0], Math.max(last[1], to)];
    } else bands.push([from, to]);
  }
  return bands;
}
