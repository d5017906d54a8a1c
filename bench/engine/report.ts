/**
 * The bench's figures as a page: a table for each network with ratios and bars.
 *
 * @module
 */

import { median } from "../median.ts";
import { aimsOf, type Bar, barLines, barsOf, PLAIN, ratio } from "./bars.ts";
import { spread, type Timing } from "./timings.ts";

export interface Results {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;

  /** Timed runs for each label map in each round. */
  readonly runs: number;

  /** Load average of one minute when each round began. */
  readonly rounds: readonly { network: string; round: number; load: number }[];

  /** What edges are borders of, in a network with an edge channel. */
  readonly maps: readonly { name: string; edges: "instances" | "classes" }[];

  /** The label maps that the peers were timed on. */
  readonly referenceMaps: readonly string[];

  /** Largest difference of PyTorch's network here from the released modules, by folder of test/goldens. */
  readonly peerDifferences: Readonly<Record<string, number>>;

  /** Largest difference of ours from PyTorch in float64, by network. */
  readonly differences: Readonly<Record<string, number>>;
  readonly timings: readonly Timing[];
}

/** Largest difference from float64 that is a difference of rounding. */
export const MOST_DIFFERENCE = 3e-5;

const NAMES: Readonly<Record<string, string>> = {
  [PLAIN]: "**cladescope**, memory normal",
  "ours, small": "cladescope, memory small",
  "ours, large": "cladescope, memory large",
  "ours, tfjs wasm": "cladescope on TensorFlow.js, wasm",
  eager: "PyTorch, eager",
  channels_last: "PyTorch, eager, channels last",
  compile: "PyTorch, torch.compile",
  onnx: "plain export, ONNX Runtime",
  openvino: "plain export, OpenVINO",
};

/** @param json Name of the file of raw numbers beside the page. */
export function report(results: Results, json: string): string {
  const { differences, timings } = results;
  const bars = barsOf(timings);
  const lines = ["# The engine beside its peers", "", ...introduction(results, bars, json)];
  for (const network of new Set(timings.map((timing) => timing.network))) {
    lines.push("", `## ${network}`, "");
    const own = timings.filter((timing) => timing.network === network);
    if (differences[network] !== undefined) {
      const fits = differences[network] <= MOST_DIFFERENCE;
      lines.push(
        `The largest difference of ${modesOf(own)} from PyTorch in float64 is ${differences[network].toExponential(1)} (${fits ? "✓" : "✗"} ≤ 3e-5).`,
        "",
      );
    }
    const marks = bars.filter((bar) => bar.network === network);
    lines.push(...speedTable(own, marks), "", ...firstPictures(own, marks));
  }
  return `${lines.join("\n")}\n`;
}

/** The memory modes that were timed, and compared: "memory modes normal, small". */
function modesOf(own: readonly Timing[]): string {
  const names = own.flatMap(({ way }) => /^ours, (normal|small|large)$/.exec(way)?.[1] ?? []);
  const modes = [...new Set(names)];
  return `memory mode${modes.length === 1 ? "" : "s"} ${modes.join(", ")}`;
}

function introduction(results: Results, bars: readonly Bar[], json: string): string[] {
  const { date, machine, versions, maps, referenceMaps, peerDifferences, rounds, runs } = results;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const worst = Math.max(...Object.values(peerDifferences)).toExponential(1);
  const instances = maps.filter(({ edges }) => edges === "instances").map(({ name }) => name);
  const loads = rounds.map(({ network, load }) => `${network} ${load.toFixed(1)}`);
  const turns = Math.max(...rounds.map(({ round }) => round));
  return [
    `\`npm run bench:engine\` paints the same label maps with the same weights, each way in a process of its own, in one run. ${machine}, ${date.slice(0, 10)}. ${used.join(", ")}.`,
    "",
    `All ways take turns in ${turns} round${turns === 1 ? "" : "s"}, with ${runs} run${runs === 1 ? "" : "s"} of each label map in each, so that whatever else the machine does meets all of them. Load average when each round began: ${loads.join(", ")}.`,
    "",
    `Label maps: ${maps.length} (${maps.map(({ name }) => name).join(", ")}). Where a network takes edges, they are borders of instances in ${instances.length} of them, borders of classes in the others.`,
    "",
    `Seconds per picture, with the search for neighbourhoods and borders. Ours: the median over the label maps of medians over all runs, in brackets the fastest and the slowest label map. The others' work is the same for every map: the median of all runs on ${referenceMaps.join(", ")}, in brackets the fastest and the slowest run. Ratios are theirs to ours in memory mode normal; behind them the bar that this project set itself, where there is one. Raw numbers: [${json}](${json}).`,
    "",
    `PyTorch's network here gives the released modules' pictures within ${worst} (${Object.keys(peerDifferences).length} reference networks).`,
    ...(bars.length === 0
      ? []
      : [
          "",
          `**${barLines(bars)[0]}.** Aims beyond them, on one thread: ${aimsOf(results.timings).join("; ") || "not timed"}.`,
        ]),
  ];
}

function speedTable(own: readonly Timing[], bars: readonly Bar[]): string[] {
  const threads = [...new Set(own.map((timing) => timing.threads))].sort((a, b) => a - b);
  const cells = (way: string) =>
    threads.flatMap((n) => {
      const at = (name: string) => own.find((one) => one.way === name && one.threads === n);
      const [timing, ours] = [at(way), at(PLAIN)];
      if (timing === undefined) return ["", ""];
      const { median: middle, least, most } = spread(timing);
      const seconds = `${middle.toFixed(3)} (${least.toFixed(3)}–${most.toFixed(3)})`;
      if (ours === undefined || way === PLAIN) return [seconds, ""];
      return [seconds, `${ratio(timing, ours).toFixed(2)}${mark(bars, way, n)}`];
    });
  return [
    `| | ${threads.map((n) => `${threadsText(n)}, s | ratio`).join(" | ")} |`,
    `| --- |${threads.map(() => " --- | --- |").join("")}`,
    ...[...new Set(own.map(({ way }) => way))].map(
      (way) => `| ${NAMES[way] ?? way} | ${cells(way).join(" | ")} |`,
    ),
  ];
}

function firstPictures(own: readonly Timing[], bars: readonly Bar[]): string[] {
  const rows = own
    .filter(({ cold }) => cold !== undefined)
    .map(({ way, threads, cold, again, later, memoryMiB, memoryLaterMiB }) => {
      const seconds = (of: string, values: readonly number[] | undefined) =>
        values && `${median(values).toFixed(1)}${way === PLAIN ? mark(bars, of, threads) : ""}`;
      return [
        `${NAMES[way] ?? way}, ${threadsText(threads)}`,
        ...[seconds("cold", cold), seconds("again", again), seconds("later", later)],
        ...[memoryMiB?.toFixed(0), memoryLaterMiB?.toFixed(0)],
      ];
    });
  if (rows.length === 0) return [];
  return [
    "| first picture of a process, median over the rounds | first start, s | second start, s | later, from the cache, s | most memory of the first, all maps, MiB | of a later one, first picture, MiB |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.map((cells) => `| ${cells.map((cell) => cell ?? "").join(" | ")} |`),
  ];
}

function mark(bars: readonly Bar[], of: string, threads: number): string {
  const bar = bars.find((one) => one.of === of && one.threads === threads);
  return bar === undefined ? "" : ` ${bar.met ? "✓" : "✗"} ${bar.wanted}`;
}

function threadsText(n: number): string {
  return `${n} thread${n === 1 ? "" : "s"}`;
}
