/**
 * Statistics of a SPADE's modulation from the rows of its banks, against the dense way: γ and β of every pixel by SPADE's
 * convolutions, then sums over pixels. Both ways give the variance split and the boundary profile of all layers, by the same back
 * end with the same weights, on the same label maps, each in a process of its own.
 *
 * @module
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { resizeNearest } from "../src/labels/nearest.ts";
import { mean, type NamedMap, type Row } from "./row.ts";
import { SIZE, type SpatialResult } from "./spatial-network.ts";

/** Label maps for the dense way, which takes long. */
const COMPARED = 3;

/**
 * Largest difference of a number, as a share of the layer's: variances of the channel's whole variance, profiles of the
 * profile's largest value of that kind. Both ways sum float32 convolutions, in another order.
 */
const TOLERANCE = 1e-4;

/** A SPADE of COCO-Stuff's size on all maps resized to 256 × 256; the dense way on the first three. */
export async function benchSpatial(maps: readonly NamedMap[]): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "cladescope-bench-"));
  try {
    const file = join(folder, "maps.json");
    writeFileSync(file, JSON.stringify(maps.map((map) => [...rowsOfMap(map)])));
    const compared = Math.min(COMPARED, maps.length);
    const dense = measured("dense", file, compared);
    const ours = measured("rows", file, compared);
    const worst = largestDifference(dense, ours);
    if (!(worst < TOLERANCE)) throw new Error(`rows and dense maps differ by ${worst}`);
    const [slow, fast, all] = [mean(dense.ms), mean(ours.ms.slice(0, compared)), mean(ours.ms)];
    const what = `variance split and boundary profile of a COCO-size SPADE (183 rows, edges, ngf 64), 256², wasm (equal to ${worst.toExponential(0)})`;
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
    const mib = ({ memoryMiB, startMiB }: SpatialResult) =>
      `${memoryMiB.toFixed(0)} MiB (${startMiB.toFixed(0)} before the first map)`;
    return [
      {
        measure: `${what}, a label map, mean of the same ${compared}`,
        reference: `${seconds(slow)} (dense maps)`,
        ours: `${seconds(fast)} (rows)`,
        ratio: `${(slow / fast).toFixed(1)}x`,
        numbers: { reference: slow, ours: fast, ratio: slow / fast, dense: dense.ms, worst },
      },
      {
        measure: `the same, ours as mean of all ${maps.length}`,
        reference: `${seconds(slow)} (mean of ${compared})`,
        ours: seconds(all),
        ratio: `${(slow / all).toFixed(1)}x`,
        numbers: { reference: slow, ours: all, ratio: slow / all, rows: ours.ms },
      },
      {
        measure: `the same, the most memory of the process: dense on ${compared} of ${maps.length}, ours on all`,
        reference: mib(dense),
        ours: mib(ours),
        ratio: `${(dense.memoryMiB / ours.memoryMiB).toFixed(1)}x`,
        numbers: {
          reference: dense.memoryMiB,
          ours: ours.memoryMiB,
          ratio: dense.memoryMiB / ours.memoryMiB,
          referenceStart: dense.startMiB,
          oursStart: ours.startMiB,
        },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measured(way: "dense" | "rows", file: string, compared: number): SpatialResult {
  const child = fileURLToPath(new URL("./spatial-child.js", import.meta.url));
  const options = { encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  return JSON.parse(
    execFileSync(process.execPath, [child, way, file, String(compared)], options),
  ) as SpatialResult;
}

/** Of all layers and numbers, as shares. */
function largestDifference(a: SpatialResult, b: SpatialResult): number {
  let worst = a.layers.length === b.layers.length && a.layers.length > 0 ? 0 : Number.NaN;
  for (const [i, one] of a.layers.entries()) {
    const other = b.layers[i];
    if (one.layer !== other.layer) return Number.NaN;
    for (const [c, within] of one.within.entries()) {
      const off = Math.abs(within - other.within[c]) + Math.abs(one.between[c] - other.between[c]);
      worst = larger(worst, off / (within + one.between[c]));
    }
    for (const name of ["profile", "profileMax"] as const) {
      const half = one[name].length / 2;
      for (const from of [0, half]) {
        const values = one[name].slice(from, from + half);
        const most = values.reduce((x, y) => Math.max(x, y), 0);
        for (const [at, value] of values.entries()) {
          worst = larger(worst, Math.abs(value - other[name][from + at]) / most);
        }
      }
    }
  }
  return worst;
}

/** NaN stays. */
function larger(a: number, b: number): number {
  return a > b || Number.isNaN(a) ? a : b;
}

/** Renumbered in order of value, so that any data set's labels fit. */
function rowsOfMap(map: NamedMap): Int32Array {
  const known = [...new Set(map.values)].sort((a, b) => a - b);
  return resizeNearest(
    map.values.map((value) => known.indexOf(value)),
    map,
    SIZE,
    "pil",
  );
}
