/** The reference numbers of SciPy and scikit-learn, and matrices from them. */

import { readFileSync } from "node:fs";
import type { Metric } from "../../../src/analysis/classes/distances.ts";
import type { LinkageMethod } from "../../../src/analysis/classes/linkage.ts";
import type { Matrix } from "../../../src/analysis/statistics/matrix.ts";

type Rows = readonly (readonly number[])[];

export interface Reference {
  readonly clustering: {
    readonly x: Rows;
    readonly linkages: readonly {
      readonly metric: Metric;
      readonly method: LinkageMethod;
      readonly z: readonly number[];
      readonly leaves: readonly number[];
      readonly leastSum: number;
      readonly scipySum: number;
      readonly flat: Readonly<Record<string, readonly number[]>>;
    }[];
  };
  readonly correlation: readonly number[];
  readonly cosine: readonly number[];
  readonly ranks: {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly ranksOfA: readonly number[];
    readonly spearman: number;
  };
  readonly pca: readonly {
    readonly x: Rows;
    readonly scores: readonly number[];
    readonly loadings: readonly number[];
    readonly explainedVariance: readonly number[];
    readonly explainedRatio: readonly number[];
  }[];
  readonly kernels: {
    readonly x: Rows;
    readonly y: Rows;
    readonly cka: number;
    readonly debiased: number;
    readonly spearmanOfDistances: number;
  };
  readonly procrustes: {
    readonly target: Rows;
    readonly moved: Rows;
    readonly disparity: number;
    readonly alignedTarget: readonly number[];
    readonly alignedMoved: readonly number[];
  };
  readonly embedding: {
    readonly x: Rows;
    readonly flat: Rows;
    readonly quality: readonly {
      readonly k: number;
      readonly trustworthiness: number;
      readonly continuity: number;
      readonly recall: number;
    }[];
  };
  readonly activation: readonly {
    readonly scale: number;
    readonly shift: number;
    readonly expected: number;
  }[];
}

export const reference: Reference = JSON.parse(
  readFileSync(new URL("../../goldens/classes/reference.json", import.meta.url), "utf8"),
);

export function matrixOf(rows: Rows): Matrix {
  return { rows: rows.length, columns: rows[0].length, values: Float64Array.from(rows.flat()) };
}
