/**
 * The line that a cell waits for: asked of the client that sent the cell, by the stdin channel.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Messages on the stdin (ROUTER/DEALER) channel".
 *
 * @module
 */

import type { Message } from "../protocol/messages.ts";
import type { Request, Wire } from "./wire.ts";

interface Question {
  id: string;
  session: string;
  answer(value: string | undefined): void;
}

export class Stdin {
  readonly #wire: Wire;
  #question: Question | undefined;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** @param answer Is called at most once; not at all when the question is withdrawn. */
  ask(
    request: Request,
    content: { prompt: string; password: boolean },
    answer: (value: string | undefined) => void,
  ): void {
    const id = this.#wire.requestInput(request, content);
    this.#question = { id, session: request.message.header.session, answer };
  }

  /** The cell that asked has ended; what is answered now is for nobody. */
  withdraw(): void {
    this.#question = undefined;
  }

  /** An answer names the question as its parent; jupyter_client's own method leaves the parent out. */
  input({ header, parent_header: parent, content }: Message): void {
    const question = this.#question;
    if (question === undefined || header.msg_type !== "input_reply") return;
    const meant =
      parent.msg_id === undefined
        ? header.session === question.session
        : parent.msg_id === question.id;
    if (!meant) return;
    this.#question = undefined;
    question.answer(typeof content.value === "string" ? content.value : undefined);
  }
}
