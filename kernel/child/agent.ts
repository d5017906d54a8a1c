/**
 * The agent: a worker thread of the child that hears the kernel process whatever the main thread does.
 *
 * It passes messages on, delivers interrupts, wakes the main thread from synchronous waits, and ends the whole
 * process when the kernel process is gone.
 *
 * @module
 */

import { Socket } from "node:net";
import process from "node:process";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { encodeFrame, FrameReader } from "../link/frames.ts";
import type { FromAgent, ToChild } from "../link/messages.ts";
import type {
  AgentData,
  Answer,
  Mail,
  ToAgent,
  TranspileAnswer,
  TranspileRequest,
} from "./agent-messages.ts";
import { Interrupter } from "./interrupter.ts";
import { Slot } from "./shared-memory.ts";

const { memory, mail, answers } = workerData as AgentData;

/** From the descriptor's end to SIGKILL: time for the main thread to run its exit handlers. */
const EXIT_GRACE_MS = 2000;

/** So long the main thread may be busy before it is terminated in order to exit. */
const EXIT_BUSY_MS = 300;

/** How often unread mail is announced again. */
const REMIND_MS = 250;

const parent = new Socket({ fd: 3, readable: true, writable: true });

/** Wakes the main thread's event loop; what to do it finds in shared memory and in its mail. */
function ring(): void {
  parentPort?.postMessage(null);
}

function tellParent(message: FromAgent): void {
  if (parent.writable) parent.write(encodeFrame(message));
}

const interrupter = new Interrupter(memory, ring);

/** Counts the mail that was posted. */
let posted = 0;

/** Mail that came during an interrupt: it belongs to what comes after. */
let held: Mail[] = [];

function deliver(letter: Mail): void {
  if (interrupter.busy) {
    held.push(letter);
    return;
  }
  posted++;
  const buffer = letter.parts[0]?.buffer;
  mail.postMessage(letter, buffer instanceof ArrayBuffer ? [buffer] : []);
  ring();
}

setInterval(() => {
  if (Atomics.load(memory, Slot.taken) !== posted) ring();
}, REMIND_MS);

async function interrupt(id: number): Promise<void> {
  await interrupter.interrupt();
  tellParent({ type: "interrupted", interrupt: id });
  if (interrupter.busy) return;
  const waiting = held;
  held = [];
  for (const letter of waiting) deliver(letter);
}

function answer(message: Answer): void {
  answers.postMessage(message);
  Atomics.add(memory, Slot.answers, 1);
  Atomics.notify(memory, Slot.answers);
}

/** Who asked for a file: the main thread, which waits for an answer, or the owner of a port. */
const askers = new Map<number, { request: number; port?: MessagePort }>();
let transpileRequests = 0;

function askForTranspile(
  { request, path, asCommonJs }: TranspileRequest,
  port?: MessagePort,
): void {
  const id = ++transpileRequests;
  askers.set(id, port === undefined ? { request } : { request, port });
  tellParent({ type: "transpile", request: id, path, ...(asCommonJs && { asCommonJs }) });
}

function transpiled({ request, result }: Extract<ToChild, { type: "transpiled" }>): void {
  const asker = askers.get(request);
  if (asker === undefined) return;
  askers.delete(request);
  const found: TranspileAnswer = { request: asker.request, result };
  if (asker.port === undefined) answer({ type: "transpiled", ...found });
  else asker.port.postMessage(found);
}

parentPort?.on("message", (message: ToAgent) => {
  if (message.type === "transpile") {
    askForTranspile(message);
    return;
  }
  message.port.on("message", (request: TranspileRequest) => askForTranspile(request, message.port));
});

let exiting = false;

/** Asks the main thread to exit, then makes it, then ends the process. */
function exit(): void {
  if (exiting) return;
  exiting = true;
  Atomics.store(memory, Slot.exit, 1);
  ring();
  setTimeout(() => void interrupter.interrupt(), EXIT_BUSY_MS);
  setTimeout(() => process.kill(process.pid, "SIGKILL"), EXIT_GRACE_MS);
}

const reader = new FrameReader<ToChild>((message, parts) => {
  switch (message.type) {
    case "execute":
    case "comm":
      return deliver({ message, parts });
    case "interrupt":
      return void interrupt(message.interrupt);
    case "input_reply":
      return answer(message);
    case "transpiled":
      return transpiled(message);
    case "exit":
      return exit();
    default:
      return message satisfies never;
  }
});

parent.on("data", (chunk: Buffer) => reader.push(chunk));
parent.on("error", exit);
parent.on("end", exit);
parent.on("close", exit);

// The first ring: cells can run.
ring();
