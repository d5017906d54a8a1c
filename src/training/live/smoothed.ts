/**
 * Losses and speed as one wants to read them: without the noise of single steps.
 *
 * @module
 */

import type { Losses } from "../step-losses.ts";
import type { StepReport } from "../trainer.ts";

/** Means that follow the last steps, about twenty of them. */
export class Smoothed {
  readonly #means = new Map<string, number>();
  seconds = 0;

  add({ losses, seconds }: StepReport): void {
    for (const [name, value] of Object.entries(losses)) {
      this.#means.set(name, this.#next(this.#means.get(name), value));
    }
    this.seconds = this.#next(this.seconds || undefined, seconds);
  }

  /** "G 0.12, feature 3.10, D fake 0.90, real 0.80"; the KLD of a VAE and a pixel loss where there is one. */
  losses(): string {
    if (this.#means.size === 0) return "";
    const value = (name: keyof Losses) => (this.#means.get(name) as number).toFixed(3);
    const extra = (["pixel", "kld"] as const).filter((name) => this.#means.get(name) !== 0);
    return [
      `G gan ${value("gan")}`,
      `feature ${value("feature")}`,
      ...extra.map((name) => `${name} ${value(name)}`),
      `D fake ${value("fake")}`,
      `real ${value("real")}`,
    ].join(", ");
  }

  #next(before: number | undefined, value: number): number {
    return before === undefined ? value : before + (value - before) / 20;
  }
}

/** "3.1 steps/s  8 min 15 s left"; empty as long as nothing is known. */
export function speedText(secondsPerStep: number, stepsLeft: number): string {
  if (secondsPerStep === 0) return "";
  const speed =
    secondsPerStep < 1
      ? `${(1 / secondsPerStep).toFixed(1)} steps/s`
      : `${secondsPerStep.toFixed(1)} s/step`;
  return `${speed}  ${duration(stepsLeft * secondsPerStep)} left`;
}

/** "2 h 5 min", "8 min 15 s", "40 s". */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}
