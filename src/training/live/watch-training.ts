/**
 * A training watched in a notebook.
 *
 * ```ts
 * for await (const { step, losses } of watchTraining(trainer, { every: 10, signal: Jupyter.signal })) {
 *   if (step % 100 === 0) await trainer.save(folder);
 * }
 * ```
 *
 * Steps come as from `trainer.run()`; beside them one output is kept up to date: losses, pictures of fixed label maps, and
 * the scale that one layer gives each class. Abort `signal` to stop after the step at hand; the training can go on later.
 *
 * @module
 */

import type { Conditions } from "../../modulation/conditions.ts";
import {
  firstConditions,
  inStyleOfData,
  type Preview,
  paintPreviews,
  withLatent,
} from "../previews.ts";
import type { RunOptions, StepReport, Trainer } from "../trainer.ts";
import { type ClassScales, classScales, shownScales } from "./class-scales.ts";
import { LossHistory } from "./loss-history.ts";
import { notebookOutput, type Show } from "./output.ts";
import { Smoothed, speedText } from "./smoothed.ts";
import { TrainingView } from "./training-view.ts";

export interface WatchOptions extends RunOptions {
  /** Steps between two updates, default 10. Pictures come less often where they would take over a tenth of the time. */
  readonly every?: number;

  /** What to paint, at the size of the training; default the first four of its data. */
  readonly conditions?: Conditions;

  /** Normalisation layer whose scales to show; default "up_2.norm_0", of SEAN "up_2.ace_0". Null for none. */
  readonly layer?: string | null;

  /** Its channels to show, evenly spaced; default 16. */
  readonly channels?: number;

  /** Where to show; default in the output of the notebook's cell, and nowhere without a notebook. */
  readonly show?: Show;
}

/** Most of the time that pictures may take. */
const SHARE_OF_PICTURES = 0.1;

/** @throws what `trainer.run` throws, and EngineError if there is no such layer. */
export async function* watchTraining(
  trainer: Trainer,
  options: WatchOptions = {},
): AsyncGenerator<StepReport> {
  const { every = 10, channels, show = notebookOutput() } = options;
  const { config, data } = trainer;
  const conditions =
    options.conditions === undefined
      ? await firstConditions(config, data)
      : withLatent(options.conditions, config.generator, config.seed);
  const history = new LossHistory();
  const smooth = new Smoothed();
  let previews: readonly Preview[] = [];
  let scales: ClassScales | null = null;
  let nextPictures = 0;
  const look = async (): Promise<void> => {
    const start = performance.now();
    const network = await trainer.generator();
    const styled = await inStyleOfData(network, conditions, data, trainer.backend);
    previews = await paintPreviews(network, styled, data.labelSet, trainer.backend);
    const shown = shownScales(network);
    const { layer = shown.layer } = options;
    if (layer !== null) {
      const wish = { layer, channels: channels ?? shown.channels };
      scales = await classScales(network, styled, data.labelSet, wish);
    }
    const end = performance.now();
    nextPictures = end + (end - start) * (1 / SHARE_OF_PICTURES - 1);
  };
  const update = (ended: string | null): void =>
    show(
      new TrainingView({
        ...{ step: trainer.step, steps: config.steps, points: history.points, previews, scales },
        ...{ ended, summary: smooth.losses() },
        speed: speedText(smooth.seconds, config.steps - trainer.step),
      }),
    );

  await look();
  update(null);
  try {
    for await (const report of trainer.run(options)) {
      history.add(report);
      smooth.add(report);
      if (report.step % every === 0) {
        if (performance.now() >= nextPictures) await look();
        update(null);
      }
      yield report;
    }
    await look();
    update(trainer.step === config.steps ? null : "stopped; trainer.run() goes on");
  } catch (error) {
    update("failed"); // with the last pictures there were: the network may be broken
    throw error;
  }
}
