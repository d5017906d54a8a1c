/**
 * How long positional maps take: against the released script's algorithm in TypeScript, and against a plain
 * OpenCV implementation of it where there is a Python with OpenCV. Every result is compared as well.
 *
 * @module
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encode } from "fast-png";
import { positionalMap } from "../src/positions/positional-map.ts";
import { referencePositions } from "./reference-positions.ts";
import { mean, type NamedMap, type Row, timed } from "./row.ts";

/** What may be said about the machine. */
export interface BenchPositionsOptions {
  /** A Python with opencv-python-headless; default `CLADESCOPE_PYTHON`, else `python3` or `python`. */
  readonly python?: string | undefined;

  /** Path of `opencv_positions.py`; default beside this file, or in `bench` where this file is compiled from. */
  readonly script?: string | undefined;
}

/**
 * Measures each map at its full resolution.
 *
 * @throws Error when a reference gives another result than ours: then the times mean nothing.
 */
export async function benchPositions(
  maps: readonly NamedMap[],
  options: BenchPositionsOptions = {},
): Promise<Row[]> {
  for (const map of maps.slice(0, 3)) positionalMap(map); // warm up
  const ours = maps.map((map) => timed(() => positionalMap(map), 9));
  const plain = maps.map((map) => timed(() => referencePositions(map)));
  maps.forEach(({ name }, i) => {
    const worst = largestDifference(plain[i].result, ours[i].result.data);
    if (worst > 1e-6) throw new Error(`${name}: positional maps differ by ${worst}`);
  });
  const sums = ours.map(({ result }) => result.data.reduce((sum, v) => sum + Math.abs(v), 0));
  const times = ours.map(({ ms }) => ms);
  const rows = compare(
    "the same steps in TypeScript",
    plain.map(({ ms }) => ms),
    times,
  );
  const opencv = runOpencv(maps, sums, options);
  return opencv === undefined ? rows : [...rows, ...compare(opencv.version, opencv.times, times)];
}

function compare(what: string, reference: readonly number[], ours: readonly number[]): Row[] {
  const slowest = reference.indexOf(Math.max(...reference));
  const row = (measure: string, theirs: number, own: number): Row => ({
    measure,
    reference: `${theirs.toFixed(1)} ms (${what})`,
    ours: `${own.toFixed(2)} ms`,
    ratio: `${(theirs / own).toFixed(0)}x`,
    numbers: { reference: theirs, ours: own, ratio: theirs / own },
  });
  return [
    row(`positional map, mean of ${ours.length} maps`, mean(reference), mean(ours)),
    row("positional map, where the reference is slowest", reference[slowest], ours[slowest]),
  ];
}

/** Times of `opencv_positions.py`, or undefined where no Python has OpenCV. */
function runOpencv(
  maps: readonly NamedMap[],
  sums: readonly number[],
  { python, script = besideSources() }: BenchPositionsOptions,
): { version: string; times: number[] } | undefined {
  const candidates = [python, process.env.CLADESCOPE_PYTHON, "python3", "python"];
  const found = candidates.find((name) => name !== undefined && hasOpencv(name));
  if (found === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "bench-positions-"));
  try {
    const paths = maps.map(({ height, width, values }, i) => {
      const path = join(folder, `${i}.png`);
      const image = {
        height,
        width,
        channels: 1,
        depth: 16,
        data: Uint16Array.from(values),
      } as const;
      writeFileSync(path, encode(image));
      return path;
    });
    const text = execFileSync(found, [script, ...paths], { encoding: "utf8" });
    const report = JSON.parse(text) as {
      opencv: string;
      maps: { seconds: number; checksum: number }[];
    };
    report.maps.forEach(({ checksum }, i) => {
      if (Math.abs(checksum - sums[i]) > 1e-6 * (1 + sums[i])) {
        throw new Error(
          `${maps[i].name}: OpenCV's positional map sums to ${checksum}, ours ${sums[i]}`,
        );
      }
    });
    return {
      version: `OpenCV ${report.opencv}, plain`,
      times: report.maps.map(({ seconds }) => 1000 * seconds),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function hasOpencv(python: string): boolean {
  try {
    execFileSync(python, ["-c", "import cv2, numpy"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Compiled or not, the script lies in the project's `bench` folder, from which npm runs the benchmarks. */
function besideSources(): string {
  const here = fileURLToPath(import.meta.url);
  return here.endsWith(".ts")
    ? join(here, "..", "opencv_positions.py")
    : join(process.cwd(), "bench", "opencv_positions.py");
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
  return worst;
}
