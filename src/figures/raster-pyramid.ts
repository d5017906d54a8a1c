/**
 * Shrinks a table of numbers for a picture with fewer cells. A mean would lose the outliers that one looks for; here each cell of the result
 * is the number of its block that is farthest from the neutral one: the minimum or the maximum, never anything between.
 *
 * The minima and maxima stand in a pyramid, each level half as wide (and high) as the one below, so any zoom costs as much as it
 * has pixels.
 *
 * @module
 */

export interface Cells {
  readonly rows: number;
  readonly columns: number;

  /** [rows, columns] */
  readonly values: Float32Array;
}

interface Level {
  readonly rows: number;
  readonly columns: number;

  /** Rows and columns of the table that a cell stands for: powers of two. */
  readonly perRow: number;
  readonly perColumn: number;
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** What part of a table is shown, in cells. */
export interface Window {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

export class ExtremePyramid {
  readonly #levels: Level[];

  constructor({ rows, columns, values }: Cells) {
    this.#levels = [{ rows, columns, perRow: 1, perColumn: 1, low: values, high: values }];
    for (;;) {
      const last = this.#levels[this.#levels.length - 1];
      if (last.columns <= 64 && last.rows <= 64) return;
      this.#levels.push(halved(last));
    }
  }

  /**
   * `window` as height × width numbers: those farthest from `neutral`. NaN where a pixel covers nothing else.
   * With more pixels than cells, cells are repeated.
   */
  view(window: Window, height: number, width: number, neutral: number): Float32Array {
    const perRow = window.rows / height;
    const perColumn = window.columns / width;
    let place = 0;
    while (place + 1 < this.#levels.length && fits(this.#levels[place + 1], perRow, perColumn)) {
      place++;
    }
    const level = this.#levels[place];
    const out = new Float32Array(height * width);
    const spans = Array.from({ length: width }, (_, x) =>
      span(window.column + x * perColumn, perColumn, level.perColumn, level.columns),
    );
    for (let y = 0; y < height; y++) {
      const [top, bottom] = span(window.row + y * perRow, perRow, level.perRow, level.rows);
      for (let x = 0; x < width; x++) {
        const [left, right] = spans[x];
        out[y * width + x] = farthest(level, top, bottom, left, right, neutral);
      }
    }
    return out;
  }
}

/** Whether a level's cells are no larger than pixels. */
function fits({ perRow, perColumn }: Level, rows: number, columns: number): boolean {
  return perRow <= Math.max(1, rows) && perColumn <= Math.max(1, columns);
}

/** The cells of a level that a pixel covers: from, up to but not with. */
function span(
  start: number,
  length: number,
  per: number,
  size: number,
): [from: number, to: number] {
  const from = Math.min(size - 1, Math.max(0, Math.floor(start / per + 1e-6)));
  const to = Math.min(size, Math.max(from + 1, Math.ceil((start + length) / per - 1e-6)));
  return [from, to];
}

function farthest(
  { columns, low, high }: Level,
  top: number,
  bottom: number,
  left: number,
  right: number,
  neutral: number,
): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = top; row < bottom; row++) {
    for (let i = row * columns + left; i < row * columns + right; i++) {
      if (low[i] < least) least = low[i];
      if (high[i] > most) most = high[i];
    }
  }
  if (least > most) return Number.NaN;
  return most - neutral >= neutral - least ? most : least;
}

/** Half as many columns, and rows where there are more than 64. */
function halved({ rows, columns, perRow, perColumn, low, high }: Level): Level {
  const [y, x] = [rows > 64 ? 2 : 1, columns > 64 ? 2 : 1];
  const [height, width] = [Math.ceil(rows / y), Math.ceil(columns / x)];
  const least = new Float32Array(height * width).fill(Number.POSITIVE_INFINITY);
  const most = new Float32Array(height * width).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < rows; row++) {
    const to = Math.floor(row / y) * width;
    for (let column = 0; column < columns; column++) {
      const [i, j] = [row * columns + column, to + Math.floor(column / x)];
      if (low[i] < least[j]) least[j] = low[i];
      if (high[i] > most[j]) most[j] = high[i];
    }
  }
  return {
    rows: height,
    columns: width,
    perRow: perRow * y,
    perColumn: perColumn * x,
    low: least,
    high: most,
  };
}
