/**
 * Whose output it is: every promise and every callback carries the cell that made it.
 *
 * AsyncLocalStorage does this too, but on Node 20 a process that uses it aborts when a callback is terminated
 * by an interrupt. V8's promise hooks survive that. What neither promises nor wrapped callbacks reach is
 * credited to the cell that runs, else to the one that ran last.
 *
 * @module
 */

import { promiseHooks } from "node:v8";
import type { CellId } from "../link/messages.ts";
import { isSwept, latestCell } from "./cells.ts";
import { $Reflect } from "./intrinsics.ts";

const { apply } = $Reflect;

/** The cell whose code runs; 0 when that is not known. */
let current: CellId = 0;

/** As a constructor it returns the object it was given, so that a subclass can add private fields to any object. */
const Given = function given(object: object): object {
  return object;
} as unknown as new (
  object: object,
) => object;

/** The cell that made an object: a private field, which nobody sees and which ends with the object. */
class Origin extends Given {
  readonly #cell: CellId;

  private constructor(object: object, cell: CellId) {
    super(object);
    this.#cell = cell;
  }

  static set(object: object, cell: CellId): void {
    if (!(#cell in object)) new Origin(object, cell);
  }

  static get(object: object): CellId {
    return #cell in object ? object.#cell : 0;
  }
}

export function currentCell(): CellId {
  return current === 0 ? latestCell() : current;
}

/** The cell that runs by what the stack says; 0 when it came from an event that carries none. */
export function knownCell(): CellId {
  return current;
}

/** Remembers that `object` is the current cell's. */
export function setOrigin(object: object): void {
  Origin.set(object, currentCell());
}

/** The cell that made `object`; 0 when that is not known. */
export function originOf(object: object): CellId {
  return Origin.get(object);
}

/** After an event that was terminated: nothing is running. */
export function resetCredit(): void {
  current = 0;
}

let blamed: { error: unknown; cell: CellId } | undefined;

/** The cell whose callback threw `error`; 0 when that is not known. */
export function cellThatThrew(error: unknown): CellId {
  const cell = blamed !== undefined && blamed.error === error ? blamed.cell : 0;
  blamed = undefined;
  return cell;
}

export function runAs<T>(cell: CellId, work: () => T): T {
  const before = current;
  current = cell;
  try {
    return work();
  } catch (error) {
    if (before === 0) blamed = { error, cell };
    throw error;
  } finally {
    current = before;
  }
}

type Callback = (this: unknown, ...args: unknown[]) => unknown;

/**
 * `callback`, credited to the cell that runs now.
 *
 * @param drop Is called in its stead once everything that the cell left behind has been stopped.
 */
export function credited(callback: Callback, drop: Callback = () => undefined): Callback {
  const cell = currentCell();
  // What is only supposed to be the cell's is left alone: it may be Node's own.
  const known = current !== 0;
  return function (...args) {
    const call = known && isSwept(cell) ? drop : callback;
    return runAs(cell, () => apply(call, this, args));
  };
}

export function startPromiseCredit(): void {
  promiseHooks.createHook({
    init: (promise) => Origin.set(promise, currentCell()),
    before: (promise) => {
      current = Origin.get(promise);
    },
    after: () => {
      current = 0;
    },
  });
}
