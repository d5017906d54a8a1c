/**
 * Makes the error of a failed import readable: made here, its stack leads to the cell; and a syntax error of a
 * file that no compiler has seen says where it is.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { ModuleNotFoundError, type Problem } from "../../errors.ts";
import { $SyntaxError } from "../intrinsics.ts";
import { syntaxError } from "./load.ts";
import { moduleAddress } from "./places.ts";

/** Lines of code above and below the one with the error. */
const CONTEXT = 2;

export function explain(error: unknown): unknown {
  if (typeof error !== "object" || error === null) return error;
  const { problem, atImport, message } = error as {
    problem?: Problem;
    atImport?: boolean;
    message?: string;
  };
  if (problem !== undefined) return new ModuleNotFoundError(problem);
  if (atImport === true) return syntaxError(message ?? "");
  return error instanceof $SyntaxError ? withPlace(error) : error;
}

/** The stack of a syntax error that Node found begins with its place: "file:///x/a.js:3". */
function withPlace(error: SyntaxError): SyntaxError {
  const [, name, line] = /^(file:\S+|\/\S+|[A-Z]:\\\S+):(\d+)\n/.exec(error.stack ?? "") ?? [];
  const file = name === undefined ? undefined : moduleAddress(name)?.file;
  if (file === undefined) return error;
  return syntaxError(`${error.message}\n${file}:${line}\n${codeFrame(file, Number(line))}`);
}

function codeFrame(file: string, line: number): string {
  let lines: string[];
  try {
    lines = readFileSync(file, "utf8").split(/\r?\n/);
  } catch {
    return "";
  }
  const first = Math.max(1, line - CONTEXT);
  const width = String(line + CONTEXT).length;
  return lines
    .slice(first - 1, line + CONTEXT)
    .map((text, index) => {
      const number = first + index;
      return `${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`;
    })
    .join("\n");
}
