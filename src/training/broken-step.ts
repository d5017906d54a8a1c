/**
 * Where a training broke: the first layer whose activations, or the first parameter whose values, are not finite.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs-core";
import { TrainingError } from "../errors.ts";
import type { Batch } from "./batch.ts";
import { type BrokenLoss, ganStep } from "./gan-step.ts";
import type { Part, Parts } from "./networks.ts";
import type { TrainingConfig } from "./training-config.ts";

const NAMES: Readonly<Record<Part, string>> = {
  G: "generator",
  D: "discriminator",
  E: "encoder",
};

/** The error to throw; takes the step once more, looking on, without keeping anything of it. */
export async function brokenStep(
  config: TrainingConfig,
  parts: Parts,
  batch: Batch,
  step: number,
  broken: BrokenLoss,
): Promise<TrainingError> {
  const place =
    (await brokenParameter(parts)) ?? (await brokenActivation(config, parts, batch, step));
  const losses = Object.entries(broken.losses).map(([name, value]) => `${name} ${value}`);
  return new TrainingError({
    what: `the loss of the ${NAMES[broken.part]} is not a number at step ${step}`,
    where: place,
    expected: "finite losses",
    got: losses.join(", "),
    hint: "go on from the last checkpoint with a lower learning rate; the pictures may hold values that are not finite",
  });
}

async function brokenParameter({ G, D, E }: Parts): Promise<string | undefined> {
  for (const [part, trained] of Object.entries({ G, D, E })) {
    if (trained === null) continue;
    for (const [key, { data }] of await trained.network.tensors()) {
      if (data instanceof Float32Array && !data.every(Number.isFinite)) {
        return `${NAMES[part as Part]}: parameter ${key}`;
      }
    }
  }
  return undefined;
}

async function brokenActivation(
  config: TrainingConfig,
  parts: Parts,
  batch: Batch,
  step: number,
): Promise<string> {
  let first: string | undefined;
  const onActivation = (part: Part, name: string, x: tf.Tensor4D) => {
    if (first !== undefined) return;
    if (!x.dataSync<"float32">().every(Number.isFinite)) first = `${NAMES[part]}: layer ${name}`;
  };
  await ganStep(config, parts, batch, step, { onActivation });
  return first ?? "losses";
}
