/**
 * Type errors as the user sees them: text on stderr where cells run in spite of them, an error where they do not.
 *
 * @module
 */

import type { Diagnostic } from "../language/messages.ts";
import type { CellError } from "./cell.ts";

/** Empty where there is nothing to tell. */
export function diagnosticsText(diagnostics: readonly Diagnostic[]): string {
  const shown = diagnostics.filter(
    ({ category }) => category === "error" || category === "warning",
  );
  return shown.map(({ text }) => (text.endsWith("\n") ? text : `${text}\n`)).join("");
}

/** Why a cell does not run in mode `error`; undefined where it does. */
export function typeScriptError(diagnostics: readonly Diagnostic[]): CellError | undefined {
  const errors = diagnostics.filter(({ category }) => category === "error");
  const [first] = errors;
  if (first === undefined) return undefined;
  return {
    ename: "TypeScriptError",
    evalue: first.message,
    traceback: errors.map(({ text }) => text.trimEnd()),
  };
}
