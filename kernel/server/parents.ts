/**
 * Whose output it is: the header of the request that each cell and each comm message came with. Outputs carry the
 * number given here, also those that come long after their cell has ended.
 *
 * @module
 */

import type { CellId } from "../link/messages.ts";
import type { Header } from "../protocol/messages.ts";
import type { Parent } from "./wire.ts";

/** Older requests are forgotten; their late output goes to the latest cell. */
const REMEMBERED = 10_000;

export class Parents {
  readonly #headers = new Map<CellId, Header>();
  /** Cells whose output is nobody's business. */
  readonly #silent = new Set<CellId>();
  #latestCell: CellId = 0;
  #latestId: CellId = 0;

  /** @param silent "broadcast no output on the iopub channel": what it prints and displays is dropped. */
  addCell(header: Header, silent = false): CellId {
    this.#latestCell = this.addComm(header);
    if (silent) this.#silent.add(this.#latestCell);
    return this.#latestCell;
  }

  /** Handlers of comm messages make output as well. */
  addComm(header: Header): CellId {
    this.#latestId += 1;
    this.#headers.set(this.#latestId, header);
    const [oldest] = this.#headers.keys();
    if (oldest !== undefined && this.#headers.size > REMEMBERED) {
      this.#headers.delete(oldest);
      this.#silent.delete(oldest);
    }
    return this.#latestId;
  }

  /** The cell that output of unknown origin is credited to: the one that runs or ran last. */
  get latestCell(): CellId {
    return this.#latestCell;
  }

  isSilent(cell: CellId): boolean {
    return this.#silent.has(cell);
  }

  of(cell: CellId): Parent {
    return this.#headers.get(cell) ?? this.#headers.get(this.#latestCell) ?? {};
  }
}
