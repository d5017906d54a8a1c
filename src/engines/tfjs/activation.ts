/**
 * Tensors on the host: channels first, as PyTorch has them.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { toChannelsFirst, toChannelsLast } from "./layout.ts";

export interface Activation {
  /** [batch, channels, height, width] */
  readonly shape: readonly [number, number, number, number];
  readonly data: Float32Array;
}

/** From the back end to the host. */
export async function download(x: tf.Tensor4D): Promise<Activation> {
  const [batch, height, width, channels] = x.shape;
  const data = (await x.data()) as Float32Array;
  return {
    shape: [batch, channels, height, width],
    data: toChannelsFirst(data, { channels, height, width }),
  };
}

/** From the host to the back end; the tensor is the caller's to dispose of. */
export function upload({ shape, data }: Activation): tf.Tensor4D {
  const [batch, channels, height, width] = shape;
  return tf.tensor4d(toChannelsLast(data, { channels, height, width }), [
    batch,
    height,
    width,
    channels,
  ]);
}
