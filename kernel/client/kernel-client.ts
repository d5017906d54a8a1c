/**
 * A client of any Jupyter kernel, ours or another: starts it, asks it, listens to it, ends it.
 *
 * ```ts
 * const client = await KernelClient.start({ argv: ownKernelArgv() });
 * const { reply, published } = await client.execute("6 * 7").outcome;
 * await client.shutdown();
 * ```
 *
 * @module
 */

import { userInfo } from "node:os";
import { ConnectionError } from "../errors.ts";
import { addressOf, type Connection, readConnectionFile } from "../protocol/connection-file.ts";
import type { DropReason } from "../protocol/frames.ts";
import { Session } from "../protocol/header.ts";
import type { Header, Json, Message } from "../protocol/messages.ts";
import { KernelProcess, type LaunchOptions } from "./kernel-process.ts";
import { Request } from "./request.ts";
import { type AskingChannel, KernelSockets, type MessageChannel } from "./sockets.ts";
import { within } from "./within.ts";

export interface StartOptions extends LaunchOptions {
  /** Of the kernelspec. Default `message`. */
  readonly interruptMode?: "message" | "signal" | undefined;

  /** How long the kernel may take until it answers, in milliseconds. Default a minute. */
  readonly startTimeout?: number | undefined;
}

export interface SendOptions {
  /** Default shell. */
  readonly channel?: AskingChannel;
  readonly metadata?: Json;
  readonly buffers?: readonly Uint8Array[];
  readonly parent?: Header;
  /** Members of the header to set otherwise. */
  readonly header?: Partial<Header>;
}

/** Answers an `input_request`. */
export type InputHandler = (content: Json, request: Message) => string | Promise<string>;

const START_TIMEOUT_MS = 60_000;
/** How often a probe is sent until iopub is heard. */
const PROBE_MS = 100;
const START_ATTEMPTS = 3;

/**
 * Turns without a message, of 20 ms each, after which nothing more is to come of a process that has ended: by itself, with
 * all answers handed to its sockets, which a busy machine may take long to bring; or in another way.
 */
const QUIET_TURNS = { orderly: 100, other: 5 };

export class KernelClient {
  readonly connection: Connection;

  /** Only where this client started the kernel. */
  readonly process: KernelProcess | undefined;

  /** Answers `prompt` and the like; without it, cells are told that nobody can be asked. */
  onInput: InputHandler | undefined;

  readonly #session: Session = new Session(userName());
  readonly #sockets: KernelSockets;
  readonly #interruptMode: "message" | "signal";
  readonly #requests = new Map<string, Request>();
  #received = 0;
  readonly #listeners = new Set<(message: Message, channel: MessageChannel) => void>();
  #info: Json = {};
  #closed = false;

  /**
   * Starts a kernel and waits until it answers and is heard.
   *
   * @throws ConnectionError with what the process printed, if it does not come up.
   */
  static async start(options: StartOptions): Promise<KernelClient> {
    for (let attempt = 1; ; attempt++) {
      const kernel = await KernelProcess.launch(options);
      try {
        const client = new KernelClient(kernel.connection, kernel, options.interruptMode);
        await client.#ready(options.startTimeout ?? START_TIMEOUT_MS);
        return client;
      } catch (error) {
        kernel.discard();
        // The free ports may have been taken by another program in the meantime.
        if (attempt === START_ATTEMPTS || !/address already in use|EADDRINUSE/i.test(kernel.tail)) {
          throw error;
        }
      }
    }
  }

  /**
   * Connects to a kernel that runs already.
   *
   * @throws ConnectionError if the connection file is wrong or nobody answers.
   */
  static async connect(
    connection: Connection | string,
    { startTimeout = START_TIMEOUT_MS }: Pick<StartOptions, "startTimeout"> = {},
  ): Promise<KernelClient> {
    const resolved = typeof connection === "string" ? readConnectionFile(connection) : connection;
    const client = new KernelClient(resolved, undefined);
    await client.#ready(startTimeout);
    return client;
  }

  private constructor(
    connection: Connection,
    kernel: KernelProcess | undefined,
    interruptMode: "message" | "signal" = "message",
  ) {
    this.connection = connection;
    this.process = kernel;
    this.#interruptMode = interruptMode;
    this.#sockets = new KernelSockets(connection, this.#session.id, (message, channel) =>
      this.#receive(message, channel),
    );
    void kernel?.exited.then(async () => {
      await this.#lastMessages();
      if (!this.#closed) this.#failAll(kernel.failure("the kernel process has ended"));
    });
  }

  /** Of this client; messages of others have another. */
  get session(): string {
    return this.#session.id;
  }

  /** Content of the first kernel_info_reply. */
  get info(): Json {
    return this.#info;
  }

  /** Frames that came and were no messages. */
  get dropped(): ReadonlyArray<{ channel: MessageChannel; reason: DropReason }> {
    return this.#sockets.dropped;
  }

  /** Sends a request; what comes of it is in the value returned. */
  request(messageType: string, content: Json, options: SendOptions = {}): Request {
    const header = { ...this.#session.header(messageType), ...options.header };
    const request = new Request(header);
    if (this.#closed || this.process?.exit !== undefined) {
      request.fail(this.#gone());
      return request;
    }
    this.#requests.set(header.msg_id, request);
    this.#send(header, content, options).catch((error) => request.fail(error));
    return request;
  }

  /** Sends a message that nothing answers: comm messages, input_reply. */
  send(messageType: string, content: Json, options: SendOptions = {}): Promise<void> {
    const header = { ...this.#session.header(messageType), ...options.header };
    return this.#send(header, content, options);
  }

  /** An execute_request; `content` sets its members otherwise. */
  execute(code: string, content: Json = {}, options: SendOptions = {}): Request {
    return this.request(
      "execute_request",
      {
        ...{ code, silent: false, store_history: true, user_expressions: {} },
        ...{ allow_stdin: this.onInput !== undefined, stop_on_error: true },
        ...content,
      },
      options,
    );
  }

  /** Calls `listener` with all messages that come on all channels; returns how to stop it. */
  onMessage(listener: (message: Message, channel: MessageChannel) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends frames as they are, to see what a kernel makes of them. */
  sendFrames(channel: AskingChannel, frames: readonly (Uint8Array | string)[]): Promise<void> {
    return this.#sockets.sendFrames(
      channel,
      frames.map((frame) => (typeof frame === "string" ? Buffer.from(frame) : frame)),
    );
  }

  /** How long a heartbeat takes, in milliseconds; undefined if none comes back in time. */
  ping(timeout = 5000): Promise<number | undefined> {
    return this.#sockets.heartbeat.ping(timeout);
  }

  /** Stops the running cell, as the kernelspec says that this is done. */
  async interrupt(): Promise<void> {
    if (this.#interruptMode === "signal") this.process?.interrupt();
    else await this.request("interrupt_request", {}, { channel: "control" }).reply;
  }

  /**
   * Asks the kernel to end; a process that we started and that is still there after `grace` milliseconds
   * is killed. Closes the client.
   */
  async shutdown({ grace = 5000 }: { grace?: number } = {}): Promise<void> {
    const { process: kernel } = this;
    const request = this.request("shutdown_request", { restart: false }, { channel: "control" });
    this.#closed = true; // its end is expected from here on
    const ended: Promise<unknown> = kernel === undefined ? request.reply : kernel.exited;
    await within(ended, grace).catch(() => {});
    await this.close();
  }

  /** Closes the sockets. The kernel goes on, unless this client started it: then it is ended at once. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#failAll(this.#gone());
    await this.#sockets.close();
    this.process?.discard();
    await this.process?.exited;
  }

  #send(header: Header, content: Json, options: SendOptions): Promise<void> {
    const { channel = "shell", metadata = {}, buffers = [], parent = {} } = options;
    return this.#sockets.send(channel, {
      ...{ header, parent_header: parent, metadata, content, buffers },
    });
  }

  /** Waits for kernel_info_reply, and until iopub is connected, so that no output is missed. */
  async #ready(timeout: number): Promise<void> {
    let heard = false;
    const stop = this.onMessage((_, channel) => {
      heard ||= channel === "iopub";
    });
    try {
      const deadline = performance.now() + timeout;
      const reply = await within(this.request("kernel_info_request", {}).reply, timeout);
      this.#info = reply?.content ?? {};
      // A kernel of protocol 5.5 welcomes us on iopub; an older one is asked again until iopub says so.
      while (reply !== undefined && !heard && performance.now() < deadline) {
        await within(this.request("kernel_info_request", {}).outcome, PROBE_MS);
      }
      if (!heard) throw this.#silence(timeout);
    } catch (error) {
      const exited = this.process?.exit !== undefined;
      const failure = exited ? this.process?.failure("the kernel did not start") : error;
      await this.close();
      throw failure;
    } finally {
      stop();
    }
  }

  /**
   * What an ended process has sent may still be on its way. Turns of the event loop are counted, not time alone: on a busy machine
   * a single long turn may be all that a timer sees.
   */
  async #lastMessages(): Promise<void> {
    const turns = this.process?.exit?.code === 0 ? QUIET_TURNS.orderly : QUIET_TURNS.other;
    for (let turn = 0; turn < turns && this.#requests.size > 0; turn++) {
      const before = this.#received;
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (this.#received > before) turn = 0;
    }
  }

  #receive(message: Message, channel: MessageChannel): void {
    this.#received++;
    for (const listener of this.#listeners) listener(message, channel);
    const request = this.#requests.get(message.parent_header.msg_id ?? "");
    if (channel === "iopub") request?.publish(message);
    else if (channel === "stdin") void this.#answerInput(message);
    else request?.answer(message);
    if (request?.settled) this.#requests.delete(request.id);
  }

  async #answerInput(message: Message): Promise<void> {
    if (message.header.msg_type !== "input_request") return;
    const value = (await this.onInput?.(message.content, message)) ?? "";
    await this.send("input_reply", { value }, { channel: "stdin", parent: message.header });
  }

  #failAll(error: Error): void {
    for (const request of this.#requests.values()) request.fail(error);
    this.#requests.clear();
  }

  #gone(): ConnectionError {
    if (this.process?.exit !== undefined && !this.#closed) {
      return this.process.failure("the kernel process has ended");
    }
    return new ConnectionError({
      what: "the connection to the kernel is closed",
      hint: "start the kernel again",
    });
  }

  #silence(timeout: number): ConnectionError {
    const what = `the kernel does not answer within ${timeout / 1000} s`;
    return (
      this.process?.failure(what) ??
      new ConnectionError({
        what,
        where: addressOf(this.connection, "shell"),
        hint: "see whether it still runs, and whether this is its newest connection file",
      })
    );
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "user"; // an id without an account, as in containers
  }
}
