/**
 * In which order pictures come, and which are mirrored: every picture once before any comes again.
 *
 * @module
 */

import { seededUniform } from "../../models/latent.ts";

/** What comes at one place of the endless row of pictures. */
export interface Turn {
  /** Number of the picture. */
  readonly index: number;
  readonly flipped: boolean;
}

export class Epochs {
  readonly #count: number;
  readonly #seed: number;
  readonly #flip: boolean;
  #epoch = -1;
  #turns: Turn[] = [];

  constructor(count: number, { seed, flip }: { seed: number; flip: boolean }) {
    this.#count = count;
    this.#seed = seed;
    this.#flip = flip;
  }

  /** What comes at `place`, counted from 0; the same place always gives the same. */
  turn(place: number): Turn {
    const epoch = Math.floor(place / this.#count);
    if (epoch !== this.#epoch) {
      this.#turns = this.#shuffled(epoch);
      this.#epoch = epoch;
    }
    return this.#turns[place % this.#count];
  }

  /** Fisher and Yates' shuffle, then a coin for each picture. */
  #shuffled(epoch: number): Turn[] {
    const uniform = seededUniform(this.#seed * 1_000_003 + epoch);
    const order = Array.from({ length: this.#count }, (_, i) => i);
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(uniform() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order.map((index) => ({ index, flipped: this.#flip && uniform() < 0.5 }));
  }
}
