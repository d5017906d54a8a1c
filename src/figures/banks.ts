/**
 * Class banks of several layers as one table.
 *
 * @module
 */

import { checkBankList } from "../analysis/classes/check-bank.ts";
import type { ClassBank } from "../analysis/classes/class-banks.ts";
import { type DeviationOptions, deviations } from "../analysis/classes/deviations.ts";
import { type Matrix, rowOf } from "../analysis/statistics/matrix.ts";
import { FigureError } from "../errors.ts";

/** @throws FigureError if there is no bank, or they are not of one network; ModelError if these are no banks. */
export function checkBanks(banks: readonly ClassBank[]): void {
  checkBankList(banks);
  if (banks.length === 0) {
    throw new FigureError({
      what: "there is no layer to show",
      where: "class parameters",
      expected: "the class banks of one layer or more",
      got: "none",
      hint: "classBanks(network) reads those of all layers",
    });
  }
  const [first] = banks;
  const other = banks.find(
    ({ classNames, convention }) =>
      classNames.join("\n") !== first.classNames.join("\n") || convention !== first.convention,
  );
  if (other === undefined) return;
  const differs = first.classNames.findIndex((name, k) => name !== other.classNames[k]);
  const described = ({ classes, convention, labelSet, classNames }: ClassBank) =>
    `${classes} classes (${labelSet ?? "no label set"}), scale = ${convention}${differs >= 0 && classNames[differs] !== undefined ? `, class ${differs} is "${classNames[differs]}"` : ""}`;
  throw new FigureError({
    what: "these layers are not of one network",
    where: `${first.layer} and ${other.layer}`,
    expected: described(first),
    got: described(other),
    hint: "make a figure for each network",
  });
}

/** What is not neutral, all layers side by side; [classes, columns of all]. */
export function joinedDeviations(banks: readonly ClassBank[], options: DeviationOptions): Matrix {
  checkBanks(banks);
  const parts = banks.map((bank) => deviations(bank, options));
  const [{ rows }] = parts;
  const columns = parts.reduce((sum, matrix) => sum + matrix.columns, 0);
  const values = new Float64Array(rows * columns);
  let start = 0;
  for (const matrix of parts) {
    for (let row = 0; row < rows; row++) values.set(rowOf(matrix, row), row * columns + start);
    start += matrix.columns;
  }
  return { rows, columns, values };
}
