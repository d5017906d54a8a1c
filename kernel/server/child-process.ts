/**
 * Starts the process in which cells run, and speaks with it (link/messages.ts).
 *
 * Descriptor 3 is a socket pair to the child's agent thread, descriptor 4 brings what its main thread
 * writes; stdout and stderr bring only what went past them: output of native code and of subprocesses.
 *
 * @module
 */

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { encodeFrame, FrameError, FrameReader } from "../link/frames.ts";
import type { ChildOptions, FromAgent, FromChild, ToChild } from "../link/messages.ts";

export interface StartOptions extends ChildOptions {
  /** Of V8's old generation, in MB; V8's own default when absent. */
  memoryLimitMb?: number;
}

export interface ChildEvents {
  /** Of the child's main thread, in the order it wrote them. */
  message(message: FromChild, parts: Buffer[]): void;
  agent(message: FromAgent): void;
  /** Whole characters, as they come. */
  native(name: "stdout" | "stderr", text: string): void;
  /**
   * Once, after everything that the child wrote has been delivered.
   *
   * @param stderrTail The end of what it wrote to stderr: V8's and Node's last words. When it could not be
   *   started at all, why; code and signal are null then.
   */
  exit(code: number | null, signal: NodeJS.Signals | null, stderrTail: string): void;
}

export interface Child {
  readonly pid: number;
  /** What is sent after the end is lost. */
  send(message: ToChild, parts?: readonly Uint8Array[]): void;
  kill(): void;
}

/** How much of stderr `exit` reports. */
const TAIL_CHARACTERS = 8192;

/** Subprocesses of the child may hold its pipes open after its end; so long their last words are waited for. */
const DRAIN_MS = 200;

/** How long a child may live on after one of its descriptors is closed, as it is when it ends. */
const DEAF_MS = 2000;

const MAIN = fileURLToPath(new URL("../child/main.js", import.meta.url));

export function startChild(options: StartOptions, events: ChildEvents): Child {
  const { memoryLimitMb, ...childOptions } = options;
  const process_ = spawn(
    process.execPath,
    [
      // Without it Node aborts when a callback of its own is terminated by an interrupt.
      "--no-force-async-hooks-checks",
      ...(memoryLimitMb === undefined ? [] : [`--max-old-space-size=${Math.floor(memoryLimitMb)}`]),
      MAIN,
      JSON.stringify(childOptions),
    ],
    {
      cwd: options.folder,
      env: cellsEnvironment(),
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
      windowsHide: true,
    },
  );
  const toAgent = process_.stdio[3] as Socket;
  const fromMain = process_.stdio[4] as Socket;

  const agentFrames = new FrameReader<FromAgent>((message) => events.agent(message));
  const mainFrames = new FrameReader<FromChild>((message, parts) => events.message(message, parts));
  readFrames(process_, toAgent, agentFrames);
  readFrames(process_, fromMain, mainFrames);
  const stderr = { tail: "" };
  readText(process_.stdout as Socket, (text) => events.native("stdout", text));
  readText(process_.stderr as Socket, (text) => {
    stderr.tail = (stderr.tail + text).slice(-TAIL_CHARACTERS);
    events.native("stderr", text);
  });
  reportEnd(process_, (code, signal, cause) =>
    events.exit(code, signal, cause === undefined ? stderr.tail : cause.message),
  );

  return {
    pid: process_.pid ?? 0,
    send(message, parts) {
      if (toAgent.writable) toAgent.write(encodeFrame(message, parts));
    },
    kill() {
      process_.kill("SIGKILL");
    },
  };
}

/** What the front end gave, less what is meant for this process alone (client/own-kernel.ts). */
function cellsEnvironment(): NodeJS.ProcessEnv {
  const { MALLOC_TRIM_THRESHOLD_: _, ...rest } = process.env;
  return rest;
}

function readFrames<T>(child: ChildProcess, socket: Socket, reader: FrameReader<T>): void {
  socket.on("data", (chunk: Buffer) => {
    try {
      reader.push(chunk);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      // Something else wrote into our descriptor: nothing after it can be understood.
      socket.destroy();
      child.kill("SIGKILL");
    }
  });
  // EPIPE and ECONNRESET of a child that ends; its end is reported by `exit`.
  socket.on("error", () => {});
  // A cell may close every descriptor there is: a child that hears or says nothing any more is of no use.
  socket.on("close", async () => {
    await setTimeout(DEAF_MS, undefined, { ref: false });
    child.kill("SIGKILL");
  });
}

function readText(socket: Socket, deliver: (text: string) => void): void {
  const decoder = new StringDecoder("utf8");
  socket.on("data", (chunk: Buffer) => {
    const text = decoder.write(chunk);
    if (text !== "") deliver(text);
  });
  socket.on("end", () => {
    const rest = decoder.end();
    if (rest !== "") deliver(rest);
  });
  socket.on("error", () => {});
}

/**
 * Waits for the process's end and for the end of its pipes. Descriptors 3 and 4 are the child's alone; stdout
 * and stderr may be held open by its subprocesses, so they are waited for only a moment.
 */
function reportEnd(
  child: ChildProcess,
  report: (code: number | null, signal: NodeJS.Signals | null, cause?: Error) => void,
): void {
  child.on("error", (error) => {
    // It could not be started at all: no `exit` will come.
    if (child.pid === undefined) report(null, null, error);
  });
  child.on("exit", async (code, signal) => {
    const [, stdout, stderr, toAgent, fromMain] = child.stdio as unknown as Socket[];
    await Promise.all([closed(toAgent), closed(fromMain)]);
    const drained = new AbortController();
    await Promise.race([
      Promise.all([closed(stdout), closed(stderr)]),
      setTimeout(DRAIN_MS, undefined, { signal: drained.signal }).catch(() => {}),
    ]);
    drained.abort();
    stdout?.destroy();
    stderr?.destroy();
    report(code, signal);
  });
}

function closed(socket: Socket | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (socket === undefined || socket.closed) resolve();
    else socket.once("close", () => resolve());
  });
}
