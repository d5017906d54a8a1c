/**
 * Classes that interventions are about and the label map has not.
 *
 * @module
 */

import type { PlainIntervention } from "../../analysis/interventions/parse-interventions.ts";
import { classNamesOf, resolveClass } from "../../analysis/names.ts";
import type { GeneratorNetwork } from "../../models/network.ts";

/** A note that names them, or none. */
export function absentNotes(
  path: string,
  interventions: readonly PlainIntervention[],
  { config, labelSet, where }: GeneratorNetwork,
  labels: Int32Array,
): string[] {
  const { classes } = config.method;
  const names = classNamesOf({ classes, labelSet });
  const rows = interventions.flatMap((one) => {
    if (one.kind === "relabel") return one.classes.map(([from]) => from);
    if (one.kind === "restyle") return one.codes.map(({ region }) => region);
    return "classes" in one ? (one.classes ?? []) : [];
  });
  const there = new Set(labels);
  const wanted = new Set(rows.map((row) => resolveClass({ classes, labelSet }, row, where)));
  const absent = [...wanted].filter((row) => !there.has(row)).map((row) => names[row]);
  if (absent.length === 0) return [];
  return [
    `${path} has no ${absent.join(", ")}: what is done to ${absent.length === 1 ? "it" : "them"} changes nothing`,
  ];
}
