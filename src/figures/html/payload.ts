/**
 * What a figure's HTML gives to its script.
 *
 * @module
 */

import type { Chart } from "../chart/chart.ts";
import type { CellsExplorer } from "./explorer.ts";

export interface Payload {
  readonly title: string;
  readonly alt: string;
  readonly chart: Chart;

  /** Of the drawing, in points. A page lays the chart out anew for its own width. */
  readonly width: number;
  readonly explorer?: CellsExplorer | undefined;

  /** "auto" follows the page. */
  readonly theme: "auto" | "light" | "dark" | "paper";
}
