/**
 * A view is a function from numbers to a picture: rows in, and out come a chart, the rows that it shows, and what it says in words.
 * Its input is plain data (numbers, strings, arrays, typed arrays), so that a figure can be written down and drawn again.
 *
 * @module
 */

import type { Chart } from "./chart/chart.ts";
import type { Theme } from "./color/theme.ts";
import type { CellsExplorer } from "./html/explorer.ts";

/** One line of the table behind a figure. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

export interface Picture {
  readonly title: string;

  /** What is to be seen, in a sentence or three, made from the data. */
  readonly alt: string;

  /** The numbers that matter, for front ends without pictures: a few lines. */
  readonly text: string;

  /** The table behind the figure, whole: millions of rows for a whole network, so made one after the other. */
  readonly rows: () => Iterable<Row>;
  readonly chart: (theme: Theme) => Chart;

  /** What makes the figure lighter, where a notebook would become heavy by it. */
  readonly lighter?: string | undefined;

  /** A heat map that is too large for plotly: drawn by a viewer of our own in HTML. */
  readonly explorer?: CellsExplorer | undefined;
}

export interface View<Input> {
  /** In file names and specs: "variance-split". */
  readonly name: string;
  readonly picture: (input: Input) => Picture;
}
