/**
 * Confidence intervals of the mean of a table with a row for each seed and a column for each group of held-out pictures.
 *
 * Seeds and groups are crossed: each network paints the same pictures. With one seed the interval is the bootstrap over
 * groups and knows nothing of how much seeds differ. With several it is that of a crossed model with random seeds and
 * groups (Searle, Casella, McCulloch 1992, chapter 4): the variance of the mean is (MSₛ + MS_g − MSₑ) / (seeds · groups) with the mean
 * squares of the two-way table, and the factor is Student's with Satterthwaite's (1946) degrees of freedom, near two where
 * three seeds differ most. A bootstrap of three seeds would be far too narrow.
 *
 * @module
 */

import { type BootstrapOptions, bootstrap, checkValues, type Interval, mean } from "./bootstrap.ts";
import { studentQuantile } from "./student.ts";

/**
 * @param table [seeds][groups], all rows of one length.
 * @throws EngineError if rows differ in length or a value is not finite.
 */
export function tableInterval(
  table: readonly (readonly number[])[],
  options: BootstrapOptions = {},
): Interval {
  if (table.length === 1) return bootstrap(table[0], options);
  for (const row of table) checkValues(row, table[0].length);
  checkValues(table.flat());
  const [seeds, groups] = [table.length, table[0].length];
  const { ofSeeds, ofGroups, ofRest } = meanSquares(table);
  // Beyond what chance alone makes of them the two add up; neither counts for less than itself.
  const sum = Math.max(ofSeeds + ofGroups - ofRest, ofSeeds, ofGroups);
  const parts =
    ofSeeds ** 2 / (seeds - 1) +
    ofGroups ** 2 / Math.max(groups - 1, 1) +
    ofRest ** 2 / Math.max((seeds - 1) * (groups - 1), 1);
  const df = Math.max(
    parts > 0 ? sum ** 2 / parts : 1,
    Math.min(seeds - 1, Math.max(groups - 1, 1)),
  );
  const factor = studentQuantile((1 + (options.level ?? 0.95)) / 2, df);
  const estimate = mean(table.map(mean));
  const reach = factor * Math.sqrt(sum / (seeds * groups));
  return { estimate, low: estimate - reach, high: estimate + reach };
}

/** Of the two-way table without repetition. */
function meanSquares(table: readonly (readonly number[])[]): {
  readonly ofSeeds: number;
  readonly ofGroups: number;
  readonly ofRest: number;
} {
  const [seeds, groups] = [table.length, table[0].length];
  const all = mean(table.map(mean));
  const bySeed = table.map(mean);
  const byGroup = table[0].map((_, j) => mean(table.map((row) => row[j])));
  const squares = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + (value - all) ** 2, 0);
  const rest = table.flatMap((row, i) =>
    row.map((value, j) => value - bySeed[i] - byGroup[j] + 2 * all),
  );
  return {
    ofSeeds: (groups * squares(bySeed)) / (seeds - 1),
    ofGroups: (seeds * squares(byGroup)) / Math.max(groups - 1, 1),
    ofRest: squares(rest) / Math.max((seeds - 1) * (groups - 1), 1),
  };
}
