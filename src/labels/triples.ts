/**
 * Numbers triples of integers in the order in which they first come: the hash table under the
 * neighbourhood patterns.
 *
 * @module
 */

/** Gives equal triples equal numbers: 0, 1, 2 … in order of first appearance. */
export class Triples {
  /** Number of different triples so far. */
  size = 0;

  /** The triples themselves: number `i` is at `3 * i`. Longer than `3 * size`. */
  keys: Int32Array = new Int32Array(3 * 512);

  /** Open addressing: number + 1, or 0 for a free slot. At most half full. */
  #slots = new Int32Array(1024);

  /** The number of (a, b, c), a new one if it has not come before. */
  number(a: number, b: number, c: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(a, b, c) & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const k = 3 * (this.#slots[slot] - 1);
      if (this.keys[k] === a && this.keys[k + 1] === b && this.keys[k + 2] === c) return k / 3;
    }
    const number = this.size++;
    this.#slots[slot] = number + 1;
    this.keys[3 * number] = a;
    this.keys[3 * number + 1] = b;
    this.keys[3 * number + 2] = c;
    if (2 * this.size >= this.#slots.length) this.#grow();
    return number;
  }

  #grow(): void {
    const keys = new Int32Array(2 * this.keys.length);
    keys.set(this.keys);
    this.keys = keys;
    this.#slots = new Int32Array(2 * this.#slots.length);
    const mask = this.#slots.length - 1;
    for (let i = 0; i < this.size; i++) {
      let slot = hash(keys[3 * i], keys[3 * i + 1], keys[3 * i + 2]) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = i + 1;
    }
  }
}

/** Multiplies by odd constants and folds the high bits down (the finaliser of MurmurHash3). */
function hash(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
