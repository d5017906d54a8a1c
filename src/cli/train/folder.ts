/**
 * The folder of a training.
 *
 * | file | what |
 * | --- | --- |
 * | `training.safetensors` | the state: `--resume` goes on from it |
 * | `net_G.safetensors`, `net_D`, `net_E` | the networks, in the released layout |
 * | `log.jsonl` | losses and learning rates, a line for some steps each |
 * | `previews/STEP.png` | fixed label maps and what the generator made of them |
 *
 * @module
 */

import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { explained } from "../../checkpoint/atomic-file.ts";
import { TrainingError } from "../../errors.ts";
import { openTrainingState, type TrainingHead } from "../../training/state-file.ts";
import { STATE_FILE } from "../../training/trainer.ts";

export const LOG_FILE = "log.jsonl";
export const PREVIEWS = "previews";

/** Files that a process which was killed left half written. */
const UNFINISHED = /^\..*\.[0-9a-f]{12}\.tmp$/;
const OURS = /^(training\.safetensors|net_[GDE]\.safetensors|log\.jsonl|previews)$/;

/**
 * What the folder holds to go on from; null if the training begins. Nothing is changed.
 *
 * @throws TrainingError if something is there that a new training would mix with, CheckpointError if the state is damaged.
 */
export async function savedTraining(folder: string, resume: boolean): Promise<TrainingHead | null> {
  const names = await namesIn(folder);
  if (resume && names.includes(STATE_FILE)) {
    const state = await openTrainingState(join(folder, STATE_FILE));
    await state.close();
    return state.head;
  }
  const others = names.filter((name) => !UNFINISHED.test(name) && !(resume && OURS.test(name)));
  if (others.length === 0) return null;
  const training = names.includes(STATE_FILE);
  throw new TrainingError({
    what: training
      ? "the folder holds a training already"
      : resume
        ? "the folder holds no training"
        : "the folder is not empty",
    where: folder,
    expected: resume ? `${STATE_FILE}, or an empty folder` : "a new or empty folder",
    got:
      others.slice(0, 3).join(", ") + (others.length > 3 ? ` and ${others.length - 3} more` : ""),
    hint: training ? "--resume goes on with it; or choose another folder" : "choose another folder",
  });
}

/** Makes the folder if need be, and takes away what a killed process left. */
export async function makeFolder(folder: string): Promise<void> {
  await explained(join(folder, STATE_FILE), async () => {
    await readdir(dirname(folder)); // the folder around it has to be there
    await mkdir(folder).catch(unlessThere);
    await mkdir(join(folder, PREVIEWS)).catch(unlessThere);
    for (const place of [folder, join(folder, PREVIEWS)]) {
      for (const name of await readdir(place)) {
        if (UNFINISHED.test(name)) await rm(join(place, name), { force: true });
      }
    }
  });
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw new TrainingError({
      what:
        code === "ENOTDIR" ? "this is a file, not a folder" : `the folder cannot be read (${code})`,
      where: folder,
      expected: "a new or empty folder",
      hint: "choose another name for -o",
      cause,
    });
  }
}
