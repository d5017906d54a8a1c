/**
 * Starts the agent thread, and gives the main thread's ends of the lines to it.
 *
 * @module
 */

import { writeSync } from "node:fs";
import process from "node:process";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { AgentData, ToAgent } from "./agent-messages.ts";
import { memory } from "./shield.ts";

export interface Agent {
  /** Mail for the main thread; to be fetched. */
  readonly mail: MessagePort;
  /** Answers to what the main thread waits for. */
  readonly answers: MessagePort;
  /** Resolves when the agent listens. */
  readonly listens: Promise<void>;
  post(message: ToAgent, ports?: MessagePort[]): void;
  /** The agent rings: what there is to do is found in shared memory and in the mail. */
  onRing(handler: () => void): void;
}

export function startAgent(): Agent {
  const mail = new MessageChannel();
  const answers = new MessageChannel();
  const worker = new Worker(new URL("./agent.js", import.meta.url), {
    name: "agent",
    workerData: { memory, mail: mail.port2, answers: answers.port2 } satisfies AgentData,
    transferList: [mail.port2, answers.port2],
  });
  // Without its agent this process would hear nothing any more, not even that it has to end.
  worker.once("error", (error) => {
    writeSync(2, `${error.stack}\n`);
    process.kill(process.pid, "SIGKILL");
  });
  return {
    mail: mail.port1,
    answers: answers.port1,
    listens: new Promise((resolve) => worker.once("message", () => resolve())),
    post: (message, ports = []) => worker.postMessage(message, ports),
    onRing: (handler) => worker.on("message", handler),
  };
}
