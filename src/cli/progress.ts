/**
 * One line of progress on stderr, for work that takes longer than a second. Silent unless stderr is a terminal.
 *
 * @module
 */

import { writeSync } from "node:fs";
import type { GraphState } from "../engines/onnx/graph-session.ts";

/** Shows progress from the moment that work has taken this long. */
const PATIENCE_MS = 700;
const INTERVAL_MS = 80;
const WIDTH = 24;

export interface Progress {
  readonly update: (done: number, total: number, what?: string) => void;

  /** Removes the line. */
  readonly end: () => void;
}

/** @param task What is being done: "painting". */
export function progress(task: string): Progress {
  if (!process.stderr.isTTY) return { update: () => {}, end: () => {} };
  const started = performance.now();
  let last = 0;
  let shown = false;
  return {
    update: (done, total, what = "") => {
      const now = performance.now();
      if (now - started < PATIENCE_MS || (now - last < INTERVAL_MS && done < total)) return;
      last = now;
      shown = true;
      const filled = Math.round((WIDTH * done) / Math.max(total, 1));
      const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
      // Written at once: the work itself may not leave the event loop until it is done.
      writeSync(2, `\r\x1b[K${task} ${bar} ${done}/${total} ${what.slice(0, 30)}`);
    },
    end: () => {
      if (shown) writeSync(2, "\r\x1b[K");
    },
  };
}

/** What `onGraph` of an engine is: a line while a graph is prepared, at once, since ONNX Runtime lets nothing else run. */
export function graphProgress(): (state: GraphState) => void {
  if (!process.stderr.isTTY) return () => {};
  const texts: Record<GraphState, string> = {
    build: "preparing the graph …",
    open: "opening the graph …",
    ready: "",
  };
  return (state) => void writeSync(2, `\r\x1b[K${texts[state]}`);
}
