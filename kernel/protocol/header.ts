/**
 * Headers of the messages that one side of a connection sends.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Message header".
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import { type Header, PROTOCOL_VERSION } from "./messages.ts";

/** One run of a client or kernel: its messages share a session and have ids of their own. */
export class Session {
  readonly id: string = randomUUID();
  readonly #username: string;
  #sent = 0;

  constructor(username: string) {
    this.#username = username;
  }

  header(messageType: string): Header {
    this.#sent += 1;
    return {
      msg_id: `${this.id}_${this.#sent}`,
      msg_type: messageType,
      session: this.id,
      username: this.#username,
      date: new Date().toISOString(),
      version: PROTOCOL_VERSION,
    };
  }
}
