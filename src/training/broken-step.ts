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
    (await brokenParameter(parts)) ?? (await brokenInStep(config, parts, batch, step)) ?? "losses";
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

/** The first activation, else the first gradient. Read when the step is over: not every back end can read at once. */
async function brokenInStep(
  config: TrainingConfig,
  parts: Parts,
  batch: Batch,
  step: number,
): Promise<string | undefined> {
  const looks: { readonly place: string; readonly zero: tf.Tensor }[] = [];
  const gradients: { readonly part: Part; readonly flat: tf.Tensor1D }[] = [];
  await ganStep(config, parts, batch, step, {
    lookOnly: true,
    onActivation(part, name, x) {
      // 0 · x is 0 for finite numbers alone.
      const zero = tf.keep(tf.tidy(() => tf.sum(tf.mul(x, 0))));
      looks.push({ place: `${NAMES[part]}: layer ${name}`, zero });
    },
    onGradient(part, gradient) {
      gradients.push({ part, flat: tf.keep(tf.clone(gradient)) });
    },
  });
  const zeros = await Promise.all(looks.map(({ zero }) => zero.data()));
  const values = await Promise.all(gradients.map(({ flat }) => flat.data<"float32">()));
  tf.dispose([...looks.map(({ zero }) => zero), ...gradients.map(({ flat }) => flat)]);
  const activation = looks.find((_, i) => zeros[i][0] !== 0);
  if (activation !== undefined) return activation.place;
  for (const [i, { part }] of gradients.entries()) {
    const key = brokenKey(parts[part]?.network.named(values[i]) ?? []);
    if (key !== undefined) return `${NAMES[part]}: gradient of ${key}`;
  }
  return undefined;
}

/** Adam keeps squares: those of larger numbers are infinite in float32. */
const LARGEST = 1.8e19;

/** The first key that holds a value that is not finite or too large. */
function brokenKey(
  tensors: Iterable<readonly [string, { readonly data: unknown }]>,
): string | undefined {
  for (const [key, { data }] of tensors) {
    if (data instanceof Float32Array && !data.every((x) => Math.abs(x) < LARGEST)) return key;
  }
  return undefined;
}
