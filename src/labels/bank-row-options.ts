/**
 * What has to be known to turn label values into bank rows.
 *
 * @module
 */

import type { LabelSet } from "./label-set.ts";

/** What is known about the network and the data set. */
export interface BankRowOptions {
  /** Number of rows of the network's banks. */
  readonly rows: number;

  /** Without one, values are taken as rows. */
  readonly labelSet?: LabelSet | undefined;

  /** What the values are: default `"dataset"` for files, `"rows"` for arrays. */
  readonly values?: "rows" | "dataset" | undefined;

  /** Where value 255 goes if it is not a class of the label set: `label_nc` with `contain_dontcare_label`. */
  readonly dontCareRow?: number | undefined;
}
