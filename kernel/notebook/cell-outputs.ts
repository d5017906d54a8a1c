/**
 * The outputs of cells, built from what the kernel publishes.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Messages on the IOPub channel"; nbformat
 * `docs/format_description.rst`, "Code cell outputs".
 *
 * @module
 */

import type { Json, Message, MimeBundle } from "../protocol/messages.ts";
import { isObject } from "./is-object.ts";
import type { CodeCell, DisplayOutput, ExecuteResultOutput, Output } from "./nbformat.ts";

/** What can be shown again under a display id; an update reaches every cell that shows it. */
export type Displays = Map<string, Array<DisplayOutput | ExecuteResultOutput>>;

export class CellOutputs {
  readonly #cell: CodeCell;
  readonly #displays: Displays;
  #clearBeforeNext = false;
  #error: ReturnType<typeof errorOf> | undefined;

  constructor(cell: CodeCell, displays: Displays) {
    this.#cell = cell;
    this.#displays = displays;
    cell.outputs = [];
    cell.execution_count = null;
  }

  /** Takes in a message whose parent is this cell's request. */
  receive({ header, content }: Message): void {
    switch (header.msg_type) {
      case "status":
        if (content.execution_state === "busy") this.#time("iopub.status.busy", header.date);
        if (content.execution_state === "idle") this.#time("iopub.status.idle", header.date);
        break;
      case "execute_input":
        this.#time("iopub.execute_input", header.date);
        this.#cell.execution_count = countOf(content);
        break;
      case "stream":
        this.#stream(content.name === "stderr" ? "stderr" : "stdout", String(content.text ?? ""));
        break;
      case "display_data":
        this.#show({ output_type: "display_data", ...shown(content) }, content);
        break;
      case "execute_result":
        this.#show(
          {
            output_type: "execute_result",
            execution_count: countOf(content),
            ...shown(content),
          },
          content,
        );
        break;
      case "update_display_data":
        this.#update(content);
        break;
      case "error":
        this.#error ??= errorOf(content);
        this.#add({ output_type: "error", ...errorOf(content) });
        break;
      case "clear_output":
        this.#clearBeforeNext = content.wait === true;
        if (!this.#clearBeforeNext) this.#cell.outputs = [];
        break;
    }
  }

  /** The reply's time, and its count where execute_input said none. */
  replied({ header, content }: Message): void {
    this.#time("shell.execute_reply", header.date);
    this.#cell.execution_count ??= countOf(content);
  }

  /** The first error that was published, also one that came after a reply without it: of a promise or a timer. */
  get error(): ReturnType<typeof errorOf> | undefined {
    return this.#error;
  }

  /** Adds what no message said: that the kernel has died. */
  add(output: Output): void {
    this.#add(output);
  }

  #stream(name: "stdout" | "stderr", text: string): void {
    this.#clearIfPending();
    const last = this.#cell.outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name) last.text += text;
    else this.#add({ output_type: "stream", name, text });
  }

  #show(output: DisplayOutput | ExecuteResultOutput, content: Json): void {
    const id = displayId(content);
    if (id !== undefined) {
      this.#update(content); // what is shown again is the newest everywhere
      this.#displays.set(id, [...(this.#displays.get(id) ?? []), output]);
    }
    this.#add(output);
  }

  #update(content: Json): void {
    for (const output of this.#displays.get(displayId(content) ?? "") ?? []) {
      Object.assign(output, shown(content));
    }
  }

  #add(output: Output): void {
    this.#clearIfPending();
    this.#cell.outputs.push(output);
  }

  #clearIfPending(): void {
    if (this.#clearBeforeNext) this.#cell.outputs = [];
    this.#clearBeforeNext = false;
  }

  #time(event: string, date: string): void {
    const { execution } = this.#cell.metadata;
    this.#cell.metadata.execution = { ...(isObject(execution) ? execution : {}), [event]: date };
  }
}

/** The error of an `error` message or an execute_reply. */
export function errorOf(content: Json): { ename: string; evalue: string; traceback: string[] } {
  const { ename, evalue, traceback } = content;
  return {
    ename: String(ename ?? "Error"),
    evalue: String(evalue ?? ""),
    traceback: Array.isArray(traceback) ? traceback.map(String) : [],
  };
}

function shown({ data, metadata }: Json): { data: MimeBundle; metadata: Json } {
  return { data: isObject(data) ? data : {}, metadata: isObject(metadata) ? metadata : {} };
}

function displayId({ transient }: Json): string | undefined {
  const id = isObject(transient) ? transient.display_id : undefined;
  return typeof id === "string" ? id : undefined;
}

function countOf({ execution_count: count }: Json): number | null {
  return typeof count === "number" ? count : null;
}
