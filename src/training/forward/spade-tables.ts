/**
 * The neighbourhoods of a batch's label maps at one resolution, in the form in which SPADE's two convolutions become
 * products and look-ups that gradients pass through.
 *
 * The first convolution of a neighbourhood of labels is a product with its one-hot row; the second is a product of all
 * hidden rows with the kernels of all taps, from which each neighbourhood of neighbourhoods takes its taps and adds
 * them up. Exact, borders included: outside the picture a label has a zero embedding, and a hidden value that is itself
 * outside is zero (see modulation/spade-patterns.ts).
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { oneHot } from "../../engines/tfjs/one-hot.ts";
import { RowIndex } from "../../engines/tfjs/training-ops/row-index.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import { type SpadeMethod, semanticChannels } from "../../modulation/norm-layer.ts";
import { type SpadePatterns, spadePatterns } from "../../modulation/spade-patterns.ts";

export type SpadeTables = PatternTables | DenseTables;

/** Nearly every pixel has a neighbourhood of its own: convolutions over the whole map are cheaper. */
interface DenseTables {
  readonly kind: "dense";

  /** [batch, height, width, classes (+ 1)] */
  readonly semantics: tf.Tensor4D;
  dispose(): void;
}

interface PatternTables {
  readonly kind: "patterns";
  readonly taps: number;

  /** Rows of the first table, one-hot over taps and labels; a last row of zeros for "outside"; [n₃ + 1, taps · K]. */
  readonly first: tf.Tensor2D;

  /** 1 for each row of the first table but the last: keeps ReLU(bias) from "outside"; [n₃ + 1, 1]. */
  readonly inside: tf.Tensor2D;

  /** For each row of the second table and tap its row in the [(n₃ + 1) · taps] products; [n₅ · taps]. */
  readonly second: RowIndex;

  readonly secondRows: number;

  /** Row of the second table of each pixel; [batch · height · width]. */
  readonly index: RowIndex;
  dispose(): void;
}

export const SpadeTables = {
  /** @param conditions At the layer's resolution. */
  of(method: SpadeMethod, conditions: Conditions): SpadeTables {
    const patterns = spadePatterns(method, conditions);
    const pixels = patterns.index.rows.length;
    if (method.kernel > 1 && 2 * patterns.first.rows > pixels) return dense(method, conditions);
    return tabled(method, patterns);
  },
};

function dense(method: SpadeMethod, conditions: Conditions): DenseTables {
  const semantics = tf.keep(oneHot(conditions, method.classes, method.instanceEdges));
  return { kind: "dense", semantics, dispose: () => semantics.dispose() };
}

function tabled(method: SpadeMethod, patterns: SpadePatterns): PatternTables {
  const { first, second, symbolCount, kernel, index } = patterns;
  const taps = kernel * kernel;
  const inputs = semanticChannels(method);
  const rows = first.rows + 1;
  const hot = new Float32Array(rows * taps * inputs);
  for (let i = 0; i < first.table.length; i++) {
    const symbol = first.table[i];
    if (symbol === symbolCount) continue; // outside: a zero embedding
    const label = method.instanceEdges ? symbol >> 1 : symbol;
    hot[i * inputs + label] = 1;
    if (method.instanceEdges && (symbol & 1) === 1) hot[i * inputs + method.classes] = 1;
  }
  const products = second.table.map((row, i) => row * taps + (i % taps));
  const inside = new Float32Array(rows).fill(1);
  inside[first.rows] = 0;
  const tensors = {
    first: tf.keep(tf.tensor2d(hot, [rows, taps * inputs])),
    inside: tf.keep(tf.tensor2d(inside, [rows, 1])),
  };
  const indices = { second: new RowIndex(products, taps), index: new RowIndex(index.rows) };
  return {
    kind: "patterns",
    taps,
    secondRows: second.rows,
    ...tensors,
    ...indices,
    dispose() {
      tf.dispose(Object.values(tensors));
      for (const index of Object.values(indices)) index.dispose();
    },
  };
}
