/**
 * What the parts of the child that cells touch (display, console, comms, modules) need of the rest of it.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { CellId, FromChild } from "../link/messages.ts";
import type { AskAgent } from "./ask-agent.ts";
import { cellSignal, latestExecutionCount } from "./cells.ts";
import { Comms } from "./comms.ts";
import { currentCell, runAs } from "./credit.ts";
import type { JupyterKernel } from "./display/api.ts";
import { describeError } from "./errors/describe-error.ts";
import { $JSON } from "./intrinsics.ts";
import { send } from "./output.ts";

type Publish = Extract<FromChild, { type: "publish" }>;

export interface PublishOptions {
  metadata?: Record<string, unknown>;
  buffers?: readonly Uint8Array[];
  /** Of comm messages. */
  comm?: { id: string; target?: string };
  /** Instead of the current one. */
  cell?: CellId;
}

export interface Host
  extends Pick<AskAgent, "input" | "transpile" | "lendPort">,
    Pick<JupyterKernel, "registerTarget" | "openComm"> {
  /** Sends an iopub message, at once. */
  publish(messageType: Publish["messageType"], content: object, options?: PublishOptions): void;
  /** Prints; at once as well. */
  stream(name: "stdout" | "stderr", text: string, cell?: CellId): void;
  /** Shows an error that ends nothing, as that of a callback. */
  reportError(error: unknown, cell?: CellId): void;
  /** The cell whose code runs, also in callbacks and after awaits. */
  currentCell(): CellId;
  runAs<T>(cell: CellId, work: () => T): T;
  /** Aborted when the running cell is interrupted. */
  readonly signal: AbortSignal;
  /** Of the running cell, else of the last. */
  readonly executionCount: number;
}

export function createHost(agent: AskAgent): { host: Host; comms: Comms } {
  const host: Host = {
    publish(messageType, content, { metadata, buffers = [], comm, cell = currentCell() } = {}) {
      send(
        {
          type: "publish",
          cell,
          messageType,
          ...(metadata !== undefined && { metadata }),
          ...(comm !== undefined && { comm }),
        },
        [Buffer.from($JSON.stringify(content)), ...buffers],
      );
    },
    stream(name, text, cell = currentCell()) {
      send({ type: "stream", cell, name }, [Buffer.from(text)]);
    },
    reportError(error, cell = currentCell()) {
      host.publish("error", describeError(error), { cell });
    },
    currentCell,
    runAs,
    get signal() {
      return cellSignal();
    },
    get executionCount() {
      return latestExecutionCount();
    },
    input: (prompt, password) => agent.input(prompt, password),
    transpile: (path, asCommonJs) => agent.transpile(path, asCommonJs),
    lendPort: (port) => agent.lendPort(port),
    registerTarget: (name, handler) => comms.registerTarget(name, handler),
    openComm: (target, data, options) => comms.openComm(target, data, options),
  };
  const comms = new Comms(host);
  return { host, comms };
}
