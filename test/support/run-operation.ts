/** Runs a single operation of the tfjs reader. */

import * as tf from "@tensorflow/tfjs-core";
import type { Activation } from "../../src/engines/activation.ts";
import { type TfjsInputs, TfjsOps } from "../../src/engines/tfjs/tfjs-ops.ts";
import { download, upload } from "../../src/engines/tfjs/transfer.ts";
import type { Ops } from "../../src/models/ops.ts";

export type Operation = (ops: Ops<tf.Tensor4D>, x: tf.Tensor4D) => tf.Tensor4D;

/** Runs one operation and brings the result home; nothing may stay on the back end. */
export async function run(
  operation: Operation,
  x: Activation,
  inputs: TfjsInputs = { weights: new Map() },
): Promise<Activation> {
  const tensor = upload(x);
  const result = tf.tidy(() => operation(new TfjsOps(inputs), tensor));
  try {
    return await download(result);
  } finally {
    tf.dispose([tensor, result]);
  }
}
