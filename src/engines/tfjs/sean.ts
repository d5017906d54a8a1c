/**
 * SEAN on tfjs: the style part over the 3×3 neighbourhoods of regions that occur and the SPADE part over the 5×5 ones of
 * labels, in one table; a bank, or 1×1 convolutions, over the classes; or both by convolutions where nearly every pixel has a neighbourhood of its own.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { RunningStatistics } from "../../modulation/batch-norm.ts";
import { type Conditions, picturesOf } from "../../modulation/conditions.ts";
import type { SeanMethod } from "../../modulation/norm-layer.ts";
import {
  type SeanParameters,
  type SeanStyle,
  spadePart,
  threeByThree,
} from "../../modulation/sean.ts";
import type { SpadeParameters } from "../../modulation/spade.ts";
import {
  centreClasses,
  type PatternMethod,
  type SpadePatterns,
  spadePatterns,
} from "../../modulation/spade-patterns.ts";
import { gatherRows } from "./gather-rows.ts";
import { sideBySide, toKernelLast } from "./layout.ts";
import { foldedNorm, lookUp, type Modulator } from "./modulator.ts";
import { noisy } from "./noise.ts";
import { isCrowded, spadeTables } from "./spade.ts";
import type { SpadeMode } from "./spade-mode.ts";
import { sumRows } from "./training-ops/gather-rows.ts";

/** SEAN's parameters on the back end, blended, and its tables. */
export interface SeanTables {
  /** Whose neighbourhoods the tables are for: 5×5 labels, or 3×3 where the label part is pointwise. */
  readonly patternMethod: PatternMethod;

  /**
   * Scale 1 + γ and shift β of every row of `patterns.second`; [rows, 2C].
   *
   * @param codes Of the picture, [classes, styleLength]; not read where the layer has no style.
   */
  rows(patterns: SpadePatterns, codes: Float32Array): tf.Tensor2D;

  /** The same of every pixel of one picture, by convolutions; [1, height, width, 2C]. */
  maps(picture: Conditions, codes: Float32Array): tf.Tensor4D;

  dispose(): void;
}

/** @param channels That the layer normalises. */
export function seanTables(
  parameters: SeanParameters,
  method: SeanMethod,
  channels: number,
): SeanTables {
  const { style } = parameters;
  const spade = spadePart(method);
  const labels = spadeTables(
    style === null ? parameters.spade : weighed(parameters.spade, style),
    spade,
    channels,
  );
  const pointwise = spade.kernel === 1;
  const labelRows = (patterns: SpadePatterns): tf.Tensor2D =>
    pointwise
      ? gatherRows(labels.rows(everyClass(method.classes)), centreClasses(patterns, false))
      : labels.rows(patterns);
  const styled = style === null ? null : styleTables(style, method, channels);
  return {
    patternMethod: threeByThree(parameters.spade, method).method,
    rows: (patterns, codes) => {
      const own = labelRows(patterns);
      return styled === null ? own : tf.add(own, styled.rows(patterns, codes));
    },
    maps: (picture, codes) => {
      const own = labels.maps(picture);
      return styled === null ? own : tf.add(own, styled.maps(picture, codes));
    },
    dispose: () => {
      labels.dispose();
      styled?.dispose();
    },
  };
}

/** 1×1 tables with a row for each class. */
function everyClass(classes: number): SpadePatterns {
  const all = Int32Array.from({ length: classes }, (_, k) => k);
  const each = { rows: classes, table: all };
  const index = { batch: 1, height: 1, width: classes, rows: all, counts: all };
  return { kernel: 1, symbolCount: classes, first: each, second: each, index };
}

/**
 * @param statistics Null with instance norm.
 * @param channels That the layer normalises.
 */
export function seanModulator(
  {
    layer,
    parameters,
    method,
    statistics,
    channels,
    mode = "auto",
  }: {
    /** Its name: each layer draws noise of its own. */
    readonly layer: string;
    readonly parameters: SeanParameters;
    readonly method: SeanMethod;
    readonly statistics: RunningStatistics | null;
    readonly channels: number;
    readonly mode?: SpadeMode;
  },
  stylesOf: (conditions: Conditions) => Float32Array,
): Modulator {
  const tables = seanTables(parameters, method, channels);
  const norm = foldedNorm(statistics);
  const noise = tf.tensor1d(parameters.noise);

  const one = (x: tf.Tensor4D, picture: Conditions): [tf.Tensor4D, tf.Tensor4D] => {
    const codes = stylesOf(picture);
    const patterns = mode === "convolutions" ? null : spadePatterns(tables.patternMethod, picture);
    if (patterns === null || (mode === "auto" && isCrowded(patterns))) {
      return norm.fold(tables.maps(picture, codes));
    }
    const [scale, shift] = norm.fold(tables.rows(patterns, codes)); //            [n₅, C]
    const index = patterns.index.rows;
    return [lookUp(scale, index, x), lookUp(shift, index, x)];
  };

  return {
    apply: (x, conditions) =>
      tf.tidy(() => {
        const [, height, width, depth] = x.shape;
        const parts = picturesOf(conditions).map((picture, n) =>
          one(tf.slice(x, [n, 0, 0, 0], [1, height, width, depth]), picture),
        );
        const joined = (half: 0 | 1) =>
          parts.length === 1
            ? parts[0][half]
            : tf.concat(
                parts.map((part) => part[half]),
                0,
              );
        return norm.apply(noisy(x, layer, conditions, noise), [joined(0), joined(1)]);
      }),
    dispose: () => {
      tables.dispose();
      norm.dispose();
      noise.dispose();
    },
  };
}

/** SPADE's second convolutions times (1 − α). */
function weighed(spade: SpadeParameters, { blend }: SeanStyle): SpadeParameters {
  return {
    shared: spade.shared,
    gamma: times(spade.gamma, 1 - blend.gamma),
    beta: times(spade.beta, 1 - blend.beta),
  };
}

function times(
  { weight, bias }: SpadeParameters["gamma"],
  factor: number,
): SpadeParameters["gamma"] {
  return { weight: weight.map((w) => w * factor), bias: bias.map((b) => b * factor) };
}

interface StyleTables {
  rows(patterns: SpadePatterns, codes: Float32Array): tf.Tensor2D;
  maps(picture: Conditions, codes: Float32Array): tf.Tensor4D;
  dispose(): void;
}

/** The style convolutions times α, γ and β side by side. */
function styleTables(style: SeanStyle, method: SeanMethod, channels: number): StyleTables {
  const { classes } = method;
  const length = method.styleLength as number; // the layer has a style
  const gamma = times(style.gamma, style.blend.gamma);
  const beta = times(style.beta, style.blend.beta);
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
