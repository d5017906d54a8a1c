/**
 * A training from the first step to the last, with what it leaves in its folder.
 *
 * ```ts
 * const trainer = await Trainer.start(trainingConfig(generator, size, { steps: 2000 }), data, { backend: "tfjs-node" });
 * try {
 *   for await (const { step, losses } of trainer.run({ signal })) console.log(step, losses.feature);
 *   await trainer.save(folder);
 * } finally {
 *   trainer.dispose();
 * }
 * ```
 *
 * @module
 */

import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type BackendName, useBackend } from "../engines/tfjs/backend.ts";
import { registerGradients } from "../engines/tfjs/gradients/register.ts";
import { TrainingError } from "../errors.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import { POSITIONS_KEY, positionsText } from "../positions/position-metadata.ts";
import type { TrainingData } from "./batch.ts";
import { brokenStep } from "./broken-step.ts";
import { checkTraining } from "./check-training.ts";
import { exportNetwork, trainedGenerator } from "./export-networks.ts";
import { ganStep } from "./gan-step.ts";
import { disposeParts, initialParts, type Parts } from "./networks.ts";
import type { Part } from "./part.ts";
import { openTrainingState, writeTrainingState } from "./state-file.ts";
import type { Losses } from "./step-losses.ts";
import { learningRates, type TrainingConfig } from "./training-config.ts";

/** The file that a training goes on from. */
export const STATE_FILE = "training.safetensors";

export interface TrainerOptions {
  /** Default "wasm". */
  readonly backend?: BackendName;
}

export interface RunOptions {
  /** Ends the run after the step at hand; the training can be saved and go on later. */
  readonly signal?: AbortSignal;

  /** Steps to take at most; default up to the end of the training. */
  readonly steps?: number;
}

/** One step, as it was. */
export interface StepReport {
  /** Steps taken, this one included. */
  readonly step: number;

  readonly losses: Losses;

  /** Rates of G (and E) and of D in this step. */
  readonly learningRates: { readonly generator: number; readonly discriminator: number };

  /** Wall time of the step, the making of its batch included. */
  readonly seconds: number;
}

/** Memory: it owns networks and optimisers until `dispose`. */
export class Trainer {
  readonly config: TrainingConfig;
  readonly data: TrainingData;
  readonly backend: BackendName;
  readonly #parts: Parts;
  #step: number;
  #broken = false;

  private constructor(
    config: TrainingConfig,
    data: TrainingData,
    backend: BackendName,
    parts: Parts,
    step: number,
  ) {
    this.config = config;
    this.data = data;
    this.backend = backend;
    this.#parts = parts;
    this.#step = step;
  }

  /** @throws TrainingError if configuration and data do not fit, EngineError if the back end is not there. */
  static async start(
    config: TrainingConfig,
    data: TrainingData,
    { backend = "wasm" }: TrainerOptions = {},
  ): Promise<Trainer> {
    checkTraining(config, data);
    await useTrainingBackend(backend);
    return new Trainer(config, data, backend, initialParts(config), 0);
  }

  /**
   * Goes on with the training in `folder`, exactly as if it had never stopped (on the same back end).
   *
   * @throws TrainingError if the folder holds none, or one of other data; CheckpointError if its file is damaged.
   */
  static async resume(
    folder: string,
    data: TrainingData,
    { backend = "wasm" }: TrainerOptions = {},
  ): Promise<Trainer> {
    const path = join(folder, STATE_FILE);
    const state = await openTrainingState(path);
    try {
      const { config, step, data: description } = state.head;
      if (description !== data.description) {
        throw new TrainingError({
          what: "the training was of other data",
          where: path,
          expected: description,
          got: data.description,
          hint: "resume with the data and options it was started with, or start anew in another folder",
        });
      }
      checkTraining(config, data);
      await useTrainingBackend(backend);
      return new Trainer(config, data, backend, await state.parts(), step);
    } finally {
      await state.close();
    }
  }

  /** Steps taken. */
  get step(): number {
    return this.#step;
  }

  /**
   * Takes steps until the end, `steps` or `signal`.
   *
   * @throws TrainingError if a loss or a gradient is not a number. The network that it belongs to is as it was before the
   *   step, of a discriminator the generator is a step ahead; nothing is saved from then on.
   */
  async *run({
    signal,
    steps = Number.POSITIVE_INFINITY,
  }: RunOptions = {}): AsyncGenerator<StepReport> {
    await useTrainingBackend(this.backend);
    const { config, data } = this;
    const end = Math.min(config.steps, this.#step + steps);
    while (this.#step < end && !signal?.aborted) {
      const start = performance.now();
      const batch = await data.batch(this.#step, config.batchSize);
      const losses = await ganStep(config, this.#parts, batch, this.#step);
      if ("part" in losses) {
        this.#broken = true;
        throw await brokenStep(config, this.#parts, batch, this.#step, losses);
      }
      const rates = learningRates(config, this.#step);
      this.#step++;
      const seconds = (performance.now() - start) / 1000;
      yield { step: this.#step, losses, learningRates: rates, seconds };
      await setImmediate(); // some back ends never let the event loop turn, and then no signal is heard
    }
  }

  /** The generator as it is now, for pictures and analysis. It keeps its values when the training goes on. */
  generator(): Promise<GeneratorNetwork> {
    return trainedGenerator(this.config, this.#parts, this.data.labelSet);
  }

  /**
   * Writes the state (`training.safetensors`) and the networks in the released layout (`net_G.safetensors`, `net_D`,
   * `net_E`) into a folder, each file whole or not at all. After a broken loss it writes nothing: what is there is the
   * last good state.
   *
   * @throws CheckpointError if a file cannot be written; ModelError if a parameter is not finite. What is there stays.
   */
  async save(folder: string): Promise<void> {
    const { config, data } = this;
    if (this.#broken) return;
    const head = { step: this.#step, config, data: data.description };
    await writeTrainingState(join(folder, STATE_FILE), this.#parts, head);
    for (const part of ["G", "D", "E"] as const) {
      const path = join(folder, `net_${part}.safetensors`);
      await exportNetwork(path, part, config, this.#parts, data.labelSet, {
        metadata: [
          ...this.#positions(part),
          ["training", `${data.description}; ${this.#step} of ${config.steps} steps`],
        ],
      });
    }
  }

  /** Whether a loss was not a number: then nothing more is saved. */
  get broken(): boolean {
    return this.#broken;
  }

  /**
   * Writes one network in half precision, in the released layout.
   *
   * @throws CheckpointError if the file cannot be written.
   */
  exportHalf(
    path: string,
    part: Part,
    metadata: Iterable<readonly [string, string]> = [],
  ): Promise<void> {
    const { config, data } = this;
    const options = {
      dtype: "float16",
      metadata: [...this.#positions(part), ...metadata],
    } as const;
    return exportNetwork(path, part, config, this.#parts, data.labelSet, options);
  }

  /** The line that says how a CLADE-ICPE generator's positional maps were made. */
  #positions(part: Part): (readonly [string, string])[] {
    const { method } = this.config.generator;
    const { positions } = this.data;
    const seen = part === "G" && method.kind === "clade" && method.positional;
    return seen && positions ? [[POSITIONS_KEY, positionsText(positions)]] : [];
  }

  /**
   * The parts themselves, for tests and benchmarks.
   *
   * @internal They hold tensors, and the public types bring no tensor library along.
   */
  get parts(): Parts {
    return this.#parts;
  }

  dispose(): void {
    disposeParts(this.#parts);
  }
}

async function useTrainingBackend(backend: BackendName): Promise<void> {
  await useBackend(backend);
  registerGradients();
}
