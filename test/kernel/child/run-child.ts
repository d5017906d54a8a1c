/**
 * A real child process, asked to run scripts that are lowered by hand.
 *
 * @module
 */

import { tmpdir } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import type {
  FromAgent,
  FromChild,
  LoweredScript,
  ToChild,
} from "../../../kernel/link/messages.ts";
import type { Child, ChildEvents, StartOptions } from "../../../kernel/server/child-process.ts";

// The built one: it starts its child by a path beside itself.
const built = new URL("../../../dist/kernel/server/child-process.js", import.meta.url);
const { startChild }: { startChild(options: StartOptions, events: ChildEvents): Child } =
  await import(pathToFileURL(fileURLToPath(built)).href);

export interface Output {
  message: FromChild;
  parts: Buffer[];
}

export interface Done {
  status: "ok" | "error";
  /** user_expressions, or ename, evalue and traceback. */
  content: Record<string, unknown>;
}

export interface End {
  code: number | null;
  signal: string | null;
  stderrTail: string;
}

type Execute = Extract<ToChild, { type: "execute" }>;

export class TestChild {
  readonly outputs: Output[] = [];
  readonly native: { stdout: string; stderr: string } = { stdout: "", stderr: "" };
  readonly ready: Promise<void>;
  readonly ended: Promise<End>;
  readonly child: Child;
  /** Called for each message. */
  onMessage: (message: FromChild, parts: Buffer[]) => void = () => {};
  onAgent: (message: FromAgent) => void = () => {};
  #cells = 0;
  #interrupts = 0;
  readonly #done = new Map<number, (done: Done) => void>();
  readonly #interrupted = new Map<number, () => void>();

  constructor(options: Partial<StartOptions> = {}) {
    let ready = (): void => {};
    let ended = (_: End): void => {};
    this.ready = new Promise((resolve) => {
      ready = resolve;
    });
    this.ended = new Promise((resolve) => {
      ended = resolve;
    });
    this.child = startChild(
      { folder: tmpdir(), ...options },
      {
        message: (message, parts) => {
          if (message.type === "ready") ready();
          else this.outputs.push({ message, parts });
          if (message.type === "done") {
            const content = JSON.parse(String(parts[0]));
            this.#done.get(message.cell)?.({ status: message.status, content });
          }
          this.onMessage(message, parts);
        },
        agent: (message) => {
          if (message.type === "interrupted") this.#interrupted.get(message.interrupt)?.();
          this.onAgent(message);
        },
        native: (name, text) => {
          this.native[name] += text;
        },
        exit: (code, signal, stderrTail) => ended({ code, signal, stderrTail }),
      },
    );
  }

  /** Sends a script; its number, and its end. */
  start(
    code: string,
    script: Partial<LoweredScript> = {},
    execute: Partial<Execute> = {},
  ): { cell: number; done: Promise<Done> } {
    const cell = ++this.#cells;
    const done = new Promise<Done>((resolve) => this.#done.set(cell, resolve));
    this.child.send({
      type: "execute",
      cell,
      script: { ...lowered(code, cell), ...script },
      silent: false,
      allowStdin: false,
      executionCount: cell,
      userExpressions: {},
      ...execute,
    });
    return { cell, done };
  }

  run(code: string, script?: Partial<LoweredScript>, execute?: Partial<Execute>): Promise<Done> {
    return this.start(code, script, execute).done;
  }

  /** The text/plain of a script's result. */
  async value(code: string): Promise<string> {
    const { cell, done } = this.start(code);
    const { status, content } = await done;
    if (status === "error") return `${content.ename}: ${content.evalue}`;
    const [result] = this.published(cell, "execute_result");
    return String((result?.data as Record<string, unknown> | undefined)?.["text/plain"]);
  }

  interrupt(): Promise<void> {
    const interrupt = ++this.#interrupts;
    const interrupted = new Promise<void>((resolve) => this.#interrupted.set(interrupt, resolve));
    this.child.send({ type: "interrupt", interrupt });
    return interrupted;
  }

  /** What a cell has printed. */
  text(cell: number, name: "stdout" | "stderr" = "stdout"): string {
    return this.outputs
      .filter(
        ({ message }) =>
          message.type === "stream" && message.cell === cell && message.name === name,
      )
      .map(({ parts }) => String(parts[0]))
      .join("");
  }

  /** Contents of the messages that a cell has published. */
  published(cell: number, type: string): Array<Record<string, unknown>> {
    return this.outputs
      .filter(
        ({ message }) =>
          message.type === "publish" && message.cell === cell && message.messageType === type,
      )
      .map(({ parts }) => JSON.parse(String(parts[0])));
  }

  /** Resolves when `condition` holds. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (condition()) resolve();
        else setTimeout(look, 5);
      };
      look();
    });
  }

  async end(): Promise<End> {
    this.child.kill();
    return this.ended;
  }
}

export function lowered(code: string, cell: number = 0): LoweredScript {
  return {
    fileName: `__cell_${cell}.ts`,
    title: `Cell In[${cell}]`,
    code,
    map: "",
    source: code,
    names: [],
    awaits: true,
    hasValue: true,
  };
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
