/**
 * Makes the error of a failed import readable: made here, its stack leads to the cell; and a syntax error of a
 * file that no compiler has seen says where it is.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { ModuleNotFoundError, type Problem } from "../../errors.ts";
import { codeFrame } from "../../text/code-frame.ts";
import { $SyntaxError } from "../intrinsics.ts";
import type { ModuleOptions } from "./api.ts";
import { checkLowered, isLowered, syntaxError } from "./load.ts";
import { moduleAddress } from "./places.ts";

/**
 * @param suspects Local files that may hold the syntax error.
 * @param transpile Tells of a file's syntax errors.
 */
export function explain(
  error: unknown,
  suspects: readonly string[],
  transpile: ModuleOptions["transpile"],
): unknown {
  if (typeof error !== "object" || error === null) return error;
  const { problem, atImport, message } = error as {
    problem?: Problem;
    atImport?: boolean;
    message?: string;
  };
  if (problem !== undefined) return new ModuleNotFoundError(problem);
  if (atImport === true) return syntaxError(message ?? "");
  if (!(error instanceof $SyntaxError)) return error;
  return withPlace(error) ?? firstSyntaxError(suspects, transpile) ?? error;
}

/** The stack of a syntax error that Node found may begin with its place: "file:///x/a.js:3". */
function withPlace(error: SyntaxError): SyntaxError | undefined {
  const [, name, line] = /^(file:\S+|\/\S+|[A-Z]:\\\S+):(\d+)\n/.exec(error.stack ?? "") ?? [];
  const file = name === undefined ? undefined : moduleAddress(name)?.file;
  if (file === undefined || !existsSync(file)) return undefined;
  // The line of a lowered file is not the source's.
  const frame = isLowered(file)
    ? ""
    : `\n${codeFrame(readFileSync(file, "utf8"), +(line ?? 1), 1)}`;
  return syntaxError(`${error.message}\n${file}${isLowered(file) ? "" : `:${line}`}${frame}`);
}

/** Node keeps the place of an ES module's syntax error to itself; the compiler finds it again. */
function firstSyntaxError(
  suspects: readonly string[],
  transpile: ModuleOptions["transpile"],
): unknown {
  for (const file of suspects) {
    if (!/\.[cm]?jsx?$/.test(file)) continue;
    try {
      checkLowered(file, transpile(file));
    } catch (error) {
      return error;
    }
  }
  return undefined;
}
