/**
 * Comm messages that the child has not heard yet. Each keeps the kernel busy until its handlers have run, so that
 * what they show comes before its idle: front ends send the next one then, as ipywidgets do.
 *
 * @module
 */

import type { CellId } from "../link/messages.ts";

export class Unheard {
  readonly #waiting = new Map<CellId, () => void>();
  #over = false;

  /** Resolves when the child has heard the message, or will not. @param id As outputs of its handlers carry it. */
  wait(id: CellId): Promise<void> {
    if (this.#over) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /** The child hears messages in the order of their ids. */
  heard(id: CellId): void {
    for (const [waiting, resolve] of this.#waiting) {
      if (waiting > id) break;
      this.#waiting.delete(waiting);
      resolve();
    }
  }

  /** The child has died, or an interrupt has ended its handlers halfway. */
  release(): void {
    this.heard(Number.POSITIVE_INFINITY);
  }

  /** No child will hear anything any more. */
  close(): void {
    this.#over = true;
    this.release();
  }
}
