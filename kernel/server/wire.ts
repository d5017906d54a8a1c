/**
 * The kernel's end of the wire: takes requests from the sockets, signs and sends what the kernel has to say.
 *
 * @module
 */

import type { Router } from "zeromq";
import type { Connection } from "../protocol/connection-file.ts";
import { type DropReason, decodeMessage, encodeMessage } from "../protocol/frames.ts";
import { Session } from "../protocol/header.ts";
import type { Json, Message } from "../protocol/messages.ts";
import { createSigner, type Signer } from "../protocol/signature.ts";
import { log } from "./log.ts";
import { SendQueue } from "./send-queue.ts";
import { bindSockets, echoHeartbeat, type Sockets } from "./sockets.ts";

/** A message of a front end and the channel it came by, which is where its reply goes. */
export interface Request {
  readonly channel: "shell" | "control";
  readonly message: Message;
}

/** The header of the request that something belongs to; empty where there is none. */
export type Parent = Message["parent_header"];

export interface Extras {
  metadata?: Json;
  buffers?: readonly Uint8Array[];
}

export interface Listener {
  request(request: Request): void;
  /** From the stdin channel. */
  input(message: Message): void;
}

export class Wire {
  readonly #session: Session = new Session("kernel");
  readonly #signer: Signer;
  readonly #sockets: Sockets;
  readonly #queues: Record<"shell" | "control" | "stdin" | "iopub", SendQueue>;
  readonly #dropped = new Map<DropReason, number>();

  private constructor(connection: Connection, sockets: Sockets) {
    this.#signer = createSigner(connection.key, connection.hash);
    this.#sockets = sockets;
    this.#queues = {
      shell: new SendQueue(sockets.shell),
      control: new SendQueue(sockets.control),
      stdin: new SendQueue(sockets.stdin),
      iopub: new SendQueue(sockets.iopub),
    };
  }

  /** @throws ConnectionError where an address cannot be bound. */
  static async bind(connection: Connection): Promise<Wire> {
    return new Wire(connection, await bindSockets(connection));
  }

  /** Starts to hear requests, answer heartbeats and welcome subscribers. */
  listen(listener: Listener): void {
    const { shell, control, stdin, hb } = this.#sockets;
    const loops = [
      echoHeartbeat(hb),
      this.#welcomeSubscribers(),
      this.#receive(shell, (message) => listener.request({ channel: "shell", message })),
      this.#receive(control, (message) => listener.request({ channel: "control", message })),
      this.#receive(stdin, (message) => listener.input(message)),
    ];
    for (const loop of loops) loop.catch((error) => log(() => `a socket has failed: ${error}`));
  }

  reply(request: Request, type: string, content: Json | Uint8Array, metadata: Json = {}): void {
    const { identities, header } = request.message;
    this.#queues[request.channel].push(
      encodeMessage(
        {
          identities,
          header: this.#session.header(type),
          parent_header: header,
          metadata,
          content,
        },
        this.#signer,
      ),
    );
  }

  publish(type: string, parent: Parent, content: Json | Uint8Array, extras: Extras = {}): void {
    const topic = Buffer.from(`kernel.${this.#session.id}.${type}`);
    this.#publishAs(topic, type, parent, content, extras);
  }

  /** Asks the client that sent `request` for a line. @returns The id that the answer has for a parent. */
  requestInput(request: Request, content: Json): string {
    const header = this.#session.header("input_request");
    const { identities, header: parent_header } = request.message;
    this.#queues.stdin.push(
      encodeMessage({ identities, header, parent_header, content }, this.#signer),
    );
    return header.msg_id;
  }

  /** Sends what is left to send and closes the sockets. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#queues).map((queue) => queue.drained()));
    const { shell, control, stdin, iopub, hb } = this.#sockets;
    for (const socket of [shell, control, stdin, iopub, hb]) socket.close();
  }

  #publishAs(
    topic: Uint8Array,
    type: string,
    parent: Parent,
    content: Json | Uint8Array,
    extras: Extras = {},
  ): void {
    const header = this.#session.header(type);
    this.#queues.iopub.push(
      encodeMessage(
        { identities: [topic], header, parent_header: parent, content, ...extras },
        this.#signer,
      ),
    );
  }

  async #receive(socket: Router, handle: (message: Message) => void): Promise<void> {
    for await (const frames of socket) {
      const decoded = decodeMessage(frames, this.#signer);
      if ("message" in decoded) {
        handle(decoded.message);
      } else {
        const count = (this.#dropped.get(decoded.drop) ?? 0) + 1;
        this.#dropped.set(decoded.drop, count);
        log(() => `dropped a message: ${decoded.drop} (${count} so far)`);
      }
    }
  }

  /** A frame of XPUB is 1 and a topic for a subscription, 0 and a topic for its end. */
  async #welcomeSubscribers(): Promise<void> {
    for await (const [frame] of this.#sockets.iopub) {
      if (frame?.[0] !== 1) continue;
      const topic = frame.subarray(1);
      this.#publishAs(topic, "iopub_welcome", {}, { subscription: topic.toString() });
    }
  }
}
