/**
 * A request under way: its reply, and what the kernel publishes because of it.
 *
 * @module
 */

import type { Header, Message } from "../protocol/messages.ts";
import { MessageStream } from "./message-stream.ts";

export interface Outcome {
  readonly reply: Message;
  /** What was published, `busy` and `idle` included. */
  readonly published: readonly Message[];
}

export class Request {
  readonly header: Header;

  /** Rejected with a ConnectionError when the kernel ends before it answers. */
  readonly reply: Promise<Message>;

  /** What iopub says with this request as parent, up to and including `idle`; for one reader. */
  readonly published: MessageStream = new MessageStream();

  /** Resolved when both the reply and `idle` are there. */
  readonly outcome: Promise<Outcome>;

  readonly #collected: Message[] = [];
  #replied = false;
  #idle = false;
  #resolveReply!: (reply: Message) => void;
  #resolveIdle!: () => void;
  #reject!: (error: Error) => void;

  constructor(header: Header) {
    this.header = header;
    const failed = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    const replied = new Promise<Message>((resolve) => {
      this.#resolveReply = resolve;
    });
    const idle = new Promise<void>((resolve) => {
      this.#resolveIdle = resolve;
    });
    this.reply = Promise.race([replied, failed]);
    this.outcome = Promise.race([
      Promise.all([replied, idle]).then(([reply]) => ({ reply, published: this.#collected })),
      failed,
    ]);
    // Nobody has to wait for either.
    this.reply.catch(() => {});
    this.outcome.catch(() => {});
  }

  get id(): string {
    return this.header.msg_id;
  }

  /** Whether both the reply and `idle` have come. */
  get settled(): boolean {
    return this.#replied && this.#idle;
  }

  answer(reply: Message): void {
    this.#replied = true;
    this.#resolveReply(reply);
  }

  publish(message: Message): void {
    this.#collected.push(message);
    this.published.push(message);
    if (message.header.msg_type === "status" && message.content.execution_state === "idle") {
      this.#idle = true;
      this.published.end();
      this.#resolveIdle();
    }
  }

  fail(error: Error): void {
    this.published.end(error);
    this.#reject(error);
  }
}
