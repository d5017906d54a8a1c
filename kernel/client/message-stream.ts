/**
 * Messages as they come, for one reader: `for await (const message of stream)`.
 *
 * @module
 */

import type { Message } from "../protocol/messages.ts";

export class MessageStream implements AsyncIterable<Message> {
  readonly #waiting: Message[] = [];
  #wake: (() => void) | undefined;
  #ended = false;
  #error: Error | undefined;

  push(message: Message): void {
    this.#waiting.push(message);
    this.#wake?.();
  }

  /** What was pushed before is still read. With an error, the reader gets it in the end. */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Message, undefined> {
    for (;;) {
      const message = this.#waiting.shift();
      if (message !== undefined) {
        yield message;
      } else if (this.#ended) {
        if (this.#error !== undefined) throw this.#error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
