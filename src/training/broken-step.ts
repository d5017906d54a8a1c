/**
 * Where a training broke: the first parameter, activation or gradient that is not finite.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { TrainingError } from "../errors.ts";
import type { Batch } from "./batch.ts";
import { type BrokenHalf, ganStep } from "./gan-step.ts";
import type { Part, Parts } from "./networks.ts";
import type { TrainingConfig } from "./training-config.ts";

const NAMES: Readonly<Record<Part, string>> = {
  G: "generator",
  D: "discriminator",
  E: "encoder",
};

/**
 * The error to throw; looks at the step once more without taking it.
 *
 * @param step Counted from 0; the message counts from 1, as reports do.
 */
export async function brokenStep(
  config: TrainingConfig,
  parts: Parts,
  batch: Batch,
  step: number,
  broken: BrokenHalf,
): Promise<TrainingError> {
  const place =
    (await brokenParameter(parts)) ??
    (await brokenActivation(config, parts, batch, step)) ??
    (await brokenGradient(config, parts, batch, step)) ??
    "losses";
  const losses = Object.entries(broken.losses).map(([name, value]) => `${name} ${value}`);
  return new TrainingError({
    what: `the ${broken.what} of the ${NAMES[broken.part]} is not a number at step ${step + 1}`,
    where: place,
    expected: "finite losses and gradients",
    got: losses.join(", "),
    hint: "go on from the last checkpoint with a lower learning rate; the pictures may hold values that are not finite",
  });
}

async function brokenParameter({ G, D, E }: Parts): Promise<string | undefined> {
  for (const [part, trained] of Object.entries({ G, D, E })) {
    if (trained === null) continue;
    const key = brokenKey(await trained.network.tensors());
    if (key !== undefined) return `${NAMES[part as Part]}: parameter ${key}`;
  }
  return undefined;
}

/** Read when the step is over: a back end may not be able to read at once. */
async function brokenActivation(
  config: TrainingConfig,
  parts: Parts,
  batch: Batch,
  step: number,
): Promise<string | undefined> {
  const looks: { readonly place: string; readonly zero: tf.Tensor }[] = [];
  const onActivation = (part: Part, name: string, x: tf.Tensor4D) => {
    // 0 · x is 0 for finite numbers alone.
    const zero = tf.keep(tf.tidy(() => tf.sum(tf.mul(x, 0))));
    looks.push({ place: `${NAMES[part]}: layer ${name}`, zero });
  };
  await ganStep(config, parts, batch, step, { onActivation, lookOnly: true });
  const values = await Promise.all(looks.map(({ zero }) => zero.data()));
  tf.dispose(looks.map(({ zero }) => zero));
  return looks.find((_, i) => values[i][0] !== 0)?.place;
}

async function brokenGradient(
  config: TrainingConfig,
  parts: Parts,
  batch: Batch,
  step: number,
): Promise<string | undefined> {
  const gradients: { readonly part: Part; readonly flat: tf.Tensor1D }[] = [];
  const onGradient = (part: Part, gradient: tf.Tensor1D) => {
    gradients.push({ part, flat: tf.keep(tf.clone(gradient)) });
  };
  await ganStep(config, parts, batch, step, { onGradient, lookOnly: true });
  let place: string | undefined;
  for (const { part, flat } of gradients) {
    const values = (await flat.data()) as Float32Array;
    flat.dispose();
    const key = brokenKey(parts[part]?.network.named(values) ?? new Map());
    if (key !== undefined) place ??= `${NAMES[part]}: gradient of ${key}`;
  }
  return place;
}

/** The first key whose values, or their squares, are not finite. */
function brokenKey(tensors: Iterable<readonly [string, { readonly data: unknown }]>) {
  for (const [key, { data }] of tensors) {
    if (data instanceof Float32Array && !data.every((x) => Math.abs(x) < 1.8e19)) return key;
  }
  return undefined;
}
