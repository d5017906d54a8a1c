/**
 * Whether the experiment can see at all what it asks about. With the pointwise trunk only the modulation can bring
 * space in, so there the methods must differ as their formulas do; and where the scenes hold nothing but classes they
 * must not. If a statement fails, that is a reason to look for a mistake before drawing conclusions.
 *
 * @module
 */

import type { Metric } from "../quality/evaluate.ts";
import { type Corner, cornerName, type ExperimentMethod, type Trunk } from "./design.ts";
import type { DifferenceRow } from "./rows.ts";

export interface Statement {
  readonly text: string;

  /** "unclear": the intervals allow both; "no data": a run is missing. */
  readonly verdict: "holds" | "fails" | "unclear" | "no data";

  /** What the verdict rests on, one line each. */
  readonly evidence: readonly string[];
}

/** Differences that count as none, in each metric's unit: slopes, and units of the picture, whose range is 2. */
const MARGINS: Partial<Record<Metric, number>> = {
  positionalError: 0.1,
  boundaryError: 0.1,
  pixelError: 0.02,
  colourError: 0.02,
  textureError: 0.02,
};

const AT_POSITION: readonly Corner[] = [
  { positional: 1, context: 0 },
  { positional: 1, context: 1 },
];

const AT_CONTEXT: readonly Corner[] = [
  { positional: 0, context: 1 },
  { positional: 1, context: 1 },
];

const MAIN_PAIRS: readonly (readonly [ExperimentMethod, ExperimentMethod])[] = [
  ["spade", "clade"],
  ["clade-icpe", "clade"],
  ["spade", "clade-icpe"],
];

/** @param differences The rows of `summariseRuns`. */
export function sanityStatements(differences: readonly DifferenceRow[]): Statement[] {
  return [
    smaller(
      "With the pointwise trunk CLADE-ICPE has a smaller positional error than CLADE where positional structure is 1",
      find(differences, "pointwise", AT_POSITION, ["clade-icpe", "clade"], "positionalError"),
    ),
    smaller(
      "With the pointwise trunk SPADE has a smaller boundary error than CLADE where context is 1",
      find(differences, "pointwise", AT_CONTEXT, ["spade", "clade"], "boundaryError"),
    ),
    ...(["pointwise", "released"] as const).map((trunk) =>
      alike(
        `With the ${trunk} trunk SPADE, CLADE and CLADE-ICPE agree where both knobs are 0`,
        MAIN_PAIRS.flatMap((pair) =>
          Object.keys(MARGINS).flatMap((metric) =>
            find(differences, trunk, [{ positional: 0, context: 0 }], pair, metric as Metric),
          ),
        ),
      ),
    ),
  ];
}

/** A row for each corner, or what is missing there. */
function find(
  differences: readonly DifferenceRow[],
  trunk: Trunk,
  corners: readonly Corner[],
  [a, b]: readonly [ExperimentMethod, ExperimentMethod],
  metric: Metric,
): (DifferenceRow | string)[] {
  return corners.map((corner) => {
    const row = differences.find(
      (one) =>
        one.trunk === trunk &&
        cornerName(one) === cornerName(corner) &&
        one.a === a &&
        one.b === b &&
        one.metric === metric,
    );
    return row ?? `${cornerName(corner)}: no ${metric} of ${a} and ${b}`;
  });
}

/** That the first method's error is smaller in every row, beyond its interval. */
function smaller(text: string, rows: readonly (DifferenceRow | string)[]): Statement {
  return statement(text, rows, ({ low, high }) =>
    high < 0 ? "holds" : low > 0 ? "fails" : "unclear",
  );
}

/** That every interval lies within the metric's margin. */
function alike(text: string, rows: readonly (DifferenceRow | string)[]): Statement {
  return statement(text, rows, ({ low, high, metric }) => {
    const margin = MARGINS[metric] ?? 0;
    if (low >= -margin && high <= margin) return "holds";
    return low > margin || high < -margin ? "fails" : "unclear";
  });
}

/** The worst verdict of the rows. */
function statement(
  text: string,
  rows: readonly (DifferenceRow | string)[],
  verdictOf: (row: DifferenceRow) => Statement["verdict"],
): Statement {
  const verdicts = rows.map((row) => (typeof row === "string" ? "no data" : verdictOf(row)));
  const order = ["fails", "no data", "unclear", "holds"] as const;
  const verdict = order.find((one) => verdicts.includes(one)) ?? "no data";
  const evidence = rows.map((row, i) => (typeof row === "string" ? row : line(row, verdicts[i])));
  return { text, verdict, evidence };
}

function line(row: DifferenceRow, verdict: Statement["verdict"]): string {
  const [estimate, low, high] = [row.estimate, row.low, row.high].map((x) => x.toFixed(3));
  const of = `${row.a} − ${row.b}, ${row.metric}`;
  return `${cornerName(row)}: ${of}: ${estimate} [${low}, ${high}] over ${row.over}: ${verdict}`;
}
