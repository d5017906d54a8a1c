/**
 * Just enough of a WebAssembly assembler for functions over float vectors in a memory that somebody else owns.
 *
 * Binary format: https://webassembly.github.io/spec/core/binary/. All parameters and integer variables are i32, addresses and
 * lengths in bytes; vectors are four floats.
 *
 * @module
 */

/** Bytes of instructions. */
export type Code = readonly number[];

const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;

/** A variable of a function. */
export interface Local {
  /** Pushes its value. */
  readonly get: Code;

  /** Pops into it. */
  readonly set: Code;

  /** Stores the top of the stack and leaves it there. */
  readonly tee: Code;
}

export const constant = (value: number): Code => [0x41, ...signed(value)];
export const add = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const multiply = (a: Code, b: Code): Code => [...a, ...b, 0x6c];
const subtract = (a: Code, b: Code): Code => [...a, ...b, 0x6b];

/** `local += by` */
export const increase = (local: Local, by: Code): Code => [...add(local.get, by), ...local.set];

/** An integer, and a float, at an address. */
export const loadInteger = (at: Code, offset = 0): Code => [...at, 0x28, 2, ...unsigned(offset)];
export const loadFloat = (at: Code): Code => [...at, 0x2a, 2, 0];
export const storeFloat = (at: Code, value: Code): Code => [...at, ...value, 0x38, 2, 0];

/** a · b and a + b of floats. */
export const floatTimes = (a: Code, b: Code): Code => [...a, ...b, 0x94];
export const floatPlus = (a: Code, b: Code): Code => [...a, ...b, 0x92];

/** Four floats at an address; `offset` in bytes. */
export const load = (at: Code, offset = 0): Code => [...at, ...simd(0), 2, ...unsigned(offset)];

/** One float, four times. */
export const loadSplat = (at: Code, offset = 0): Code => [
  ...at,
  ...simd(9),
  2,
  ...unsigned(offset),
];

export const store = (at: Code, value: Code, offset = 0): Code => [
  ...at,
  ...value,
  ...simd(11),
  2,
  ...unsigned(offset),
];

/** a · b and a + b of vectors. */
export const times = (a: Code, b: Code): Code => [...a, ...b, ...simd(230)];
export const plus = (a: Code, b: Code): Code => [...a, ...b, ...simd(228)];

/** A float, given by its bits, four times. */
export const splatBits = (bits: Code): Code => [...bits, 0xbe, ...simd(19)];

/** `a` where an element of `x` is above zero, else `b`. */
export const wherePositive = (x: Code, a: Code, b: Code): Code => [
  ...[...a, ...b],
  ...[...x, ...simd(12), ...Array<number>(16).fill(0), ...simd(68)], // x > 0, all bits
  ...simd(82), // bitselect
];

/** Does `body` while a ≤ b, as signed integers. */
export const whileAtMost = (a: Code, b: Code, body: Code): Code => [
  ...[0x02, 0x40, 0x03, 0x40], // block, loop
  ...[...a, ...b, 0x4a, 0x0d, 1], // a > b: leave the block
  ...body,
  ...[0x0c, 0, 0x0b, 0x0b],
];

/** Does `body` until `counter`, which must not be 0 at the beginning, has been taken down to 0 in steps of `step`. */
export const countDown = (counter: Local, step: number, body: Code): Code => [
  ...[0x03, 0x40],
  ...body,
  ...subtract(counter.get, constant(step)),
  ...counter.tee,
  ...[0x0d, 0, 0x0b],
];

/** A function under construction. */
export class FunctionBuilder {
  readonly #parameters: number;
  readonly #types: number[] = [];

  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  parameter(index: number): Local {
    return local(index);
  }

  integer(): Local {
    return this.#local(I32);
  }

  float(): Local {
    return this.#local(F32);
  }

  vector(): Local {
    return this.#local(V128);
  }

  /** Its type and its body, as sections of a module list them. */
  built(code: Code): { type: Code; body: Code } {
    const type = [0x60, ...vector(Array(this.#parameters).fill([I32])), 0];
    const locals = vector(this.#types.map((t) => [1, t]));
    return { type, body: sized([...locals, ...code, 0x0b]) };
  }

  #local(type: number): Local {
    this.#types.push(type);
    return local(this.#parameters + this.#types.length - 1);
  }
}

/** A module that imports the memory `env.memory` and exports functions without results, by name. */
export function moduleOf(
  functions: Readonly<Record<string, { type: Code; body: Code }>>,
): Uint8Array<ArrayBuffer> {
  const all = Object.values(functions);
  const exported = Object.keys(functions).map((name, i) => [...text(name), 0, ...unsigned(i)]);
  const memory = [...text("env"), ...text("memory"), 2, 0, ...unsigned(0)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(all.map(({ type }) => type))),
    ...section(2, vector([memory])),
    ...section(3, vector(all.map((_, i) => unsigned(i)))),
    ...section(7, vector(exported)),
    ...section(10, vector(all.map(({ body }) => body))),
  ]);
}

function local(index: number): Local {
  const i = unsigned(index);
  return { get: [0x20, ...i], set: [0x21, ...i], tee: [0x22, ...i] };
}

function simd(opcode: number): Code {
  return [0xfd, ...unsigned(opcode)];
}

function section(id: number, content: Code): Code {
  return [id, ...sized(content)];
}

function sized(content: Code): Code {
  return [...unsigned(content.length), ...content];
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): Code {
  return sized([...new TextEncoder().encode(value)]);
}

/** LEB128. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
}

function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  while (true) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}
