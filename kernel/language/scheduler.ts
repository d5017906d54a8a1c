/**
 * Which request the TypeScript worker answers next.
 *
 * Cells wait for lowering, people for completion, nobody for a check; so that is the order. Long work calls
 * {@link Scheduler.serveUrgent} now and then, which answers what cells wait for in between.
 *
 * @module
 */

import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { LanguageRequests, WorkerReply, WorkerRequest } from "./messages.ts";

export type Kind = keyof LanguageRequests;

/** An answer to each request; those of `urgent` must not need the language service. */
export type Handlers = {
  [K in Kind]: (ask: LanguageRequests[K]["ask"]) => LanguageRequests[K]["answer"];
};

const URGENCY: Readonly<Record<Kind, number>> = {
  lower: 0,
  lowerExpression: 0,
  transpile: 0,
  paths: 0,
  isComplete: 0,
  forget: 0,
  complete: 1,
  inspect: 1,
  warmUp: 1,
  check: 2,
};

/** A check begins when nothing has come for this long. */
const QUIET_MS = 8;

export class Scheduler {
  readonly #port: MessagePort;
  readonly #handlers: Handlers;
  /** Whether a check is waited for, so that it need not be quiet first. */
  readonly #isWaitedFor: (request: WorkerRequest) => boolean;
  readonly #queue: WorkerRequest[] = [];
  readonly #background: Array<Generator<void>> = [];
  #lastArrival = 0;
  #scheduled = false;
  #serving = false;

  constructor(
    port: MessagePort,
    handlers: Handlers,
    isWaitedFor: (request: WorkerRequest) => boolean,
  ) {
    this.#port = port;
    this.#handlers = handlers;
    this.#isWaitedFor = isWaitedFor;
    port.on("message", (request: WorkerRequest) => {
      this.#arrive(request);
      this.#serveUrgent();
      this.#schedule();
    });
  }

  /** Work to do step by step while there is nothing else. */
  inBackground(work: Generator<void>): void {
    this.#background.push(work);
    this.#schedule();
  }

  /** Answers what cells wait for. Called from within long work, which it does not disturb. */
  serveUrgent(): void {
    if (this.#serving) return;
    for (;;) {
      const received = receiveMessageOnPort(this.#port);
      if (received === undefined) break;
      this.#arrive(received.message as WorkerRequest);
    }
    this.#serveUrgent();
  }

  #serveUrgent(): void {
    this.#serving = true;
    for (;;) {
      const index = this.#queue.findIndex(({ kind }) => URGENCY[kind] === 0);
      if (index < 0) break;
      const [request] = this.#queue.splice(index, 1);
      if (request) this.#answer(request);
    }
    this.#serving = false;
  }

  #arrive(request: WorkerRequest): void {
    this.#lastArrival = performance.now();
    this.#queue.push(request);
  }

  #schedule(delay = 0): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const turn = (): void => {
      this.#scheduled = false;
      this.#turn();
    };
    if (delay > 0) setTimeout(turn, delay);
    else setImmediate(turn);
  }

  /** One piece of work, then the event loop again: more may have come. */
  #turn(): void {
    this.serveUrgent();
    const index = this.#next();
    const [request] = index === undefined ? [] : this.#queue.splice(index, 1);
    const [work] = this.#background;
    if (request) this.#answer(request);
    else if (work?.next().done) this.#background.shift();
    if (this.#background.length > 0 || this.#next() !== undefined) this.#schedule();
    else if (this.#queue.length > 0) {
      this.#schedule(Math.max(1, this.#lastArrival + QUIET_MS - performance.now()));
    }
  }

  #next(): number | undefined {
    const index = this.#queue.findIndex(({ kind }) => URGENCY[kind] < 2);
    if (index >= 0) return index;
    const [check] = this.#queue;
    if (check === undefined) return undefined;
    const quiet = performance.now() - this.#lastArrival >= QUIET_MS;
    if (quiet) return 0;
    const waited = this.#queue.findIndex(this.#isWaitedFor);
    return waited < 0 ? undefined : waited;
  }

  #answer(request: WorkerRequest): void {
    let reply: WorkerReply;
    try {
      // Each kind's handler takes that kind's question; the compiler cannot follow the pairing.
      const handler = this.#handlers[request.kind] as (ask: unknown) => unknown;
      reply = { id: request.id, answer: handler(request.ask) };
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      reply = { id: request.id, error: text };
    }
    this.#port.postMessage(reply);
  }
}
