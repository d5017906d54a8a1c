/**
 * Activations between the host and the back end.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../../errors.ts";
import type { Activation } from "../activation.ts";
import { toChannelsFirst, toChannelsLast } from "./layout.ts";

/** From the back end to the host. */
export async function download(x: tf.Tensor4D): Promise<Activation> {
  const [batch, height, width, channels] = x.shape;
  const data = (await x.data()) as Float32Array;
  return {
    shape: [batch, channels, height, width],
    data: toChannelsFirst(data, { channels, height, width }),
  };
}

/**
 * From the host to the back end; the tensor is the caller's to dispose of.
 *
 * @throws EngineError if the number of values does not fit the shape.
 */
export function upload({ shape, data }: Activation): tf.Tensor4D {
  const [batch, channels, height, width] = shape;
  if (data.length !== batch * channels * height * width) {
    throw new EngineError({
      what: "the number of values does not fit the shape",
      where: "picture or activation",
      expected: `${batch * channels * height * width} values for [${shape.join(", ")}]`,
      got: `${data.length}`,
      hint: "give data and shape of one array, [batch, channels, height, width]",
    });
  }
  return tf.tensor4d(toChannelsLast(data, { channels, height, width }), [
    batch,
    height,
    width,
    channels,
  ]);
}
