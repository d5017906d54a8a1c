/**
 * The rows of the table: what each number is, and the bar it has to clear.
 *
 * @module
 */

import type { Measured } from "./measure.ts";

export interface RowSpec {
  /** Key in {@link Measured}. */
  readonly key: string;
  readonly title: string;
  readonly unit: "ms" | "MB" | "" | "×";

  /** What ours has to keep to: an absolute bar, or one set by a peer in the same run. */
  readonly bars?: readonly Bar[];
}

export type Bar =
  | { readonly atMost: number }
  | { readonly atLeast: number }
  | { readonly below: string }
  | { readonly within: number; readonly of: string };

export const ROWS: readonly RowSpec[] = [
  {
    key: "start",
    title: "start to the first kernel_info_reply",
    unit: "ms",
    bars: [{ below: "ipykernel" }, { within: 1.5, of: "deno" }],
  },
  { key: "firstCell", title: "first cell, to its reply", unit: "ms" },
  {
    key: "trivialReply",
    title: "trivial cell, one after the other, to its reply",
    unit: "ms",
    bars: [{ atMost: 3 }, { below: "tslab" }, { below: "ipykernel" }],
  },
  { key: "trivialPaced", title: "the same, 100 ms after the last", unit: "ms" },
  { key: "trivialIdle", title: "the same, to idle", unit: "ms" },
  { key: "plot", title: "cell with a 1 MB picture, to idle", unit: "ms" },
  {
    key: "delivered",
    title: "of 5,000 printed lines delivered",
    unit: "",
    bars: [{ atLeast: 5_000 }],
  },
  { key: "print", title: "5,000 printed lines, to idle", unit: "ms" },
  {
    key: "interrupt",
    title: "interrupt of while(true){}, to the error reply",
    unit: "ms",
    bars: [{ atMost: 20 }],
  },
  { key: "interruptReply", title: "the same, to the interrupt_reply", unit: "ms" },
  { key: "completeIdle", title: "completion, idle", unit: "ms", bars: [{ atMost: 50 }] },
  {
    key: "completeRight",
    title: "share of completions that know the type",
    unit: "",
    bars: [{ atLeast: 1 }],
  },
  {
    key: "completeBusy",
    title: "completion while a cell computes 1.5 s",
    unit: "ms",
    bars: [{ atMost: 50 }],
  },
  { key: "inspect", title: "inspection", unit: "ms" },
  {
    key: "heartbeatBusy",
    title: "heartbeat while a cell computes",
    unit: "ms",
    bars: [{ atMost: 5 }],
  },
  { key: "memoryIdle", title: "memory, idle", unit: "MB", bars: [{ atMost: 250 }] },
  { key: "memoryAfter", title: "memory after 1,000 small cells", unit: "MB" },
  { key: "memoryGrowth", title: "growth over these", unit: "MB", bars: [{ atMost: 80 }] },
  { key: "cellsFirst", title: "small cell, the first 100", unit: "ms" },
  { key: "cellsLast", title: "small cell, the last 100", unit: "ms" },
  {
    key: "cellsSlowdown",
    title: "the last 100 against the first",
    unit: "×",
    bars: [{ atMost: 2 }],
  },
  {
    key: "idlesLost",
    title: "of these, cells whose idle never came",
    unit: "",
    bars: [{ atMost: 0 }],
  },
  {
    key: "crash",
    title: "process.exit to the next cell's reply",
    unit: "ms",
    bars: [{ atMost: 500 }],
  },
];

/** Whether `ours` clears a bar, and the bar in words; undefined where the peer has no number. */
export function judge(
  bar: Bar,
  ours: number | undefined,
  peers: Readonly<Record<string, Measured>>,
  key: string,
): { passed: boolean; bar: string; ratio?: number } | undefined {
  const value = ours ?? Number.NaN; // no number of ours clears nothing
  if ("atMost" in bar) return { passed: value <= bar.atMost, bar: `≤ ${bar.atMost}` };
  if ("atLeast" in bar) return { passed: value >= bar.atLeast, bar: `≥ ${bar.atLeast}` };
  const name = "below" in bar ? bar.below : bar.of;
  const peer = peers[name]?.[key];
  if (peer === undefined) return undefined;
  const ratio = value / peer;
  if ("below" in bar) return { passed: value < peer, bar: `< ${name}`, ratio };
  return { passed: ratio <= bar.within, bar: `≤ ${bar.within}× ${name}`, ratio };
}
