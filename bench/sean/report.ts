/**
 * The figures of the SEAN bench as a page.
 *
 * @module
 */

import { median } from "../median.ts";
import type { ChildResult, Seconds } from "./child.ts";

export interface Setting {
  readonly engine: "onnx" | "tfjs";
  readonly threads: number;

  /** Timed runs for each label map and kind of style in each round. */
  readonly runs: number;

  /** How many label maps. */
  readonly maps: number;
}

export interface Timing extends Setting {
  readonly way: "tables" | "convolutions";
  readonly rounds: readonly ChildResult[];
}

export interface Results {
  readonly date: string;
  readonly machine: string;

  /** How many it has. */
  readonly processors: number;

  /** Load average of one minute when each round began. */
  readonly loads: readonly number[];

  /** Largest difference of the two ways' pictures. */
  readonly differences: readonly (Setting & { readonly most: number })[];
  readonly timings: readonly Timing[];
}

/** Largest difference of pictures in [−1, 1] that is one of rounding. */
export const MOST_DIFFERENCE = 1e-5;

/** How many times faster tables are to be. */
const BAR = 2;

/** Up to this share of its time a thread may wait for a processor on a machine that is called calm. */
const CALM = 0.1;

/** @param json Name of the file of raw numbers beside the page. */
export function report(
  { date, machine, processors, loads, differences, timings }: Results,
  json: string,
): string {
  const lines = [
    "# SEAN from tables and by convolutions",
    "",
    `\`npm run bench:sean\` of ${date} on ${machine}; load when a round began: ${loads.map((load) => load.toFixed(1)).join(", ")}. A SEAN of the`,
    "released size for CelebAMask-HQ (19 regions, ngf 64, style length 512, hidden width 128, 256 × 256, 267 million parameters), random weights of",
    "realistic scale, label maps drawn like those of faces ([bench/sean/faces.ts](../bench/sean/faces.ts)). Both ways run the same trunk on the same engine, and take turns, each in",
    `a process of its own. Raw numbers: [${json}](${json}).`,
    "",
    `Seconds a picture, median (least to most): on the clock, and of processor time, which what else the machine does changes little (of two threads, one that`,
    `waits for the other counts as well). The bar: ${BAR} times faster.`,
    ...(waited(timings) > CALM
      ? [
          "",
          `The machine, of ${processors} processors, was busy: seconds on the clock are more than those of a calm one.`,
        ]
      : []),
    "",
    "| engine | threads | label map | style | convolutions | tables | ratio | convolutions, processor | tables, processor | ratio |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
  ];
  for (const { engine, threads } of differences) {
    const both = (["convolutions", "tables"] as const).map((way) =>
      timings.find(
        (timing) => timing.engine === engine && timing.threads === threads && timing.way === way,
      ),
    );
    for (const { name } of both[0]?.rounds[0].maps ?? []) {
      for (const [style, part] of [
        ["the same", "sameStyle"],
        ["a new one each time", "newStyle"],
      ] as const) {
        const [slow, fast] = both.map((timing) =>
          (timing?.rounds ?? []).flatMap(
            (round) => round.maps.find((map) => map.name === name)?.[part] ?? [],
          ),
        );
        const cells = (["wall", "processor"] as const).map((kind) => compared(slow, fast, kind));
        lines.push(`| ${engine} | ${threads} | ${name} | ${style} | ${cells.join(" | ")} |`);
      }
    }
  }
  lines.push(
    "",
    "| engine | threads | largest difference of the pictures | way | first picture, s | memory, MiB |",
    "| --- | --- | --- | --- | --- | --- |",
  );
  for (const { engine, threads, way, rounds } of timings) {
    const difference = differences.find(
      (other) => other.engine === engine && other.threads === threads,
    );
    const first = rounds.map((round) => round.first.toFixed(1)).join(", ");
    const memory = Math.round(Math.max(...rounds.map((round) => round.memoryMiB)));
    lines.push(
      `| ${engine} | ${threads} | ${difference?.most.toExponential(1)} | ${way} | ${first} | ${memory} |`,
    );
  }
  lines.push(
    "",
    "First picture: from the checkpoint on disk, one for each round; the engine finds its folded weights in the cache from the second process on. Memory: the",
    "most that the process held, pages of mapped files included.",
    "",
  );
  return lines.join("\n");
}

/** The share of their time on the clock in which runs of one thread did not run. */
function waited(timings: readonly Timing[]): number {
  const runs = timings
    .filter(({ threads }) => threads === 1)
    .flatMap(({ rounds }) => rounds.flatMap(({ maps }) => maps))
    .flatMap(({ sameStyle, newStyle }) => [...sameStyle, ...newStyle]);
  const total = (kind: keyof Seconds) => runs.reduce((sum, seconds) => sum + seconds[kind], 0);
  return runs.length === 0 ? 0 : 1 - total("processor") / total("wall");
}

function compared(slow: readonly Seconds[], fast: readonly Seconds[], kind: keyof Seconds): string {
  const [a, b] = [slow, fast].map((all) => all.map((seconds) => seconds[kind]));
  const ratio = median(a) / median(b);
  const below = ratio < BAR ? " (below the bar)" : "";
  return `${spread(a)} | ${spread(b)} | ${ratio.toFixed(1)}${below}`;
}

function spread(seconds: readonly number[]): string {
  const two = (value: number) => value.toFixed(2);
  return `${two(median(seconds))} (${two(Math.min(...seconds))}–${two(Math.max(...seconds))})`;
}
