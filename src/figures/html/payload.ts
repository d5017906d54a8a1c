/**
 * What a figure's HTML gives to its script.
 *
 * @module
 */

import type { Chart } from "../chart/chart.ts";
import type { PlotlyPlaces } from "../plotly/plotly-figure.ts";
import type { CellsExplorer } from "./explorer.ts";

export interface Payload {
  readonly title: string;
  readonly alt: string;
  readonly chart: Chart;
  readonly places: PlotlyPlaces;
  readonly explorer?: CellsExplorer | undefined;

  /** "auto" follows the page. */
  readonly theme: "auto" | "light" | "dark" | "paper";
}
