/**
 * Keeps a child process for the cells to run in: starts it, starts another where it ends, interrupts it, and ends it
 * where it cannot be interrupted.
 *
 * @module
 */

import type { LanguageRequests } from "../language/messages.ts";
import type { FromChild, ToChild } from "../link/messages.ts";
import { type Child, type StartOptions, startChild } from "./child-process.ts";
import type { Death } from "./death.ts";
import { withoutLastWords } from "./last-words.ts";
import { log } from "./log.ts";

export interface SupervisorEvents {
  message(message: FromChild, parts: Buffer[]): void;
  /** The child needs a local file as JavaScript; answered by `transpiled`. */
  transpile(request: number, file: LanguageRequests["transpile"]["ask"]): void;
  /** What ran in the child has been ended; also handlers of comm messages, halfway. */
  interrupted(): void;
  /** What native code and subprocesses wrote. */
  native(name: "stdout" | "stderr", text: string): void;
  /** The child has ended, and with it all variables; another is being started. */
  died(death: Death): void;
  /** Children end before they can run a cell, again and again: no other is started. */
  gaveUp(death: Death): void;
}

export interface SupervisorOptions {
  /** How long an interrupt may take to arrive before the child is ended, in ms. */
  interruptGrace: number;
  /** How long `exit` handlers may take at shutdown, in ms. */
  exitGrace: number;
}

/** Children that end within this many ms, without having been given anything to run, count as failed starts. */
const FAST_DEATH = 2000;
const MAX_FAST_DEATHS = 5;

export class Supervisor {
  readonly #events: SupervisorEvents;
  readonly #options: SupervisorOptions;
  #start: StartOptions | undefined;
  #child: Child | undefined;
  #ready = false;
  #used = false;
  #startedAt = 0;
  #fastDeaths = 0;
  /** For a child that is not ready yet. */
  #unsent: Array<[ToChild, readonly Uint8Array[]]> = [];
  #interrupts = 0;
  readonly #undelivered = new Map<number, NodeJS.Timeout>();
  #killedBecause: Death["killed"];
  #ending: (() => void) | undefined;

  constructor(events: SupervisorEvents, options: SupervisorOptions) {
    this.#events = events;
    this.#options = options;
  }

  start(options: StartOptions): void {
    this.#start = options;
    this.#spawn();
  }

  send(message: ToChild, parts: readonly Uint8Array[] = []): void {
    if (!this.#ready) {
      this.#unsent.push([message, parts]);
      return;
    }
    this.#used = true;
    this.#child?.send(message, parts);
  }

  /** Ends what runs, with the variables kept; where that cannot be done within the grace, without. */
  interrupt(): void {
    this.#interrupts += 1;
    const interrupt = this.#interrupts;
    this.send({ type: "interrupt", interrupt });
    const timer = setTimeout(() => {
      this.#killedBecause = { interruptGrace: this.#options.interruptGrace };
      this.#child?.kill();
    }, this.#options.interruptGrace);
    this.#undelivered.set(interrupt, timer);
  }

  /** Ends the child for good: its `exit` handlers get their time, then it is killed. */
  async stop(): Promise<void> {
    this.#unsent = [];
    const child = this.#child;
    if (child === undefined) {
      this.#ending = () => {};
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill(), this.#options.exitGrace);
      this.#ending = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#ready) child.send({ type: "exit" });
      else child.kill();
    });
  }

  #spawn(): void {
    if (this.#start === undefined || this.#ending !== undefined) return;
    this.#ready = false;
    this.#used = false;
    this.#killedBecause = undefined;
    this.#startedAt = performance.now();
    const shown = withoutLastWords();
    try {
      this.#child = startChild(this.#start, {
        message: (message, parts) => {
          if (message.type === "ready") this.#becomeReady();
          else this.#events.message(message, parts);
        },
        agent: (message) => {
          if (message.type === "interrupted") this.#interruptDelivered(message.interrupt);
          else this.#events.transpile(message.request, message);
        },
        native: (name, text) => this.#events.native(name, name === "stderr" ? shown(text) : text),
        exit: (code, signal, stderrTail) => this.#exited({ code, signal, stderrTail }),
      });
    } catch (error) {
      // No process can be had at all, as at the system's limit of them.
      const stderrTail = error instanceof Error ? error.message : String(error);
      setImmediate(() => this.#exited({ code: null, signal: null, stderrTail }));
      return;
    }
    const { pid } = this.#child;
    log(() => `child ${pid} started`);
  }

  #becomeReady(): void {
    this.#ready = true;
    this.#fastDeaths = 0;
    const unsent = this.#unsent;
    this.#unsent = [];
    for (const [message, parts] of unsent) this.send(message, parts);
  }

  #exited(end: Omit<Death, "killed">): void {
    const death: Death = { ...end, killed: this.#killedBecause };
    log(() => `child ended: ${JSON.stringify(death)}`);
    this.#child = undefined;
    for (const timer of this.#undelivered.values()) clearTimeout(timer);
    this.#undelivered.clear();

    if (this.#ending !== undefined) {
      this.#ending();
      this.#events.died(death);
      return;
    }
    const early = performance.now() - this.#startedAt < FAST_DEATH && !this.#used;
    this.#fastDeaths = early ? this.#fastDeaths + 1 : 0;
    if (this.#fastDeaths >= MAX_FAST_DEATHS) {
      this.#unsent = [];
      this.#events.gaveUp(death);
      return;
    }
    const wasReady = this.#ready;
    this.#spawn();
    // What a child that never got ready was meant to do, the next one does.
    if (wasReady) this.#events.died(death);
  }

  #interruptDelivered(interrupt: number): void {
    clearTimeout(this.#undelivered.get(interrupt));
    this.#undelivered.delete(interrupt);
    this.#events.interrupted();
  }
}
