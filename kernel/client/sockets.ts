/**
 * The client's ends of a kernel's channels: messages out, messages in.
 *
 * @module
 */

import { Dealer, Subscriber } from "zeromq";
import { addressOf, type Connection } from "../protocol/connection-file.ts";
import {
  type DropReason,
  decodeMessage,
  encodeMessage,
  type OutgoingMessage,
} from "../protocol/frames.ts";
import type { Message } from "../protocol/messages.ts";
import { createSigner, type Signer } from "../protocol/signature.ts";
import { ChannelSocket } from "./channel.ts";
import { Heartbeat } from "./heartbeat.ts";

/** Channels that a client sends on. */
export type AskingChannel = "shell" | "control" | "stdin";
export type MessageChannel = AskingChannel | "iopub";

const OPTIONS = {
  linger: 0,
  receiveHighWaterMark: 0,
  // A connection that is refused, as the kernel is not there yet, is tried again this soon.
  reconnectInterval: 10,
};

export class KernelSockets {
  readonly heartbeat: Heartbeat;

  /** Frames that came and were no messages. */
  readonly dropped: Array<{ channel: MessageChannel; reason: DropReason }> = [];

  readonly #signer: Signer;
  readonly #sockets: Readonly<Record<MessageChannel, ChannelSocket>>;

  constructor(
    connection: Connection,
    identity: string,
    receive: (message: Message, channel: MessageChannel) => void,
  ) {
    this.#signer = createSigner(connection.key, connection.hash);
    const open = (channel: MessageChannel, socket: Dealer | Subscriber): ChannelSocket => {
      socket.connect(addressOf(connection, channel));
      return new ChannelSocket(socket, (frames) => {
        const decoded = decodeMessage(frames, this.#signer);
        if ("drop" in decoded) this.dropped.push({ channel, reason: decoded.drop });
        else receive(decoded.message, channel);
      });
    };
    // The kernel addresses its input_request to whoever sent the request on shell: one identity for all.
    const options = { ...OPTIONS, ipv6: connection.ip.includes(":") };
    const dealer = () => new Dealer({ ...options, sendHighWaterMark: 0, routingId: identity });
    const iopub = new Subscriber(options);
    iopub.subscribe();
    this.#sockets = {
      iopub: open("iopub", iopub),
      shell: open("shell", dealer()),
      control: open("control", dealer()),
      stdin: open("stdin", dealer()),
    };
    this.heartbeat = new Heartbeat(addressOf(connection, "hb"), options.ipv6);
  }

  send(channel: AskingChannel, message: OutgoingMessage): Promise<void> {
    return this.sendFrames(channel, encodeMessage(message, this.#signer));
  }

  sendFrames(channel: AskingChannel, frames: readonly Uint8Array[]): Promise<void> {
    return this.#sockets[channel].send(frames);
  }

  /** Sends what waits, then closes. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#sockets).map((socket) => socket.close()));
    this.heartbeat.close();
  }
}
