/**
 * Seconds per picture, of all rounds together.
 *
 * @module
 */

import { median } from "../median.ts";

/** What a child process prints. */
export interface ChildResult {
  /** Seconds of each run. */
  readonly maps: readonly { readonly name: string; readonly runs: readonly number[] }[];

  /** Ours: seconds from the checkpoint on disk to the first picture, and the most memory of the process. */
  readonly cold?: number;
  readonly memoryMiB?: number;

  /** The same of a second process, which finds the weights in the cache, and of a third, which finds the graph as well. */
  readonly again?: number;
  readonly later?: number;
  readonly memoryLaterMiB?: number;
}

/** One way to paint one network. */
export interface Timing {
  readonly network: string;
  readonly way: string;
  readonly threads: number;

  /** Over the runs of all rounds; seconds. */
  readonly maps: readonly MapTiming[];

  /** One for each round. */
  readonly cold?: readonly number[];
  readonly again?: readonly number[];
  readonly later?: readonly number[];

  /** Most of all rounds. */
  readonly memoryMiB?: number;
  readonly memoryLaterMiB?: number;
}

export interface MapTiming {
  readonly name: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: readonly number[];
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Pools the rounds of one way. */
export function pooled(
  named: Pick<Timing, "network" | "way" | "threads">,
  rounds: readonly ChildResult[],
): Timing {
  const { network, way, threads } = named;
  const maps = rounds[0].maps.map(({ name }, i) => {
    const runs = rounds.flatMap((round) => round.maps[i].runs);
    const { median: middle, least: min, most: max } = spreadOf(runs);
    return { name, median: middle, min, max, runs };
  });
  const all = (key: "cold" | "again" | "later" | "memoryMiB" | "memoryLaterMiB") =>
    rounds.map((round) => round[key]).filter((value) => value !== undefined);
  const [cold, again, later] = [all("cold"), all("again"), all("later")];
  const [memory, memoryLater] = [all("memoryMiB"), all("memoryLaterMiB")];
  return {
    ...{ network, way, threads, maps },
    ...(cold.length > 0 && { cold }),
    ...(again.length > 0 && { again }),
    ...(later.length > 0 && { later }),
    ...(memory.length > 0 && { memoryMiB: Math.max(...memory) }),
    ...(memoryLater.length > 0 && { memoryLaterMiB: Math.max(...memoryLater) }),
  };
}

/** Whether the work depends on the label map: that of our ONNX engine does. */
function dependsOnMap(way: string): boolean {
  return way.startsWith("ours") && !way.includes("tfjs");
}

/**
 * Seconds per picture of a way. Where the work depends on the label map: the median of the label maps' medians, and the
 * fastest and the slowest label map. Elsewhere: median, least and most of all runs.
 */
export function spread({ way, maps }: Pick<Timing, "way" | "maps">): Spread {
  if (dependsOnMap(way)) return spreadOf(maps.map((map) => map.median));
  return spreadOf(maps.flatMap((map) => map.runs));
}

function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}
