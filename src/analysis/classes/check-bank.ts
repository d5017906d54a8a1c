/**
 * One bank or a list of banks: in a notebook the two are easily mistaken for each other.
 *
 * @module
 */

import { ModelError } from "../../errors.ts";
import type { ClassBank } from "./class-banks.ts";

/** @throws ModelError if this is not the bank of one layer. */
export function checkBank(bank: ClassBank): void {
  if (isBank(bank)) return;
  throw new ModelError({
    what: "this is not the class bank of one layer",
    expected: "one bank: banks[0] of classBanks(network), or classBank(network, layer)",
    got: described(bank),
    hint: Array.isArray(bank)
      ? "take one of the list, such as banks[0]"
      : "await classBank(network, layer) makes one",
  });
}

/** @throws ModelError if this is not a list of banks; it may be empty. */
export function checkBankList(banks: readonly ClassBank[]): void {
  if (Array.isArray(banks) && banks.every(isBank)) return;
  throw new ModelError({
    what: "these are not the class banks of layers",
    expected: "a list of banks: those of classBanks(network), or some of them",
    got: described(banks),
    hint: isBank(banks) ? "put it in a list: [bank]" : "await classBanks(network) makes one",
  });
}

function isBank(value: unknown): boolean {
  const bank = value as Partial<ClassBank> | null | undefined;
  return Array.isArray(bank?.classNames) && bank.scale instanceof Float32Array;
}

function described(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isBank(value)) return `one bank, ${(value as ClassBank).layer}`;
  if (value instanceof Promise) return "a promise, which wants an await";
  return value === null ? "null" : typeof value;
}
