/**
 * Whether a front end should run the text or open another line: is_complete_request of the protocol.
 *
 * @module
 */

import { Script } from "node:vm";
import type tsApi from "typescript";
import { errorsAsObject, parseSource, type SyntaxProblem } from "./cells/source-kind.ts";
import { indentAfter } from "./indent.ts";
import { lowerCell } from "./lower/lower-cell.ts";
import type { IsCompleteAnswer } from "./messages.ts";
import ts from "./typescript.ts";

export function isComplete(source: string): IsCompleteAnswer {
  const { errors, sourceFile } = parseSource(source);
  const last = sourceFile.statements.at(-1);
  if (errors.length === 0) {
    // The compiler takes a function without a body for an overload.
    const bodyIsMissing =
      last !== undefined &&
      ts.isFunctionDeclaration(last) &&
      last.body === undefined &&
      !source.trimEnd().endsWith(";");
    if (bodyIsMissing || lastToken(source).kind === ts.SyntaxKind.CommaToken) {
      return incomplete(source);
    }
    return { status: isRunnable(source) && !hasBadPattern(sourceFile) ? "complete" : "invalid" };
  }
  const { end } = lastToken(source);
  const isOpen = (problems: readonly SyntaxProblem[]): boolean =>
    problems.every((problem) => isUnfinished(problem, end));
  return isOpen(errors) || (source.trimStart().startsWith("{") && isOpen(errorsAsObject(source)))
    ? incomplete(source)
    : { status: "invalid" };
}

/** What parses may still be refused: `break` outside a loop, a label twice. V8 compiles it, and nothing runs. */
function isRunnable(source: string): boolean {
  const lowered = lowerCell(ts, { source, fileName: "cell.ts", title: "" });
  if ("syntaxError" in lowered) return false;
  try {
    new Script(lowered.script.code);
    return true;
  } catch {
    return false;
  }
}

function incomplete(source: string): IsCompleteAnswer {
  return { status: "incomplete", indent: indentAfter(source) };
}

function isUnfinished({ code, start }: SyntaxProblem, end: number): boolean {
  return UNFINISHED.has(code) || (start >= end && !BROKEN.has(code));
}

/** Comment, template, JSX element or fragment without its end, wherever the compiler reports it. */
const UNFINISHED: ReadonlySet<number> = new Set([1010, 1160, 17008, 17014]);

/** String or pattern without its end: no further line can close it. */
const BROKEN: ReadonlySet<number> = new Set([1002, 1161]);

/** Errors that start where the last token ends are about what is missing. */
function lastToken(source: string): { kind: tsApi.SyntaxKind; end: number } {
  const scanner = ts.createScanner(
    ts.ScriptTarget.ESNext,
    true,
    ts.LanguageVariant.Standard,
    source,
  );
  let last: { kind: tsApi.SyntaxKind; end: number } = { kind: ts.SyntaxKind.Unknown, end: 0 };
  for (;;) {
    const kind = scanner.scan();
    if (kind === ts.SyntaxKind.EndOfFileToken) return last;
    last = { kind, end: scanner.getTokenEnd() };
  }
}

/** The compiler looks into patterns only when it checks types. */
function hasBadPattern(sourceFile: tsApi.SourceFile): boolean {
  const visit = (node: tsApi.Node): boolean => {
    if (!ts.isRegularExpressionLiteral(node)) return ts.forEachChild(node, visit) ?? false;
    const end = node.text.lastIndexOf("/");
    try {
      new RegExp(node.text.slice(1, end), node.text.slice(end + 1));
      return false;
    } catch {
      return true;
    }
  };
  return visit(sourceFile);
}
