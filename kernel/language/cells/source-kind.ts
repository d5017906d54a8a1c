/**
 * A cell's text, parsed as lowering parses it: as TypeScript with or without JSX, or as an object literal.
 *
 * @module
 */

import type tsApi from "typescript";
import { type ParsedCell, parseCell, parseFile } from "../lower/parse.ts";
import ts from "../typescript.ts";

export interface ParsedSource {
  sourceFile: tsApi.SourceFile;
  /** Empty for most cells; `(` for a cell that is an object literal, which a block would swallow. */
  head: string;
  /** What closes the head. */
  close: string;
  tsx: boolean;
  errors: readonly SyntaxProblem[];
}

/** A syntax error; `start` counts in the cell's own text. */
export interface SyntaxProblem {
  code: number;
  start: number;
}

export function parseSource(source: string): ParsedSource {
  const parsed = parseCell(ts, source);
  const isObject = parsed.shift > 0;
  return {
    sourceFile: parsed.sourceFile,
    head: isObject ? "(" : "",
    close: isObject ? "\n)" : "",
    tsx: parsed.sourceFile.languageVariant === ts.LanguageVariant.JSX,
    errors: problemsOf(parsed),
  };
}

/** What is wrong with an object literal that may not be finished. */
export function errorsAsObject(source: string): readonly SyntaxProblem[] {
  return problemsOf(parseFile(ts, `(${source}`, ts.ScriptKind.TSX, 1));
}

function problemsOf({ errors, shift }: ParsedCell): SyntaxProblem[] {
  return errors.map(({ code, start }) => ({ code, start: start - shift }));
}
