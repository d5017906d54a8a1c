/**
 * One socket of a client: what is sent leaves in order and none is lost, what arrives goes to one handler.
 *
 * @module
 */

import type { Dealer, Subscriber } from "zeromq";

export class ChannelSocket {
  readonly #socket: Dealer | Subscriber;
  #sending: Promise<void> = Promise.resolve();
  #receiving: Promise<void>;

  constructor(socket: Dealer | Subscriber, receive: (frames: Buffer[]) => void) {
    this.#socket = socket;
    this.#receiving = this.#receive(receive);
  }

  /** Sends are awaited one by one: zeromq refuses a second one while the first is under way. */
  send(frames: readonly Uint8Array[]): Promise<void> {
    const socket = this.#socket;
    if (!("send" in socket)) throw new TypeError("iopub is only listened to");
    const sent = this.#sending.then(() => {
      if (!socket.closed) return socket.send([...frames]);
    });
    this.#sending = sent.catch(() => {}); // the caller's to handle; the next one may succeed
    return sent;
  }

  /** Sends what waits, then closes. */
  async close(): Promise<void> {
    await this.#sending;
    if (!this.#socket.closed) this.#socket.close();
    await this.#receiving;
  }

  async #receive(receive: (frames: Buffer[]) => void): Promise<void> {
    try {
      for await (const frames of this.#socket) receive(frames);
    } catch (error) {
      // Closing the socket ends a pending receive with this code.
      if (!this.#socket.closed && (error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }
}
