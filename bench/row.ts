/**
 * What a benchmark hands back: rows of one table, and how it takes the time.
 *
 * @module
 */

/** One line of the table `measure | reference | ours | ratio`, and the numbers behind it. */
export interface Row {
  readonly measure: string;

  /** What it is compared with, and what that took. */
  readonly reference: string;
  readonly ours: string;

  /** How many times more the reference took. */
  readonly ratio: string;

  /** The same without rounding, for the JSON file; times in milliseconds. */
  readonly numbers: Readonly<Record<string, number | readonly number[]>>;
}

/** A label map to measure on. */
export interface NamedMap {
  readonly name: string;
  readonly height: number;
  readonly width: number;

  /** Values of the file, `[height * width]`. */
  readonly values: Int32Array;
}

/** Runs `work` `times` times; its result and the median time in milliseconds. */
export function timed<T>(work: () => T, times = 1): { result: T; ms: number } {
  const taken: number[] = [];
  let result: T;
  do {
    const start = performance.now();
    result = work();
    taken.push(performance.now() - start);
  } while (taken.length < times);
  taken.sort((a, b) => a - b);
  return { result, ms: taken[taken.length >> 1] };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
