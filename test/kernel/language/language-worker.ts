/**
 * A real TypeScript worker, the built one, asked as the kernel process asks it.
 *
 * @module
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type {
  CompleteAnswer,
  Diagnostic,
  InspectAnswer,
  LanguageOptions,
  LanguageRequests,
  TypeCheckMode,
  WorkerReply,
} from "../../../kernel/language/messages.ts";

type Kind = keyof LanguageRequests;

export class LanguageWorker {
  readonly folder: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (reply: WorkerReply) => void>();
  #asked = 0;
  #cells = 0;

  /** @param files Of the notebook's folder: path to text. */
  constructor(files: Record<string, string> = {}, options: Partial<LanguageOptions> = {}) {
    this.folder = mkdtempSync(join(tmpdir(), "cells-"));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
    this.#worker = new Worker(new URL("../../../dist/kernel/language/worker.js", import.meta.url), {
      workerData: { folder: this.folder, ...options },
    });
    this.#worker.on("message", (reply: WorkerReply) => {
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
    rmSync(this.folder, { recursive: true, force: true });
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  ask<K extends Kind>(
    kind: K,
    ask: LanguageRequests[K]["ask"],
  ): Promise<LanguageRequests[K]["answer"]> {
    return new Promise((resolve, reject) => {
      const id = ++this.#asked;
      this.#waiting.set(id, (reply) => {
        if ("error" in reply) reject(new Error(reply.error));
        else resolve(reply.answer as LanguageRequests[K]["answer"]);
      });
      this.#worker.postMessage({ id, kind, ask });
    });
  }

  /** Lowers a cell as an execute_request does. */
  async lower(source: string): Promise<{ cell: number; mode: TypeCheckMode }> {
    const cell = ++this.#cells;
    const title = `Cell In[${cell}]`;
    const lowered = await this.ask("lower", { cell, source, title, storeNames: true });
    if ("syntaxError" in lowered) throw new Error(lowered.syntaxError.evalue);
    return { cell, mode: lowered.typeCheck };
  }

  /** Lowers cells in turn and checks the last one. */
  async check(...sources: string[]): Promise<Diagnostic[]> {
    let found: Diagnostic[] = [];
    for (const source of sources) {
      const { cell } = await this.lower(source);
      found = await this.ask("check", { cell });
    }
    return found;
  }

  /** As `check`, in short: `TS2322 1:5`. */
  async codes(...sources: string[]): Promise<string[]> {
    const found = await this.check(...sources);
    return found.map(({ code, line, column }) => `TS${code} ${line}:${column}`);
  }

  /** The last `|` in the source stands for the cursor. */
  complete(source: string): Promise<CompleteAnswer> {
    return this.ask("complete", placed(source));
  }

  async names(source: string): Promise<string[]> {
    return (await this.complete(source)).matches.map(({ text }) => text);
  }

  inspect(source: string, detailLevel = 0): Promise<InspectAnswer | null> {
    return this.ask("inspect", { ...placed(source), detailLevel });
  }
}

function placed(source: string): { source: string; cursor: number } {
  const cursor = source.lastIndexOf("|");
  return { source: source.slice(0, cursor) + source.slice(cursor + 1), cursor };
}
