/**
 * Seeded random numbers, the same on every machine.
 *
 * @module
 */

import { seededNormal, seededUniform } from "../models/latent.ts";

/** Draws from one seed; each call goes on where the last one stopped. */
export class Random {
  readonly #uniform: () => number;
  readonly #seed: number;
  #normals = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#uniform = seededUniform(seed);
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.#uniform();
  }

  /** A whole number from low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.#uniform());
  }

  chance(probability: number): boolean {
    return this.#uniform() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(choices.length * this.#uniform())];
  }

  /** Standard normal numbers. */
  normals(count: number): Float32Array {
    return seededNormal(this.#seed + 7919 * ++this.#normals, count);
  }

  /** The numbers 0 to count − 1 in random order (Fisher and Yates). */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}

/** A seed for the i-th of a family: neighbouring numbers give unrelated seeds (MurmurHash3's finaliser). */
export function derivedSeed(seed: number, i: number): number {
  let x = (Math.imul(seed, 0x9e3779b1) + i) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
