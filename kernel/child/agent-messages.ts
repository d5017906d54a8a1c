/**
 * What the child's main thread and its agent post to each other.
 *
 * @module
 */

import type { MessagePort } from "node:worker_threads";
import type { ToChild, TranspiledFile } from "../link/messages.ts";
import type { SharedMemory } from "./shared-memory.ts";

/** How the agent is started. */
export interface AgentData {
  memory: SharedMemory;
  /** Takes {@link Mail}. */
  mail: MessagePort;
  /** Takes {@link Answer}. */
  answers: MessagePort;
}

/** What the main thread does in its own time: never listened to, always fetched, so that no termination loses one. */
export interface Mail {
  message: Extract<ToChild, { type: "execute" | "comm" }>;
  parts: Uint8Array[];
}

/** What the main thread waits for synchronously. */
export type Answer =
  | Extract<ToChild, { type: "input_reply" }>
  | { type: "transpiled"; request: number; result: TranspiledFile };

/** Main thread → agent. */
export type ToAgent =
  | ({ type: "transpile" } & TranspileRequest)
  /** A port whose other end, in any thread, may post {@link TranspileRequest}s. */
  | { type: "transpile_port"; port: MessagePort };

export interface TranspileRequest {
  /** Chosen by the asker. */
  request: number;
  path: string;
  /** Whether an ES module is to become CommonJS as well: for `require()` where Node cannot do it. */
  asCommonJs?: boolean;
}

export interface TranspileAnswer {
  request: number;
  result: TranspiledFile;
}
