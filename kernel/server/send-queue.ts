/**
 * Sends the messages of one socket one by one, each after the one before has left.
 *
 * zeromq allows one send at a time: it takes 512 of them within a turn of the event loop and then throws EBUSY, so
 * that whoever does not wait loses output.
 *
 * @module
 */

import { log } from "./log.ts";

interface Sender {
  send(frames: Uint8Array[]): Promise<void>;
}

export class SendQueue {
  readonly #socket: Sender;
  readonly #waiting: Uint8Array[][] = [];
  #sending: Promise<void> | undefined;

  constructor(socket: Sender) {
    this.#socket = socket;
  }

  push(frames: Uint8Array[]): void {
    this.#waiting.push(frames);
    this.#sending ??= this.#send();
  }

  /** Resolves when all that was pushed has been given to zeromq. */
  async drained(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
  }

  async #send(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        await this.#socket.send(next);
      } catch (error) {
        // The one message is lost, as to a client that has gone; those behind it are not.
        log(() => `a message could not be sent: ${error}`);
      }
    }
    this.#sending = undefined;
  }
}
