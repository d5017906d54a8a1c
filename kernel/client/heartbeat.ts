/**
 * The heartbeat channel: what is sent comes back, whatever the kernel is busy with.
 *
 * @module
 */

import { Request } from "zeromq";

export class Heartbeat {
  readonly #socket: Request;
  #last: Promise<unknown> = Promise.resolve();

  constructor(address: string, ipv6: boolean) {
    // Relaxed and correlated: a beat that never came back does not stand in the way of the next.
    this.#socket = new Request({ linger: 0, relaxed: true, correlate: true, ipv6 });
    this.#socket.connect(address);
  }

  /** Milliseconds until it came back, or undefined if it did not in time. */
  ping(timeout: number): Promise<number | undefined> {
    const beat = this.#last.then(() => this.#beat(timeout));
    this.#last = beat;
    return beat;
  }

  close(): void {
    this.#socket.close();
  }

  async #beat(timeout: number): Promise<number | undefined> {
    if (this.#socket.closed) return undefined;
    const started = performance.now();
    this.#socket.receiveTimeout = timeout;
    try {
      await this.#socket.send("ping");
      await this.#socket.receive();
      return performance.now() - started;
    } catch {
      return undefined;
    }
  }
}
