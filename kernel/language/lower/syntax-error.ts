/**
 * Syntax errors of cells as the protocol wants them: name, message, and a traceback that points at the place.
 *
 * @module
 */

import type TS from "typescript";
import { codeFrame } from "../../text/code-frame.ts";
import { magicHint } from "../../text/no-magics.ts";

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
  const failing = file.getLineAndCharacterOfPosition(placeIn(source, problems[0]));
  const hint = magicHint(source.split(/\r\n|[\n\r\u2028\u2029]/)[failing.line] ?? "");
  // What follows from a line that is no TypeScript at all says nothing.
  for (const problem of problems.slice(0, hint === undefined ? shownProblems : 1)) {
    const { message, length } = problem;
    const from = file.getLineAndCharacterOfPosition(placeIn(source, problem));
    const [line, column] = [from.line + 1, from.character + 1];
    const frame = codeFrame(source, line, column, { endColumn: column + length, color: true });
    traceback.push(
      `\u001b[31mSyntaxError\u001b[0m: ${message}\n    at ${title}:${line}:${column}`,
      ...(frame === "" ? [] : [frame]),
    );
  }
  if (hint !== undefined) {
    traceback.push(`\u001b[2m${hint}\u001b[0m`);
  } else if (problems.length > shownProblems) {
    traceback.push(`… and ${problems.length - shownProblems} more`);
  }
  return { ename: "SyntaxError", evalue: problems[0]?.message ?? "Invalid syntax", traceback };
}

function placeIn(source: string, problem: SyntaxProblem | undefined): number {
  return Math.min(Math.max(0, problem?.start ?? 0), source.length);
}
