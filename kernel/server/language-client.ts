/**
 * The kernel process's end of the TypeScript worker: questions and answers of language/messages.ts.
 *
 * @module
 */

import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { LanguageOptions, LanguageRequests, WorkerReply } from "../language/messages.ts";
import { log } from "./log.ts";

/** The worker has failed, or did not answer in time. */
class LanguageFailure extends Error {
  override readonly name = "LanguageFailure";
}

interface Pending {
  resolve(answer: unknown): void;
  reject(error: LanguageFailure): void;
}

const WORKER: URL = new URL("../language/worker.js", import.meta.url);

/**
 * Each check makes megabytes of garbage beside some 80 MB that stay. V8's heap may grow by this part, in %, before it is
 * collected: without it, it grew to three times as much in 400 cells.
 */
const HEAP_GROWTH_PERCENT = 20;

/** A worker that ends so often without a single answer is not started again. */
const MAX_FAILURES = 3;

export class LanguageClient {
  readonly #options: LanguageOptions;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #asked = 0;
  #failures = 0;
  #lastFailure = "";

  constructor(options: LanguageOptions) {
    this.#options = options;
  }

  /** Loads the compiler in the background; the first request does it as well. */
  start(): void {
    this.#worker ??= this.#startWorker();
  }

  /** @param timeout In ms; without it the answer is waited for. @throws LanguageFailure */
  request<Kind extends keyof LanguageRequests>(
    kind: Kind,
    ask: LanguageRequests[Kind]["ask"],
    timeout?: number,
  ): Promise<LanguageRequests[Kind]["answer"]> {
    type Answer = LanguageRequests[Kind]["answer"];
    return new Promise<Answer>((resolve, reject) => {
      if (this.#failures >= MAX_FAILURES) {
        reject(
          new LanguageFailure(`the TypeScript worker cannot be started: ${this.#lastFailure}`),
        );
        return;
      }
      this.start();
      this.#asked += 1;
      const id = this.#asked;
      const settled = () => {
        clearTimeout(timer);
        this.#pending.delete(id);
      };
      const timer =
        timeout === undefined
          ? undefined
          : setTimeout(() => {
              settled();
              reject(new LanguageFailure(`no answer to ${kind} within ${timeout} ms`));
            }, timeout);
      this.#pending.set(id, {
        resolve(answer) {
          settled();
          resolve(answer as Answer);
        },
        reject(error) {
          settled();
          reject(error);
        },
      });
      this.#worker?.postMessage({ id, kind, ask });
    });
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.removeAllListeners();
    await worker?.terminate();
  }

  #startWorker(): Worker {
    setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
    const worker = new Worker(WORKER, {
      workerData: this.#options,
      name: "typescript",
      // A small young generation keeps some 20 MB out of an idle kernel; types that follow from one another through
      // hundreds of cells are found by recursion as deep.
      resourceLimits: { maxYoungGenerationSizeMb: 8, stackSizeMb: 16 },
    });
    worker.on("message", (message) => this.#answered(message));
    worker.on("error", (error) => this.#failed(worker, error.message));
    worker.on("exit", (code) => this.#failed(worker, `it ended with exit code ${code}`));
    return worker;
  }

  #answered(reply: WorkerReply): void {
    this.#failures = 0;
    const pending = this.#pending.get(reply.id);
    if ("error" in reply) pending?.reject(new LanguageFailure(reply.error));
    else pending?.resolve(reply.answer);
  }

  #failed(worker: Worker, reason: string): void {
    if (worker !== this.#worker) return;
    log(() => `the TypeScript worker failed: ${reason}`);
    this.#worker = undefined;
    this.#failures += 1;
    this.#lastFailure = reason;
    const error = new LanguageFailure(`the TypeScript worker failed: ${reason}`);
    for (const pending of [...this.#pending.values()]) pending.reject(error);
  }
}
