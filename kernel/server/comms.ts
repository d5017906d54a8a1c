/**
 * The comms that are open, as the child and the front ends told: so that comm_info_request is answered while a cell
 * runs.
 *
 * Source: jupyter_client `docs/messaging.rst`, "Comm info" and "Custom Messages".
 *
 * @module
 */

import type { Json } from "../protocol/messages.ts";

export class Comms {
  readonly #targets = new Map<string, string>();

  opened(id: string, target: string): void {
    this.#targets.set(id, target);
  }

  closed(id: string): void {
    this.#targets.delete(id);
  }

  /** Forgets all. @returns Their ids, so that the front ends can be told. */
  clear(): string[] {
    const ids = [...this.#targets.keys()];
    this.#targets.clear();
    return ids;
  }

  /** `comms` of a comm_info_reply. */
  info(target: unknown): Json {
    const all = [...this.#targets].filter(
      ([, name]) => typeof target !== "string" || name === target,
    );
    return Object.fromEntries(all.map(([id, name]) => [id, { target_name: name }]));
  }
}
