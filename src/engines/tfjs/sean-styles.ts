/**
 * SEAN's style part on tfjs: what its convolutions make of the regions' styles, for the 3×3 neighbourhoods of regions that
 * occur, or for every pixel.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { Conditions } from "../../modulation/conditions.ts";
import type { SeanMethod } from "../../modulation/norm-layer.ts";
import type { SeanStyle } from "../../modulation/sean.ts";
import { times } from "../../modulation/sean-blend.ts";
import type { SpadeParameters } from "../../modulation/spade.ts";
import type { SpadePatterns } from "../../modulation/spade-patterns.ts";
import { gatherRows } from "./gather-rows.ts";
import { sideBySide, toKernelLast } from "./layout.ts";
import { sumRows } from "./training-ops/gather-rows.ts";

/** A convolution's weights and biases times a factor. */
export function scaled(
  { weight, bias }: SpadeParameters["gamma"],
  factor: number,
): SpadeParameters["gamma"] {
  return { weight: times(weight, factor), bias: times(bias, factor) };
}

export interface StyleTables {
  rows(patterns: SpadePatterns, codes: Float32Array): tf.Tensor2D;
  maps(picture: Conditions, codes: Float32Array): tf.Tensor4D;
  dispose(): void;
}

/** The style convolutions times α, γ and β side by side. */
export function styleTables(style: SeanStyle, method: SeanMethod, channels: number): StyleTables {
  const { classes } = method;
  const length = method.styleLength as number; // the layer has a style
  const gamma = scaled(style.gamma, style.blend.gamma);
  const beta = scaled(style.beta, style.blend.beta);
  const columns = 2 * channels;
  const kernel = toKernelLast(sideBySide(gamma.weight, beta.weight), columns, length, 3);
  const t = {
    regions: tf.tensor3d(style.regions.weight, [classes, length, length]), //     [K, out, in]
    regionBias: tf.tensor3d(style.regions.bias, [classes, length, 1]),
    kernel: tf.tensor4d(kernel, [3, 3, length, columns]),
    bias: tf.tensor1d(sideBySide(gamma.bias, beta.bias)),
  };
  let made: { readonly codes: Float32Array; readonly products: tf.Tensor2D } | null = null;
  /** μ of every region; [K, length]. */
  const styles = (codes: Float32Array): tf.Tensor2D => {
    const product = tf.matMul(t.regions, tf.tensor3d(codes, [classes, length, 1]));
    return tf.reshape(tf.relu(tf.add(product, t.regionBias)), [classes, length]);
  };
  /** Each tap's product with the K regions, and a row of zeros for "outside"; [9 (K + 1), 2C]. Kept for pictures in the same style. */
  const productsOf = (codes: Float32Array): tf.Tensor2D => {
    if (made?.codes.every((value, i) => value === codes[i])) return made.products;
    made?.products.dispose();
    const products = tf.tidy(() => {
      const sources = tf.concat([styles(codes), tf.zeros([1, length])], 0) as tf.Tensor2D;
      const byTap = tf.reshape(t.kernel, [9, length, columns]);
      return tf.reshape(tf.matMul(tf.tile(tf.expandDims(sources, 0), [9, 1, 1]), byTap), [
        9 * (classes + 1),
        columns,
      ]) as tf.Tensor2D;
    });
    made = { codes: codes.slice(), products: tf.keep(products) };
    return products;
  };
  return {
    rows: ({ first, second }, codes) => {
      const products = productsOf(codes);
      const index = first.table.map((region, i) => (i % 9) * (classes + 1) + region);
      const windows = tf.add(
        sumRows(products, tf.tensor1d(index, "int32"), 9),
        t.bias,
      ) as tf.Tensor2D; //                                                        [n₃, 2C]
      const own = Int32Array.from(
        { length: second.rows },
        (_, row) => second.table[row * 9 + 4], // the window around the pixel itself
      );
      return gatherRows(windows, own);
    },
    maps: (picture, codes) => {
      const { height, width, labels } = picture;
      const map = tf.reshape(gatherRows(styles(codes), labels), [1, height, width, length]);
      return tf.add(tf.conv2d(map as tf.Tensor4D, t.kernel, 1, "same"), t.bias);
    },
    dispose: () => {
      tf.dispose(t);
      made?.products.dispose();
      made = null;
    },
  };
}
