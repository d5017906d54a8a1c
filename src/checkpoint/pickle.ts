/**
 * Python pickles, protocols 0 to 5, read as inert data (CPython 3.13 Lib/pickle.py).
 *
 * A pickle is a program for a stack machine, and Python's own reader lets it call anything. This
 * one calls nothing: a global may only be a name on the caller's list, and a call becomes a
 * PickleCall, a record of its parts. Attributes set on objects (BUILD) are dropped.
 *
 * Bounds: at most 64 MiB of pickle and 2,097,152 opcodes. Time is linear in its bytes. Each opcode
 * makes at most one object of at most 256 bytes, 512 MB in all, beside a copy of its own text.
 * Nothing is recursive, so nesting costs no stack.
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import { shown } from "./message.ts";
import { PickleBytes } from "./pickle-bytes.ts";
import { OPCODES } from "./pickle-opcodes.ts";
import { PickleStack } from "./pickle-stack.ts";
import type { PersistentId, PickleValue } from "./pickle-values.ts";

export const LONGEST_PICKLE: number = 64 * 2 ** 20;

/** A released checkpoint takes about 20,000. */
const MOST_OPCODES = 2 ** 21;

const STOP = 0x2e;

export interface PickleOptions {
  /** What messages call the pickle. */
  readonly where: string;
  /** Where it begins in the bytes; 0 by default. */
  readonly start?: number;
  /** Whether a global of this dotted name may occur; none by default. */
  readonly allows?: (name: string) => boolean;
}

export interface Pickle {
  readonly value: PickleValue;
  /** Every reference to something outside the pickle, in order. */
  readonly persistentIds: readonly PersistentId[];
  /** Index of the byte after the pickle. */
  readonly end: number;
}

/**
 * Reads one pickle.
 *
 * @throws TruncatedPickle if the bytes end inside the pickle.
 * @throws CheckpointError if it is damaged or names a global that is not allowed.
 */
export function readPickle(
  bytes: Uint8Array,
  { where, start = 0, allows = () => false }: PickleOptions,
): Pickle {
  const input = new PickleBytes(bytes, start, where);
  const stack = new PickleStack(where, allows);
  for (let count = 0; count < MOST_OPCODES; count++) {
    if (input.at - start > LONGEST_PICKLE) break;
    const code = input.uint8();
    if (code === STOP) {
      return { value: stack.result(), persistentIds: stack.persistentIds, end: input.at };
    }
    const opcode = OPCODES.get(code);
    if (opcode === undefined) {
      throw input.damaged(
        `byte ${input.at - 1} of the pickle, ${shown(String.fromCharCode(code))}, is no opcode that weights need`,
      );
    }
    opcode(stack, input);
  }
  throw new CheckpointError({
    what: "the pickle is too long",
    where,
    expected: `at most ${LONGEST_PICKLE} bytes and ${MOST_OPCODES} opcodes; weights take far less`,
    hint: "save the weights alone: torch.save(net.state_dict(), 'weights.pth')",
  });
}
