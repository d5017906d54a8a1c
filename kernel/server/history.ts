/**
 * What was run: written down as it runs, found again by `history_request`.
 *
 * A session is one run of a kernel; sessions are numbered through all kernels that share the file. Where the file
 * cannot be written, this session is remembered and the others are not.
 *
 * Source: jupyter_client `docs/messaging.rst`, "History".
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import type { Json } from "../protocol/messages.ts";
import { globMatches } from "./glob.ts";
import { appendLine, type HistoryEntry, readLines, trimHistory } from "./history-file.ts";
import { log } from "./log.ts";

/** Enough of the file's end to find the numbers of the latest sessions. */
const RECENT = 64 * 1024;

export class History {
  readonly #path: string;
  /** This session's entries, until and where they are in the file as well. */
  readonly #entries: HistoryEntry[] = [];
  #session: Promise<number> | undefined;
  #written: Promise<void> = Promise.resolve();
  #writable = true;

  constructor(path: string) {
    this.#path = path;
  }

  /** Writes a cell down; does not wait for the disk. */
  add(line: number, input: string): void {
    this.#session ??= this.#startSession();
    const session = this.#session;
    this.#written = this.#written.then(async () => {
      const entry = { session: await session, line, input };
      this.#entries.push(entry);
      if (this.#writable) await this.#attempt(() => appendLine(this.#path, entry));
    });
  }

  /** Resolves when all that was added is on disk. */
  async flushed(): Promise<void> {
    await this.#written;
  }

  /** @param request The content of a history_request. @returns `history` of the reply. */
  async find(request: Json): Promise<unknown[]> {
    this.#session ??= this.#startSession();
    const current = await this.#session;
    await this.#written;
    const { entries: all } = await readLines(this.#path);
    const others = all.filter(({ session }) => session !== current);
    const found = select([...others, ...this.#entries], current, request);
    return found.map(({ session, line, input }) => [
      session,
      line,
      request.output === true ? [input, null] : input,
    ]);
  }

  /** Takes the number behind the last one; takes the next where another kernel was faster. */
  async #startSession(): Promise<number> {
    const id = randomUUID();
    for (;;) {
      const { entries, starts } = await readLines(this.#path, RECENT);
      const session =
        Math.max(
          0,
          ...entries.map((entry) => entry.session),
          ...starts.map((start) => start.session),
        ) + 1;
      const start = { session, id, started: new Date().toISOString() };
      if (!(await this.#attempt(() => appendLine(this.#path, start)))) return session;
      const now = await readLines(this.#path, RECENT);
      if (now.starts.find((other) => other.session === session)?.id !== id) continue;
      await this.#attempt(() => trimHistory(this.#path));
      return session;
    }
  }

  async #attempt(write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      this.#writable = false;
      log(() => `the history is kept in memory: ${error}`);
      return false;
    }
  }
}

function select(entries: HistoryEntry[], current: number, request: Json): HistoryEntry[] {
  switch (request.hist_access_type) {
    case "tail":
      return last(entries, request.n);
    case "range":
      return range(entries, current, request);
    case "search":
      return search(entries, request);
    default:
      return [];
  }
}

/** Lines from `start` up to, not including, `stop` of one session: 0 is this one, -1 the one before. */
function range(entries: HistoryEntry[], current: number, request: Json): HistoryEntry[] {
  const wanted = integer(request.session) ?? 0;
  const session = wanted > 0 ? wanted : current + wanted;
  const start = integer(request.start) ?? 0;
  const stop = integer(request.stop) ?? Number.POSITIVE_INFINITY;
  return entries.filter(
    (entry) => entry.session === session && entry.line >= start && entry.line < stop,
  );
}

/** Cells that the pattern fits, oldest first; with `unique` the last of those that are equal. */
function search(entries: HistoryEntry[], request: Json): HistoryEntry[] {
  const pattern = typeof request.pattern === "string" ? request.pattern : "*";
  let found = entries.filter(({ input }) => globMatches(pattern, input));
  if (request.unique === true) {
    const latest = new Map(found.map((entry) => [entry.input, entry]));
    found = found.filter((entry) => latest.get(entry.input) === entry);
  }
  return last(found, request.n);
}

function last(entries: HistoryEntry[], n: unknown): HistoryEntry[] {
  const count = integer(n);
  if (count === undefined) return entries;
  return count <= 0 ? [] : entries.slice(-count);
}

function integer(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}
