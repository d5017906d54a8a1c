/**
 * Ids of cells: kept where they are valid, made where they are not.
 *
 * Source: JEP 62, "Cell ids", and nbformat's schema 4.5.
 *
 * @module
 */

import { randomBytes } from "node:crypto";

const VALID = /^[a-zA-Z0-9_-]{1,64}$/;

/** Gives ids one after the other, no two alike. */
export class CellIds {
  readonly #taken = new Set<string>();

  /** `wanted` if it is valid and not taken yet, else a new one. */
  take(wanted?: unknown): string {
    let id = wanted;
    while (typeof id !== "string" || !VALID.test(id) || this.#taken.has(id)) {
      id = randomBytes(4).toString("hex");
    }
    this.#taken.add(id);
    return id;
  }
}
