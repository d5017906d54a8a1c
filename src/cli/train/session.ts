/**
 * A training on the command line from where it stands to its end or a signal: steps, log, checkpoints, previews.
 *
 * @module
 */

import { join } from "node:path";
import { writeFileAtomically } from "../../checkpoint/atomic-file.ts";
import { isCladescopeError } from "../../errors.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import { type ClassScales, classScales, shownScales } from "../../training/live/class-scales.ts";
import { inStyleOfData, type Preview, paintPreviews } from "../../training/previews.ts";
import type { Trainer } from "../../training/trainer.ts";
import { note } from "../note.ts";
import { LOG_FILE, makeFolder, PREVIEWS } from "./folder.ts";
import { TrainingLog } from "./log.ts";
import { previewSheet } from "./preview-sheet.ts";
import type { TrainView } from "./view.ts";

export interface SessionOptions {
  readonly folder: string;
  readonly saveEvery: number;
  readonly logEvery: number;

  /** What previews are painted from. */
  readonly conditions: Conditions;
  readonly view: TrainView;

  /** The command that goes on. */
  readonly resumeCommand: string;
}

/** Pictures in the terminal take at most this part of the time. */
const SHARE_OF_PICTURES = 0.05;
const PICTURES_EVERY_S = 10;

/**
 * Trains to the end. A first signal (Ctrl-C) ends it after the step at hand, with a checkpoint and exit code 130; a
 * second one at once.
 *
 * @throws whatever stops the training; what can be saved is saved before.
 */
export async function trainToEnd(trainer: Trainer, options: SessionOptions): Promise<void> {
  const { folder, saveEvery, logEvery, view, resumeCommand } = options;
  await makeFolder(folder);
  const log = await TrainingLog.open(join(folder, LOG_FILE), trainer.step, logEvery);
  /** Null until there is something to go on from. */
  let saved = trainer.step === 0 ? null : trainer.step;
  const save = async (): Promise<void> => {
    await log.flush();
    await trainer.save(folder);
    saved = trainer.step;
    const { previews, scales } = await look(trainer, options);
    const name = `${String(trainer.step).padStart(6, "0")}.png`;
    await writeFileAtomically(join(folder, PREVIEWS, name), [previewSheet(previews)]);
    view.saved(trainer.step, previews, scales);
  };
  const interruption = new AbortController();
  const stop = (): void => {
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
    view.say("stopping after this step; once more to stop at once");
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    // From the first moment on there is something to go on from, and a folder that cannot be written is found out.
    if (trainer.step === 0) {
      await trainer.save(folder);
      saved = 0;
    }
    let shown = performance.now();
    let pause = 0;
    for await (const report of trainer.run({ signal: interruption.signal })) {
      await log.add(report);
      view.step(report);
      if (report.step % saveEvery === 0 && report.step < trainer.config.steps) await save();
      const since = (performance.now() - shown) / 1000;
      if (view.wantsPictures && since > pause) {
        const start = performance.now();
        const { previews, scales } = await look(trainer, options);
        view.pictures(previews, scales);
        shown = performance.now();
        pause = Math.max(PICTURES_EVERY_S, (shown - start) / 1000 / SHARE_OF_PICTURES);
      }
    }
    await save();
  } catch (error) {
    view.end();
    if (isCladescopeError(error)) await keepWhatCanBe(trainer, folder, saved);
    throw error;
  } finally {
    view.end();
    for (const signal of signals) process.off(signal, stop);
  }
  if (trainer.step === trainer.config.steps) return;
  note(`stopped at step ${trainer.step} of ${trainer.config.steps}; to go on: ${resumeCommand}`);
  process.exitCode = 130;
}

/** Steps since the last checkpoint are not lost if, say, a picture could not be read. */
async function keepWhatCanBe(
  trainer: Trainer,
  folder: string,
  saved: number | null,
): Promise<void> {
  let kept = saved;
  try {
    if (!trainer.broken) {
      await trainer.save(folder);
      kept = trainer.step;
    }
  } catch {} // the disk is full: the files that are there stay
  if (kept !== null) note(`${folder} holds the training as it was at step ${kept}`);
}

interface Look {
  readonly previews: readonly Preview[];

  /** Null where nobody sees them. */
  readonly scales: ClassScales | null;
}

async function look(trainer: Trainer, { conditions, view }: SessionOptions): Promise<Look> {
  const { data, backend } = trainer;
  const { labelSet } = data;
  const network = await trainer.generator();
  const styled = await inStyleOfData(network, conditions, data, backend);
  const previews = await paintPreviews(network, styled, labelSet, backend);
  const scales = view.wantsPictures
    ? await classScales(network, styled, labelSet, shownScales(network))
    : null;
  return { previews, scales };
}
