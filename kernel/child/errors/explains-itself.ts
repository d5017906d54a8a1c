/**
 * Errors that were thrown on purpose, with all that the reader needs in the message: cladescope's and the kernel's
 * own. They are known by the layout of their messages, whichever copy of the library they come from.
 *
 * @module
 */

import { text } from "./peek.ts";

/** Whether the message ends with what to try, the error's `hint`. */
export function explainsItself(error: object): boolean {
  const hint = text(error, "hint") ?? "";
  return hint !== "" && (text(error, "message") ?? "").endsWith(`\n  try       ${hint}`);
}

/** What is in such a message already. */
export const PARTS: readonly string[] = ["where", "expected", "got", "hint"];
