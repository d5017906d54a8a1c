/**
 * The bars that this project set itself, and which of them a run meets.
 *
 * @module
 */

import { median } from "../median.ts";
import { spread, type Timing } from "./timings.ts";

/** The way that is held against the bars. */
export const PLAIN = "ours, normal";

const EAGER = ["eager", "channels_last"];

/** How many times faster than each we mean to be, on 1 and 2 threads. Of PyTorch's two eager layouts the better one counts. */
const SPEED: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>> = {
  clade: { onnx: [1.6, 1.5], compile: [2.2, 2.0], eager: [2.5, 2.4], openvino: [1.5, 1.5] },
  spade: { onnx: [2.7, 2.1], compile: [3.0, 2.6], eager: [3.5, 3.2], openvino: [2.2, 1.8] },
};

/** Most seconds to the first picture: CLADE from the checkpoint, SPADE from the second time on. */
const FIRST_PICTURE: Readonly<Record<string, { from: "cold" | "again"; most: number }>> = {
  clade: { from: "cold", most: 3 },
  spade: { from: "again", most: 5 },
};

/** Beyond the bars: seconds per picture on one thread. */
const AIMS: Readonly<Record<string, number>> = { clade: 0.25, spade: 0.5 };

export interface Bar {
  readonly network: string;
  readonly threads: number;

  /** A peer's way, or one of the two first pictures. */
  readonly of: string;

  /** A ratio for a peer, seconds for a first picture. */
  readonly value: number;

  /** Such as "≥ 1.6". */
  readonly wanted: string;
  readonly met: boolean;
}

/** Those bars that the run has figures for. */
export function barsOf(timings: readonly Timing[]): Bar[] {
  return timings.filter(({ way }) => way === PLAIN).flatMap((ours) => barsAgainst(ours, timings));
}

function barsAgainst(ours: Timing, timings: readonly Timing[]): Bar[] {
  const { network, threads } = ours;
  const bars: Bar[] = [];
  for (const [peer, both] of Object.entries(SPEED[network] ?? {})) {
    const least = both[threads - 1];
    const names = peer === "eager" ? EAGER : [peer];
    const [theirs] = timings
      .filter((one) => one.network === network && one.threads === threads)
      .filter((one) => names.includes(one.way))
      .sort((a, b) => spread(a).median - spread(b).median);
    if (theirs === undefined || least === undefined) continue;
    const value = ratio(theirs, ours);
    bars.push({
      network,
      threads,
      of: theirs.way,
      value,
      wanted: `≥ ${least}`,
      met: value >= least,
    });
  }
  const first = FIRST_PICTURE[network];
  const seconds = first && ours[first.from];
  if (seconds !== undefined) {
    const value = median(seconds);
    const { from: of, most } = first;
    bars.push({ network, threads, of, value, wanted: `≤ ${most} s`, met: value <= most });
  }
  return bars;
}

/** How many times as long `theirs` takes. */
export function ratio(theirs: Timing, ours: Timing): number {
  return spread(theirs).median / spread(ours).median;
}

/** Such as "clade 0.25 s: reached (0.241 s)", one for each network with an aim. */
export function aimsOf(timings: readonly Timing[]): string[] {
  return timings
    .filter(({ network, way, threads }) => network in AIMS && way === PLAIN && threads === 1)
    .map((timing) => {
      const [aim, seconds] = [AIMS[timing.network], spread(timing).median];
      const reached = seconds <= aim ? "reached" : "not reached";
      return `${timing.network} ${aim} s: ${reached} (${seconds.toFixed(3)} s)`;
    });
}

/** Such as "7 of 9 bars met" and a line for each one missed. */
export function barLines(bars: readonly Bar[]): string[] {
  const missed = bars.filter(({ met }) => !met);
  return [
    `${bars.length - missed.length} of ${bars.length} bars met`,
    ...missed.map(({ network, threads, of, value, wanted }) => {
      const [of_, unit] =
        of === "cold" || of === "again" ? [FIRST_NAMES[of], " s"] : [`ratio to ${of}`, ""];
      const on = `${threads} thread${threads === 1 ? "" : "s"}`;
      return `missed: ${network}, ${on}, ${of_}: ${value.toFixed(2)}${unit}, not ${wanted}`;
    }),
  ];
}

const FIRST_NAMES = {
  cold: "first picture from the checkpoint",
  again: "first picture of the second start",
};
