/**
 * Label maps as the released networks see them: one channel for each class, one more for instance edges.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { type Conditions, edgesOf } from "../../modulation/conditions.ts";

/** @returns [batch, height, width, classes (+ 1)], zeros and ones. */
export function oneHot(
  conditions: Conditions,
  classes: number,
  instanceEdges: boolean,
): tf.Tensor4D {
  const { batch, height, width, labels } = conditions;
  const channels = classes + (instanceEdges ? 1 : 0);
  const edges = instanceEdges ? edgesOf(conditions) : null;
  const values = new Float32Array(labels.length * channels);
  for (let p = 0; p < labels.length; p++) {
    values[p * channels + labels[p]] = 1;
    if (edges !== null) values[p * channels + classes] = edges[p];
  }
  return tf.tensor4d(values, [batch, height, width, channels]);
}
