/** Random damage to a file, for fast-check. */

import fc from "fast-check";

type Mutation = (bytes: Uint8Array) => Uint8Array;

/** A place as a fraction of the file, so that it shrinks and fits any length. */
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x28, 0x2e, 0x71, 0x7f, 0x80, 0xfe, 0xff));
const few = fc.array(byte, { minLength: 1, maxLength: 9 });

function cut(
  bytes: Uint8Array,
  from: number,
  count: number,
  middle: ArrayLike<number>,
): Uint8Array {
  return Uint8Array.from([
    ...bytes.subarray(0, from),
    ...Array.from(middle),
    ...bytes.subarray(from + count),
  ]);
}

const at = (bytes: Uint8Array, fraction: number) => Math.floor(bytes.length * fraction);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  // Overwrite one byte or several.
  {
    weight: 5,
    arbitrary: fc.tuple(place, byte).map(
      ([p, b]): Mutation =>
        (bytes) =>
          cut(bytes, at(bytes, p), 1, [b]),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(place, few).map(
      ([p, b]): Mutation =>
        (bytes) =>
          cut(bytes, at(bytes, p), b.length, b),
    ),
  },
  // Flip one bit.
  {
    weight: 5,
    arbitrary: fc.tuple(place, fc.nat(7)).map(
      ([p, bit]): Mutation =>
        (bytes) => {
          const i = at(bytes, p);
          return cut(bytes, i, 1, bytes.length === 0 ? [] : [bytes[i] ^ (1 << bit)]);
        },
    ),
  },
  // Remove, insert, repeat, truncate.
  {
    weight: 2,
    arbitrary: fc.tuple(place, fc.nat(20)).map(
      ([p, n]): Mutation =>
        (bytes) =>
          cut(bytes, at(bytes, p), n, []),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(place, few).map(
      ([p, b]): Mutation =>
        (bytes) =>
          cut(bytes, at(bytes, p), 0, b),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(place, place, fc.nat(200)).map(
      ([p, q, n]): Mutation =>
        (bytes) => {
          const from = at(bytes, q);
          return cut(bytes, at(bytes, p), 0, bytes.subarray(from, from + n));
        },
    ),
  },
  {
    weight: 1,
    arbitrary: place.map(
      (p): Mutation =>
        (bytes) =>
          bytes.slice(0, at(bytes, p)),
    ),
  },
);

/** One to four mutations, one after another. */
export const damage: fc.Arbitrary<Mutation> = fc
  .array(mutation, { minLength: 1, maxLength: 4 })
  .map((steps) => (bytes) => steps.reduce((damaged, step) => step(damaged), bytes));
