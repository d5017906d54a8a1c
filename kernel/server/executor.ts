/**
 * Runs the cells, one at a time and in the order they came:
 *
 *     busy → execute_input → outputs → execute_reply → idle
 *
 * Source: jupyter_client `docs/messaging.rst`, "Execute" and "Request-Reply".
 *
 * @module
 */

import { setImmediate, setTimeout } from "node:timers/promises";
import type { CellId } from "../link/messages.ts";
import type { Json } from "../protocol/messages.ts";
import { type CellError, type Outcome, RunningCell, readExecuteContent } from "./cell.ts";
import { type ExecutionParts, startCell } from "./execution.ts";
import type { History } from "./history.ts";
import type { Parents } from "./parents.ts";
import type { Request, Wire } from "./wire.ts";

export interface ExecutorParts extends ExecutionParts {
  readonly wire: Wire;
  readonly parents: Parents;
  readonly history: History;
  /** Is called when a cell has ended. */
  cellOver(): void;
}

/** How long, in ms, idle waits for the diagnostics of a cell that has ended. */
const CHECK_GRACE = 50;

/** After an error, requests that are on their way count as sent before it for so long, in ms. */
const ABORT_GRACE = 3;

const INTERRUPTED: CellError = {
  ename: "KeyboardInterrupt",
  evalue: "interrupted",
  traceback: ["KeyboardInterrupt: interrupted"],
};

export class Executor {
  readonly #parts: ExecutorParts;
  #queue: Request[] = [];
  #running: RunningCell | undefined;
  #executionCount = 0;
  #idle: Promise<void> = Promise.resolve();
  #pumping = false;
  /** Set once no cell can run any more. */
  #refusal: CellError | undefined;
  /** Ends the wait for diagnostics, where the reason is good enough. */
  #goOn: (reason: "queued" | "interrupted") => void = () => {};

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  get running(): RunningCell | undefined {
    return this.#running;
  }

  submit(request: Request): void {
    this.#queue.push(request);
    this.#goOn("queued");
    if (this.#pumping) return;
    this.#pumping = true;
    this.#idle = this.#pump();
  }

  /** Ends a cell that has not reached the child yet; one that has is ended by the child. */
  interrupt(): void {
    this.#goOn("interrupted");
    if (this.#running?.sent === false) this.#running.fail(INTERRUPTED);
  }

  /** The child has ended a cell. @param result `user_expressions`, or the error, as JSON. */
  done(cell: CellId, status: "ok" | "error", result: Uint8Array | undefined): void {
    const running = this.#running;
    if (running?.id !== cell) return;
    const value: Json = result === undefined ? {} : JSON.parse(Buffer.from(result).toString());
    if (status === "ok") running.end({ status, userExpressions: value });
    else running.fail(readError(value), true);
  }

  /** The child has died. @returns Whether a cell was running in it, which now has the error. */
  fail(error: CellError): boolean {
    const running = this.#running;
    if (running === undefined || !running.sent || running.over) return false;
    running.fail(error);
    return true;
  }

  /** No child can be started: the running cell and all that follow fail. */
  refuse(error: CellError): void {
    this.#refusal = error;
    this.#running?.fail(error);
  }

  /** Ends the running cell and aborts those that wait. @returns Resolves when all have their reply. */
  async close(error: CellError): Promise<void> {
    const waiting = this.#queue;
    this.#queue = [];
    this.refuse(error);
    this.#goOn("interrupted");
    await this.#idle;
    this.#abort(waiting);
  }

  async #pump(): Promise<void> {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      await this.#execute(next);
    }
    this.#pumping = false;
  }

  async #execute(request: Request): Promise<void> {
    const { wire, streams, parents, cellOver } = this.#parts;
    const { header } = request.message;
    wire.publish("status", header, { execution_state: "busy" });
    const cell = this.#begin(request);
    void startCell(cell, this.#parts);
    const outcome = await cell.outcome;
    // What native code and subprocesses wrote before the cell ended comes by other pipes: read those, too.
    await setImmediate();
    streams.flush();
    cellOver();

    if (outcome.status === "error" && !outcome.published && !cell.content.silent) {
      wire.publish("error", parents.of(cell.id), { ...outcome.error });
    }
    const aborted = await this.#takeAborted(cell, outcome);
    const metadata = { started: cell.started, status: outcome.status };
    wire.reply(request, "execute_reply", replyContent(cell, outcome), metadata);
    await this.#waitForChecks(cell);
    streams.flush();
    this.#running = undefined;
    wire.publish("status", header, { execution_state: "idle" });
    this.#abort(aborted);
  }

  #begin(request: Request): RunningCell {
    const { wire, parents, history } = this.#parts;
    const content = readExecuteContent(request);
    const { code, silent, storeHistory } = content;
    if (storeHistory) {
      this.#executionCount += 1;
      history.add(this.#executionCount, code);
    }
    const { header } = request.message;
    const cell = new RunningCell(
      parents.addCell(header, silent),
      request,
      content,
      this.#executionCount,
    );
    this.#running = cell;
    if (!silent) {
      wire.publish("execute_input", header, { code, execution_count: this.#executionCount });
    }
    if (this.#refusal !== undefined) cell.fail(this.#refusal);
    return cell;
  }

  /** After a failure: the requests that were sent before it was known, which are not run. */
  async #takeAborted(cell: RunningCell, outcome: Outcome): Promise<Request[]> {
    const { silent, stopOnError } = cell.content;
    if (outcome.status === "ok" || silent || !stopOnError) return [];
    await setTimeout(ABORT_GRACE);
    const aborted = this.#queue;
    this.#queue = [];
    return aborted;
  }

  /** Diagnostics that are nearly there come before idle, unless the next cell is waiting. */
  async #waitForChecks(cell: RunningCell): Promise<void> {
    const { checks, content } = cell;
    if (checks === undefined || (this.#queue.length > 0 && !content.waitForChecks)) return;
    const grace = new AbortController();
    const { signal } = grace;
    const goOn = new Promise<void>((resolve) => {
      this.#goOn = (reason) => {
        if (reason === "interrupted" || !content.waitForChecks) resolve();
      };
    });
    const waits = [checks, goOn];
    if (!content.waitForChecks) {
      waits.push(setTimeout(CHECK_GRACE, undefined, { signal }).catch(() => {}));
    }
    await Promise.race(waits);
    grace.abort();
    this.#goOn = () => {};
  }

  #abort(requests: readonly Request[]): void {
    const { wire } = this.#parts;
    for (const request of requests) {
      const { header } = request.message;
      wire.publish("status", header, { execution_state: "busy" });
      // Without a count: JupyterLab would number the cell as if it had run.
      wire.reply(request, "execute_reply", { status: "aborted" });
      wire.publish("status", header, { execution_state: "idle" });
    }
  }
}

function replyContent(cell: RunningCell, outcome: Outcome): Json {
  const { executionCount: execution_count } = cell;
  if (outcome.status === "error") {
    return {
      status: "error",
      execution_count,
      ...outcome.error,
      user_expressions: {},
      payload: [],
    };
  }
  const { userExpressions: user_expressions, payload = [] } = outcome;
  return { status: "ok", execution_count, user_expressions, payload };
}

function readError({ ename, evalue, traceback }: Json): CellError {
  return {
    ename: typeof ename === "string" ? ename : "Error",
    evalue: typeof evalue === "string" ? evalue : "",
    traceback: Array.isArray(traceback) ? traceback.map(String) : [],
  };
}
