/**
 * When a notebook that is being run is saved: soon after something came, and at each cell's end, but never
 * so often that saving takes more than a small part of the time.
 *
 * @module
 */

/** A run that is killed loses at most what came in this time. */
const INTERVAL_MS = 1500;
/** Between two saves lies this many times what the last one took. */
const REST = 10;

export class Autosave {
  readonly #save: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();
  #notBefore = 0;
  #changed = false;
  #error: unknown;

  constructor(save: () => Promise<void>) {
    this.#save = save;
  }

  /** Something came. */
  changed(): void {
    this.#changed = true;
    this.#schedule(INTERVAL_MS);
  }

  /**
   * A cell has ended.
   *
   * @throws what a save in the meantime has thrown: the run's output would be lost.
   */
  async cellEnded(): Promise<void> {
    this.changed();
    if (performance.now() >= this.#notBefore) await this.#now();
    this.#rethrow();
  }

  /** Saves what has not been saved, and ends. */
  async finish(): Promise<void> {
    await this.#now();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#rethrow();
  }

  #schedule(after: number): void {
    const wait = Math.max(after, this.#notBefore - performance.now());
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#now();
    }, wait);
  }

  #now(): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      if (!this.#changed || this.#error !== undefined) return;
      this.#changed = false;
      const started = performance.now();
      try {
        await this.#save();
      } catch (error) {
        this.#error = error;
      }
      const ended = performance.now();
      this.#notBefore = ended + REST * (ended - started);
    });
    return this.#saving;
  }

  #rethrow(): void {
    if (this.#error !== undefined) throw this.#error;
  }
}
