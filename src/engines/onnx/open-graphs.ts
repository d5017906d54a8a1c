/**
 * Sessions of a generator that are open: several where they are small, else one at a time.
 *
 * Interventions, replacement tests and taps ask for a graph with something changed and one as it is, in turns. Making one
 * anew takes a small network longer than a picture, and a large one has no memory for two.
 *
 * @module
 */

/** Bytes of all sessions that stay open beside the one that is wanted. */
const MOST_BYTES = 128e6;

/** Sessions open at once: each has threads of its own. */
const MOST_OPEN = 4;

export interface Releasable {
  release(): Promise<void>;
}

/** A session that can be opened, and about how many bytes it will hold. */
export interface Wanted<T> {
  readonly bytes: number;
  open(): Promise<T>;
}

interface Open<T> {
  readonly key: string;
  readonly bytes: number;
  readonly value: T;
}

/** For one caller at a time. */
export class OpenGraphs<T extends Releasable> {
  /** What was asked for last stands last. */
  #open: Open<T>[] = [];

  /**
   * The session of a key; those that were not asked for longest are given back first, where it would be too much.
   *
   * @throws What `open` throws; it is asked again the next time, for memory may be there by then.
   */
  async of(key: string, wanted: () => Wanted<T>): Promise<T> {
    const found = this.#open.find((one) => one.key === key);
    if (found !== undefined) {
      this.#open = [...this.#open.filter((one) => one !== found), found];
      return found.value;
    }
    const { bytes, open } = wanted();
    while (
      this.#open.length >= MOST_OPEN ||
      (this.#open.length > 0 && this.#held + bytes > MOST_BYTES)
    ) {
      await this.#open.shift()?.value.release();
    }
    const value = await open();
    this.#open.push({ key, bytes, value });
    return value;
  }

  async release(): Promise<void> {
    for (const { value } of this.#open.splice(0)) await value.release();
  }

  get #held(): number {
    return this.#open.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
