/**
 * Syntax errors of cells as the protocol wants them: name, message, and a traceback that points at the place.
 *
 * @module
 */

import type TS from "typescript";
import { codeFrame } from "../../text/code-frame.ts";

export interface SyntaxProblem {
  message: string;
  /** In the cell as the user wrote it. */
  start: number;
  length: number;
}

export interface SyntaxErrorReply {
  ename: "SyntaxError";
  evalue: string;
  traceback: string[];
}

/** More errors than these follow from the first ones. */
const shownProblems = 5;

export function describeSyntaxErrors(
  ts: typeof TS,
  source: string,
  title: string,
  problems: readonly SyntaxProblem[],
): SyntaxErrorReply {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ESNext);
  const traceback: string[] = [];
  for (const { message, start, length } of problems.slice(0, shownProblems)) {
    const from = file.getLineAndCharacterOfPosition(Math.min(Math.max(0, start), source.length));
    const [line, column] = [from.line + 1, from.character + 1];
    const frame = codeFrame(source, line, column, { endColumn: column + length, color: true });
    traceback.push(
      `\u001b[31mSyntaxError\u001b[0m: ${message}\n    at ${title}:${line}:${column}`,
      ...(frame === "" ? [] : [frame]),
    );
  }
  if (problems.length > shownProblems) {
    traceback.push(`… and ${problems.length - shownProblems} more`);
  }
  return { ename: "SyntaxError", evalue: problems[0]?.message ?? "Invalid syntax", traceback };
}
