/**
 * How the text of a cell is to be read: as TypeScript, as TypeScript with JSX, or as an object literal.
 *
 * @module
 */

import type tsApi from "typescript";
import ts from "../typescript.ts";

/** A cell's text, parsed the way that has the fewest errors. */
export interface ParsedSource {
  sourceFile: tsApi.SourceFile;
  /** Empty for most cells; `(` for a cell that is an object literal, which a block would swallow. */
  head: string;
  tsx: boolean;
  errors: readonly SyntaxProblem[];
}

/** A syntax error; `start` counts in the cell's own text. */
export interface SyntaxProblem {
  code: number;
  start: number;
  length: number;
  message: string;
}

/** Parses as TSX, and where that fails as plain TypeScript; what can be an object literal is one. */
export function parseSource(source: string): ParsedSource {
  const heads = looksLikeObject(source) ? ["(", ""] : [""];
  let best: ParsedSource | undefined;
  for (const head of heads) {
    for (const tsx of [true, false]) {
      const parsed = parse(source, { tsx, head });
      if (parsed.errors.length === 0) return parsed;
      // Where all fail, the reading that gets furthest is what the user means.
      if (head === "" && (best === undefined || firstError(parsed) > firstError(best))) {
        best = parsed;
      }
    }
  }
  return best ?? parse(source, { tsx: false, head: "" });
}

/** What is wrong with an object literal that may not be finished. */
export function errorsAsObject(source: string): readonly SyntaxProblem[] {
  return parse(source, { tsx: true, head: "(", close: "" }).errors;
}

/** `{a: 1, b: 2}` is meant as an object; `{ f(); }` has no reading as one, and stays a block. */
function looksLikeObject(source: string): boolean {
  return /^\s*\{[\s\S]*\}\s*$/.test(source);
}

function parse(
  source: string,
  { tsx, head, close = head === "" ? "" : "\n)" }: { tsx: boolean; head: string; close?: string },
): ParsedSource {
  const sourceFile = ts.createSourceFile(
    tsx ? "cell.tsx" : "cell.ts",
    head + source + close,
    ts.ScriptTarget.ESNext,
    false,
    tsx ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const errors = parseDiagnosticsOf(sourceFile).map((diagnostic) => ({
    code: diagnostic.code,
    start: diagnostic.start - head.length,
    length: diagnostic.length,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
  }));
  return { sourceFile, head, tsx, errors };
}

/** The parser's findings are on every parsed file, but not in the compiler's declared types. */
function parseDiagnosticsOf(sourceFile: tsApi.SourceFile): tsApi.DiagnosticWithLocation[] {
  const { parseDiagnostics = [] } = sourceFile as {
    parseDiagnostics?: tsApi.DiagnosticWithLocation[];
  };
  return parseDiagnostics;
}

function firstError({ errors }: ParsedSource): number {
  return Math.min(...errors.map(({ start }) => start));
}
