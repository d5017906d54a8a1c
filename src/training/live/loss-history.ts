/**
 * The losses of a training so far, in as many points as a chart has room for.
 *
 * @module
 */

import type { Losses } from "../step-losses.ts";
import type { StepReport } from "../trainer.ts";

/** Losses, each a mean over some steps up to `step`. */
export interface LossPoint {
  readonly step: number;
  readonly losses: Losses;
}

const MOST_POINTS = 300;

/** Each point is a mean over the same number of steps; when there are too many, two become one. */
export class LossHistory {
  #points: LossPoint[] = [];
  #stepsPerPoint = 1;
  #open: StepReport[] = [];

  /** Points so far; steps that do not fill a point yet make one of their own. */
  get points(): readonly LossPoint[] {
    return this.#open.length === 0 ? this.#points : [...this.#points, mean(this.#open)];
  }

  add(report: StepReport): void {
    this.#open.push(report);
    if (this.#open.length < this.#stepsPerPoint) return;
    this.#points.push(mean(this.#open));
    this.#open = [];
    if (this.#points.length < MOST_POINTS) return;
    const halved: LossPoint[] = [];
    for (let i = 0; i < this.#points.length; i += 2)
      halved.push(mean(this.#points.slice(i, i + 2)));
    this.#points = halved;
    this.#stepsPerPoint *= 2;
  }
}

function mean(points: readonly LossPoint[]): LossPoint {
  const last = points[points.length - 1];
  const names = Object.keys(last.losses) as (keyof Losses)[];
  const losses = names.map((name) => {
    const sum = points.reduce((total, point) => total + point.losses[name], 0);
    return [name, sum / points.length] as const;
  });
  return { step: last.step, losses: Object.fromEntries(losses) as unknown as Losses };
}
