/**
 * Activations before and after modulation: what normalisation layers are given and what they make of it, channel by
 * channel.
 *
 * @module
 */

import type { Activation } from "../engines/activation.ts";
import { layerNamed } from "../models/layer-named.ts";
import type { Conditions } from "../modulation/conditions.ts";
import type { ActivationSource } from "./layer-activations.ts";

/** One channel over all pixels of all pictures. */
export interface ActivationRow {
  readonly layer: string;
  readonly channel: number;

  /** What the layer is given, or what it makes of it: normalised, scaled and shifted. */
  readonly stage: "before" | "after";

  /** Whether it is the channel that CLADE appends for instance edges; "after" alone. */
  readonly appended: boolean;
  readonly mean: number;

  /** Standard deviation, of all pixels (biased). */
  readonly sd: number;
  readonly min: number;
  readonly max: number;

  /** Share of pixels below 0: what the leaky ReLU shrinks. */
  readonly negative: number;
}

/**
 * Rows of the chosen layers, in the order of the network; the network runs once for each of `pictures`,
 * without SEAN's noise.
 *
 * @param layers Default all. Activations of all chosen layers of one batch are in memory at a time.
 * @throws ModelError for an unknown layer.
 */
export async function activationRows(
  source: ActivationSource,
  pictures: readonly Conditions[],
  layers: readonly string[] = source.network.layers.map(({ name }) => name),
): Promise<ActivationRow[]> {
  for (const name of layers) layerNamed(source.network, name);
  const chosen = new Set(layers.flatMap((name) => [name, `${name}.input`]));
  const sums = new Map<string, ChannelSums[]>();
  for (const { noiseSeed: _, ...conditions } of pictures) {
    const { taps } = await source.synthesize(conditions, { taps: (name) => chosen.has(name) });
    for (const [name, activation] of taps) {
      const known = sums.get(name);
      if (known === undefined) sums.set(name, channelSums(activation));
      else
        for (const [c, sum] of channelSums(activation).entries()) known[c] = joined(known[c], sum);
    }
  }
  return source.network.layers
    .filter(({ name }) => chosen.has(name))
    .flatMap(({ name, channels }) => {
      const rows = (stage: ActivationRow["stage"], tap: string) =>
        (sums.get(tap) ?? []).map((sum, channel): ActivationRow => {
          const { count, mean, squares, min, max, negative } = sum;
          const appended = channel >= channels;
          const sd = Math.sqrt(squares / count);
          return {
            layer: name,
            channel,
            stage,
            appended,
            mean,
            sd,
            min,
            max,
            negative: negative / count,
          };
        });
      return [...rows("before", `${name}.input`), ...rows("after", name)];
    });
}

interface ChannelSums {
  readonly count: number;
  readonly mean: number;

  /** Σ(x − mean)². */
  readonly squares: number;
  readonly min: number;
  readonly max: number;
  readonly negative: number;
}

function channelSums({ shape, data }: Activation): ChannelSums[] {
  const [batch, channels, height, width] = shape;
  const pixels = height * width;
  return Array.from({ length: channels }, (_, c) => {
    const planes = Array.from({ length: batch }, (_, n) =>
      data.subarray((n * channels + c) * pixels, (n * channels + c + 1) * pixels),
    );
    const count = batch * pixels;
    let [sum, squares, negative] = [0, 0, 0];
    let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const plane of planes) {
      for (const x of plane) {
        sum += x;
        if (x < min) min = x;
        if (x > max) max = x;
        if (x < 0) negative++;
      }
    }
    const mean = sum / count;
    for (const plane of planes) for (const x of plane) squares += (x - mean) ** 2;
    return { count, mean, squares, min, max, negative };
  });
}

/** Chan, Golub and LeVeque (1983). */
function joined(a: ChannelSums, b: ChannelSums): ChannelSums {
  const count = a.count + b.count;
  const step = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (step * b.count) / count,
    squares: a.squares + b.squares + (step ** 2 * a.count * b.count) / count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    negative: a.negative + b.negative,
  };
}
