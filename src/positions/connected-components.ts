/**
 * Connected components of a label map, all labels at once, in one pass over its runs.
 *
 * A *run* is a stretch of equal pixels in a line. Two runs of neighbouring lines belong together when they
 * have the same value and touch, corners included (8-connectivity, OpenCV's default); a union-find over the
 * runs does the rest. Real label maps have a hundred times fewer runs than pixels.
 *
 * @module
 */

/** The runs of a map, line by line from left to right. The arrays may be longer than `count`. */
export interface Runs {
  readonly count: number;

  /** Line of each run. */
  readonly y: Int32Array;

  /** First pixel of each run in its line. */
  readonly start: Int32Array;

  /** Pixel after the last. */
  readonly end: Int32Array;

  /** For line y, its runs are `[lines[y], lines[y + 1])`. */
  readonly lines: Int32Array;
}

/** Runs, each with the number of the region it belongs to. */
export interface Regions {
  /** Number of regions. */
  readonly count: number;

  /** Region of each run, numbered from 0 in order of first appearance. */
  readonly ofRun: Int32Array;
}

/** The components of a map, pixel by pixel. */
export interface Components {
  readonly count: number;

  /** Component of each pixel, `[height * width]`, numbered from 0 in order of first appearance. */
  readonly index: Int32Array;
}

/**
 * Splits a map into runs of equal value.
 *
 * @param values `[height * width]`.
 * @param second A second map; a run ends where either value changes.
 */
export function findRuns(
  values: Int32Array,
  height: number,
  width: number,
  second: Int32Array = values,
): Runs {
  let y = new Int32Array(4096);
  let start = new Int32Array(4096);
  let end = new Int32Array(4096);
  const lines = new Int32Array(height + 1);
  let count = 0;
  for (let line = 0; line < height; line++) {
    lines[line] = count;
    if (count + width > y.length) {
      const length = Math.max(2 * y.length, count + width);
      y = grown(y, length);
      start = grown(start, length);
      end = grown(end, length);
    }
    const base = line * width;
    for (let x = 0; x < width; count++) {
      const value = values[base + x];
      const other = second[base + x];
      y[count] = line;
      start[count] = x;
      do x++;
      while (x < width && values[base + x] === value && second[base + x] === other);
      end[count] = x;
    }
  }
  lines[height] = count;
  return { count, y, start, end, lines };
}

/** Joins runs of equal value that touch in neighbouring lines, corners included. */
export function connectRuns(runs: Runs, values: Int32Array, width: number): Regions {
  const { count, start, end, lines } = runs;
  const parent = new Int32Array(count);
  for (let run = 0; run < count; run++) parent[run] = run;
  const valueAt = (run: number, line: number): number => values[line * width + start[run]];
  for (let line = 1; line < lines.length - 1; line++) {
    let above = lines[line - 1];
    for (let run = lines[line]; run < lines[line + 1]; run++) {
      const value = valueAt(run, line);
      while (end[above] < start[run]) above++; // touches not even at a corner
      for (let other = above; other < lines[line] && start[other] <= end[run]; other++) {
        if (valueAt(other, line - 1) === value) join(parent, other, run);
      }
    }
  }
  const ofRun = new Int32Array(count);
  let regions = 0;
  for (let run = 0; run < count; run++) {
    const root = find(parent, run);
    ofRun[run] = root === run ? regions++ : ofRun[root]; // a root is the first run of its region
  }
  return { count: regions, ofRun };
}

/**
 * Numbers the 8-connected components of equal value.
 *
 * @param values `[height * width]`.
 */
export function connectedComponents(values: Int32Array, height: number, width: number): Components {
  const runs = findRuns(values, height, width);
  const { count, ofRun } = connectRuns(runs, values, width);
  const index = new Int32Array(height * width);
  for (let run = 0; run < runs.count; run++) {
    const line = runs.y[run] * width;
    index.fill(ofRun[run], line + runs.start[run], line + runs.end[run]);
  }
  return { count, index };
}

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length);
  longer.set(array);
  return longer;
}

/** Root of a run's tree; halves the path on the way. */
function find(parent: Int32Array, run: number): number {
  let node = run;
  while (parent[node] !== node) {
    parent[node] = parent[parent[node]];
    node = parent[node];
  }
  return node;
}

/** Hangs the later root below the earlier one, so that a root is always the first run of its region. */
function join(parent: Int32Array, a: number, b: number): void {
  const rootA = find(parent, a);
  const rootB = find(parent, b);
  if (rootA < rootB) parent[rootB] = rootA;
  else parent[rootA] = rootB;
}
