/**
 * The most common complaint about a file.
 *
 * @module
 */

import { CheckpointError, type Problem } from "../errors.ts";

/** An error for bytes that contradict themselves; advises to fetch the file again. */
export function damaged(
  where: string,
  what: string,
  more: Omit<Problem, "what" | "where" | "hint"> & Partial<Pick<Problem, "hint">> = {},
): CheckpointError {
  const { hint = "download or copy the file again", ...parts } = more;
  return new CheckpointError({ what, where, hint, ...parts });
}
