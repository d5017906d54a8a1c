/**
 * A cursor over the bytes of a pickle: the argument formats of its opcodes
 * (CPython 3.13 Lib/pickletools.py, "ArgumentDescriptor").
 *
 * @module
 */

import { CheckpointError } from "../errors.ts";
import { damaged } from "./damaged.ts";

/** The bytes end inside the pickle. A reader that holds only the first part may fetch more. */
export class TruncatedPickle extends CheckpointError {}

/** No count or offset in a checkpoint needs more; long ones cost quadratic time to convert. */
const LONGEST_INTEGER_BYTES = 256;
const LONGEST_INTEGER_DIGITS = 620;

/** Arguments that every engine lets a function have. */
const PIECE = 4096;

export class PickleBytes {
  readonly where: string;
  /** Index of the next byte. */
  at: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #utf8: TextDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  constructor(bytes: Uint8Array, at: number, where: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = at;
    this.where = where;
  }

  /** Index of `length` bytes, which are passed. */
  #skip(length: number): number {
    const from = this.at;
    if (length > this.#bytes.length - from) {
      throw new TruncatedPickle({
        what: "the pickle ends too early",
        where: this.where,
        expected: `${length} more bytes after byte ${from}`,
        got: `${this.#bytes.length - from}`,
        hint: "download or copy the file again; it is probably incomplete",
      });
    }
    this.at += length;
    return from;
  }

  uint8(): number {
    return this.#bytes[this.#skip(1)];
  }

  uint16(): number {
    return this.#view.getUint16(this.#skip(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#skip(4), true);
  }

  /** A length of 8 bytes; no more than a double holds, as no file is longer. */
  length64(): number {
    const value = this.#view.getBigUint64(this.#skip(8), true);
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
  }

  /** Big-endian, unlike everything else. */
  float64(): number {
    return this.#view.getFloat64(this.#skip(8), false);
  }

  /** A copy of `length` bytes. */
  bytes(length: number): Uint8Array {
    const from = this.#skip(length);
    return new Uint8Array(this.#bytes.subarray(from, from + length));
  }

  utf8(length: number): string {
    const from = this.#skip(length);
    try {
      return this.#utf8.decode(this.#bytes.subarray(from, from + length));
    } catch (cause) {
      throw this.damaged(`the text at byte ${from} is not UTF-8`, cause);
    }
  }

  /** Each byte as the character of that code. */
  latin1(length: number): string {
    const from = this.#skip(length);
    let text = ""; // TextDecoder's "latin1" is windows-1252, which differs between 0x80 and 0x9f
    for (let at = from; at < from + length; at += PIECE) {
      const piece = this.#bytes.subarray(at, Math.min(at + PIECE, from + length));
      text += String.fromCharCode(...piece);
    }
    return text;
  }

  /** Text up to a line feed, which is passed. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at);
    const text = this.latin1((end < 0 ? this.#bytes.length + 1 : end) - this.at);
    this.at++;
    return text;
  }

  /** A little-endian two's complement integer of `length` bytes. */
  integer(length: number): number | bigint {
    if (length > LONGEST_INTEGER_BYTES) throw this.damaged("an integer is far too long");
    const bytes = this.bytes(length).reverse();
    if (length === 0) return 0;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return normal(BigInt.asIntN(8 * length, BigInt(`0x${hex}`)));
  }

  /** As decimal(); protocol 0 writes booleans as `00` and `01`. */
  decimalOrBool(): number | bigint | boolean {
    const text = this.line();
    return text === "00" || text === "01" ? text === "01" : this.#parse(text);
  }

  /** An integer as a line of decimal digits, with Python 2's `L` or without. */
  decimal(): number | bigint {
    return this.#parse(this.line());
  }

  #parse(line: string): number | bigint {
    const text = line.trim().replace(/L$/, "");
    if (text.length > LONGEST_INTEGER_DIGITS || !/^[+-]?\d+$/.test(text)) {
      throw this.damaged("an integer is not one, or far too long");
    }
    return normal(BigInt(text.replace(/^\+/, "")));
  }

  damaged(what: string, cause?: unknown): CheckpointError {
    return damaged(this.where, what, { cause });
  }
}

function normal(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}
