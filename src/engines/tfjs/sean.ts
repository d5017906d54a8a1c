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
import type { SeanParameters, SeanStyle } from "../../modulation/sean.ts";
import { spadePart, threeByThree } from "../../modulation/sean-label-part.ts";
import type { SpadeParameters } from "../../modulation/spade.ts";
import {
  centreClasses,
  type PatternMethod,
  type SpadePatterns,
  spadePatterns,
} from "../../modulation/spade-patterns.ts";
import { gatherRows } from "./gather-rows.ts";
import { foldedNorm, lookUp, type Modulator } from "./modulator.ts";
import { noisy } from "./noise.ts";
import { scaled, styleTables } from "./sean-styles.ts";
import { isCrowded, spadeTables } from "./spade.ts";
import type { SpadeMode } from "./spade-mode.ts";

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
    gamma: scaled(spade.gamma, 1 - blend.gamma),
    beta: scaled(spade.beta, 1 - blend.beta),
  };
}
