/**
 * Gathers what cells print into few messages: at most 50 ms or 64 KB go into one. Front ends that relay messages drop
 * output above about 1,000 messages a second, so this decides whether all lines arrive.
 *
 * @module
 */

import type { CellId } from "../link/messages.ts";

export type StreamName = "stdout" | "stderr";

/** Text of one stream of one cell, in a row. */
interface Run {
  cell: CellId;
  name: StreamName;
  text: string;
}

const MAX_DELAY = 50;
/** For the first text after a pause: what a loop prints now and then is shown at once. */
const MIN_DELAY = 5;
const MAX_LENGTH = 64 * 1024;

/**
 * Cells that change between stdout and stderr with each line make a message of each. So many messages may go at once,
 * and so many more with each ms; beyond that, order is given up within a batch: each stream's text is put together.
 */
const BURST = 500;
const MESSAGES_PER_MS = 0.25;

export class StreamBatches {
  readonly #publish: (run: Run) => void;
  #runs: Run[] = [];
  #length = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushedAt = 0;
  #allowance = BURST;

  constructor(publish: (run: Readonly<Run>) => void) {
    this.#publish = publish;
  }

  push(cell: CellId, name: StreamName, text: string): void {
    if (text === "") return;
    const last = this.#runs.at(-1);
    if (last?.cell === cell && last.name === name) last.text += text;
    else this.#runs.push({ cell, name, text });
    this.#length += text.length;

    if (this.#length >= MAX_LENGTH) {
      this.flush();
    } else if (this.#timer === undefined) {
      const pause = performance.now() - this.#flushedAt;
      this.#timer = setTimeout(() => this.flush(), Math.max(MIN_DELAY, MAX_DELAY - pause));
    }
  }

  /** To be called before anything that must not overtake the text: results, errors, replies, idle. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#runs.length === 0) return;
    const runs = this.#runs;
    this.#runs = [];
    this.#length = 0;
    const published = runs.length > this.#allow() ? merge(runs) : runs;
    this.#allowance -= published.length;
    for (const run of published) this.#publish(run);
  }

  /** How many messages may go now. */
  #allow(): number {
    const now = performance.now();
    const earned = (now - this.#flushedAt) * MESSAGES_PER_MS;
    this.#flushedAt = now;
    this.#allowance = Math.min(BURST, Math.max(0, this.#allowance) + earned);
    return this.#allowance;
  }
}

function merge(runs: readonly Run[]): Run[] {
  const merged = new Map<string, Run>();
  for (const { cell, name, text } of runs) {
    const key = `${cell} ${name}`;
    const run = merged.get(key);
    if (run === undefined) merged.set(key, { cell, name, text });
    else run.text += text;
  }
  return [...merged.values()];
}
