/** Reference calculations beside tfjs, in float64 on plain arrays. */

import type { Activation } from "../../src/engines/activation.ts";
import type { Dense } from "./dense-convolution.ts";
import { seededNumbers } from "./seeded-numbers.ts";

export interface ActivationShape {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Numbers in [−1, 1), the same for the same seed. */
export function activationOf(
  { batch, channels, height, width }: ActivationShape,
  seed: number,
): Activation {
  const data = seededNumbers(seed)(batch * channels * height * width);
  return { shape: [batch, channels, height, width], data };
}

/** `reference` for each picture of a batch, put together again. */
export function eachPicture(
  { shape, data }: Activation,
  reference: (x: Dense, n: number) => Dense,
): { shape: number[]; data: number[] } {
  const [batch, channels, height, width] = shape;
  const length = channels * height * width;
  const results = Array.from({ length: batch }, (_, n) =>
    reference(
      {
        channels,
        height,
        width,
        data: Float64Array.from(data.subarray(n * length, (n + 1) * length)),
      },
      n,
    ),
  );
  const [first] = results;
  return {
    shape: [batch, first.channels, first.height, first.width],
    data: results.flatMap((result) => [...result.data]),
  };
}

/** A picture whose pixel (c, y, x) is `value(c, y, x)`. */
export function denseOf(
  channels: number,
  height: number,
  width: number,
  value: (c: number, y: number, x: number) => number,
): Dense {
  const pixels = height * width;
  const data = Float64Array.from({ length: channels * pixels }, (_, i) =>
    value(Math.floor(i / pixels), Math.floor((i % pixels) / width), i % width),
  );
  return { channels, height, width, data };
}

export function at({ height, width, data }: Dense, c: number, y: number, x: number): number {
  return data[(c * height + y) * width + x];
}
