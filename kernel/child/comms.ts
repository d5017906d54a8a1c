/**
 * Comms: two-way lines between cells or libraries and a front end.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Custom Messages".
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { randomUUID } from "node:crypto";
import type { CellId, ToChild } from "../link/messages.ts";
import type { Comm, CommHandler, CommOptions, JupyterKernel } from "./display/api.ts";
import { $JSON, $Map, $Uint8Array } from "./intrinsics.ts";
import { WidgetStates } from "./widget-states.ts";

type TargetHandler = Parameters<JupyterKernel["registerTarget"]>[1];
type FromFrontEnd = Extract<ToChild, { type: "comm" }>;
type MessageType = FromFrontEnd["kind"];

/** What comms need of the child's host. */
interface CommHost {
  publish(
    messageType: MessageType,
    content: object,
    options: {
      metadata?: Record<string, unknown>;
      buffers?: readonly Uint8Array[];
      comm: { id: string; target?: string };
      cell?: CellId;
    },
  ): void;
  reportError(error: unknown, cell: CellId): void;
  currentCell(): CellId;
  runAs<T>(cell: CellId, work: () => T): T;
}

/** What a comm sends and hears. */
export interface CommData {
  data: unknown;
  buffers: Uint8Array[];
  metadata: Record<string, unknown>;
}

export class Comms implements Pick<JupyterKernel, "registerTarget" | "openComm"> {
  readonly #host: CommHost;
  readonly #open = new $Map<string, CommEnd>();
  readonly #targets = new $Map<string, { handler: TargetHandler; cell: CellId }>();
  readonly #widgets = new WidgetStates();

  constructor(host: CommHost) {
    this.#host = host;
    this.registerTarget("jupyter.widget.control", (comm) => this.#widgets.answer(comm));
  }

  registerTarget(name: string, handler: TargetHandler): void {
    this.#targets.set(name, { handler, cell: this.#host.currentCell() });
  }

  openComm(target: string, data: unknown = {}, options: CommOptions = {}): Comm {
    const comm = this.#end(randomUUID(), target, this.#host.currentCell());
    comm.publish("comm_open", data, options.buffers, options.metadata);
    return comm;
  }

  /** A message of the front end. */
  receive({ kind, cell, metadata }: FromFrontEnd, [content, ...buffers]: Uint8Array[]): void {
    const message = $JSON.parse(Buffer.from(content ?? []).toString());
    const { comm_id: id, target_name: target, data = {} } = message;
    if (kind === "comm_open") {
      this.#opened(id, target, cell, { data, buffers, metadata });
      return;
    }
    const comm = this.#open.get(id);
    if (comm === undefined) return;
    if (kind === "comm_close") this.#open.delete(id);
    comm.hear(kind, cell, { data, buffers, metadata });
  }

  #opened(id: string, name: string, cell: CellId, { data, buffers, metadata }: CommData): void {
    const target = this.#targets.get(name);
    if (target === undefined) {
      const content = { comm_id: id, data: {} };
      this.#host.publish("comm_close", content, { comm: { id }, cell });
      return;
    }
    const credit = cell === 0 ? target.cell : cell;
    const comm = this.#end(id, name, target.cell);
    run(this.#host, credit, () => target.handler(comm, data, { metadata, buffers }));
  }

  #end(id: string, target: string, cell: CellId): CommEnd {
    const comm = new CommEnd(this.#host, id, target, cell, (kind, sent) => {
      if (kind === "comm_close") this.#open.delete(id);
      if (target === "jupyter.widget") this.#widgets.note(id, kind, sent);
    });
    this.#open.set(id, comm);
    return comm;
  }
}

/** Tells of what passes through a comm, in either direction. */
type Note = (kind: MessageType, passed: CommData) => void;

class CommEnd implements Comm {
  readonly id: string;
  readonly target: string;
  readonly #host: CommHost;
  readonly #cell: CellId;
  readonly #note: Note;
  readonly #handlers: Record<"comm_msg" | "comm_close", CommHandler[]> = {
    comm_msg: [],
    comm_close: [],
  };
  #closed = false;

  constructor(host: CommHost, id: string, target: string, cell: CellId, note: Note) {
    this.#host = host;
    this.id = id;
    this.target = target;
    this.#cell = cell;
    this.#note = note;
  }

  send(data: unknown, buffers?: ArrayBufferView[], metadata?: Record<string, unknown>): void {
    this.publish("comm_msg", data, buffers, metadata);
  }

  onMessage(handler: CommHandler): void {
    this.#handlers.comm_msg.push(handler);
  }

  onClose(handler: CommHandler): void {
    this.#handlers.comm_close.push(handler);
  }

  close(data: unknown = {}): void {
    this.publish("comm_close", data);
    this.#closed = true;
  }

  /** What is sent after the end is lost, as the other end is. */
  publish(
    kind: MessageType,
    data: unknown = {},
    views: readonly ArrayBufferView[] = [],
    metadata: Record<string, unknown> = {},
  ): void {
    if (this.#closed) return;
    const buffers = views.map(bytes);
    const { id, target } = this;
    const content = { comm_id: id, ...(kind === "comm_open" && { target_name: target }), data };
    this.#host.publish(kind, content, { metadata, buffers, comm: { id, target } });
    this.#note(kind, { data, buffers, metadata });
  }

  hear(kind: "comm_msg" | "comm_close", cell: CellId, heard: CommData): void {
    if (kind === "comm_close") this.#closed = true;
    this.#note(kind, heard);
    const credit = cell === 0 ? this.#cell : cell;
    for (const handler of this.#handlers[kind]) {
      run(this.#host, credit, () => handler(heard.data, heard.buffers, heard.metadata));
    }
  }
}

/** Runs a handler of the user's; what it throws, at once or later, is shown in `cell`. */
function run(host: CommHost, cell: CellId, handler: () => void | Promise<void>): void {
  host.runAs(cell, async () => {
    try {
      await handler();
    } catch (error) {
      host.reportError(error, cell);
    }
  });
}

function bytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new $Uint8Array(buffer, byteOffset, byteLength);
}
