/**
 * The bench's figures as a page: a table for each network with ratios and bars.
 *
 * @module
 */

/** Seconds per picture of one way to paint one network. */
export interface Timing {
  readonly way: string;
  readonly network: string;
  readonly threads: number;

  /** Seconds. */
  readonly maps: readonly { readonly name?: string; median: number; min: number; max: number }[];

  /** Ours: seconds from the checkpoint on disk to the first picture, without and with what the cache kept. */
  readonly cold?: number;
  readonly again?: number;

  /** Ours: the most memory of the process, when it starts from the checkpoint and when from the cache. */
  readonly memoryMiB?: number;
  readonly memoryAgainMiB?: number;
}

export interface Results {
  readonly date: string;
  readonly machine: string;
  readonly load: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly maps: readonly string[];

  /** Largest difference from PyTorch in float64, by network. */
  readonly differences: Readonly<Record<string, number>>;
  readonly timings: readonly Timing[];
}

/** Largest difference from float64 that is a difference of rounding. */
export const MOST_DIFFERENCE = 3e-5;

const PLAIN = "ours, normal";
const EAGER = ["eager", "channels_last"];

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

/** How many times faster than each we mean to be, on 1 and 2 threads. */
const BARS: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>> = {
  clade: { onnx: [1.6, 1.5], compile: [2.2, 2.0], eager: [2.5, 2.4], openvino: [1.5, 1.5] },
  spade: { onnx: [2.7, 2.1], compile: [3.0, 2.6], eager: [3.5, 3.2], openvino: [2.2, 1.8] },
};

/** Median, least and most of a way over its label maps, seconds. */
export function spread({ maps }: Timing): { median: number; least: number; most: number } {
  const medians = maps.map(({ median }) => median).sort((a, b) => a - b);
  return { median: medians[medians.length >> 1], least: medians[0], most: medians.at(-1) ?? 0 };
}

export function report(results: Results): string {
  const { date, machine, load, versions, maps, differences, timings } = results;
  const networks = [...new Set(timings.map(({ network }) => network))];
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const lines = [
    "# The engine beside its peers",
    "",
    `\`npm run bench:engine\` paints the same label maps with the same weights, each way in a process of its own, in one run. ${machine}, load ${load.toFixed(1)} at the start, ${date.slice(0, 10)}. ${used.join(", ")}. Label maps: ${maps.length} (${maps.join(", ")}).`,
    "",
    "Seconds per picture: the median over the label maps of medians, in brackets the fastest and the slowest map; ours with the search for neighbourhoods and borders. The peers' work is the same for every map, so they were timed on the first. Ratios are theirs to ours in memory mode normal; behind them the bar that this project set itself, where there is one. Raw numbers: [benchmarks-engine.json](benchmarks-engine.json).",
  ];
  for (const network of networks) {
    const own = timings.filter((timing) => timing.network === network);
    const threads = [...new Set(own.map(({ threads }) => threads))];
    lines.push("", `## ${network}`, "");
    if (differences[network] !== undefined) {
      const fits = differences[network] <= MOST_DIFFERENCE;
      lines.push(
        `The largest difference of any memory mode from PyTorch in float64 is ${differences[network].toExponential(1)} (${fits ? "✓" : "✗"} ≤ 3e-5).`,
        "",
      );
    }
    lines.push(
      `| | ${threads.map((n) => `${n} thread${n === 1 ? "" : "s"}, s | ratio`).join(" | ")} |`,
      `| --- |${threads.map(() => " --- | --- |").join("")}`,
    );
    for (const way of new Set(own.map(({ way }) => way))) {
      const cells = threads.flatMap((n) => cellsOf(network, way, n, own));
      lines.push(`| ${NAMES[way] ?? way} | ${cells.join(" | ")} |`);
    }
    const ours = own.filter(({ cold }) => cold !== undefined);
    if (ours.length > 0) {
      lines.push(
        "",
        "| first picture of a process | from the checkpoint, s | from the cache, s | most memory, MiB | from the cache, MiB |",
        "| --- | --- | --- | --- | --- |",
      );
      for (const { way, threads: n, cold, again, memoryMiB, memoryAgainMiB } of ours) {
        const cells = [
          `${NAMES[way] ?? way}, ${n} thread${n === 1 ? "" : "s"}`,
          cold?.toFixed(1) ?? "",
          again?.toFixed(1) ?? "",
          memoryMiB?.toFixed(0) ?? "",
          memoryAgainMiB?.toFixed(0) ?? "",
        ];
        lines.push(`| ${cells.join(" | ")} |`);
      }
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Seconds and ratio of one way on so many threads. */
function cellsOf(network: string, way: string, threads: number, all: readonly Timing[]): string[] {
  const at = (name: string) => all.find((one) => one.way === name && one.threads === threads);
  const timing = at(way);
  if (timing === undefined) return ["", ""];
  const { median, least, most } = spread(timing);
  const seconds =
    timing.maps.length > 1
      ? `${median.toFixed(3)} (${least.toFixed(3)}–${most.toFixed(3)})`
      : `${median.toFixed(3)} (${timing.maps[0].min.toFixed(3)}–${timing.maps[0].max.toFixed(3)})`;
  const ours = at(PLAIN);
  if (ours === undefined || way === PLAIN) return [seconds, ""];
  const ratio = median / spread(ours).median;
  const isEager = EAGER.includes(way);
  const bar = BARS[network]?.[isEager ? "eager" : way]?.[threads - 1];
  // Of the two layouts the better one counts.
  const better = EAGER.map(at)
    .filter((one) => one !== undefined)
    .sort((a, b) => spread(a).median - spread(b).median)[0];
  if (bar === undefined || (isEager && better?.way !== way)) return [seconds, ratio.toFixed(2)];
  return [seconds, `${ratio.toFixed(2)} ${ratio >= bar ? "✓" : "✗"} ≥ ${bar}`];
}
