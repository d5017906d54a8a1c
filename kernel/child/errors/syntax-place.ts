/**
 * Where a syntax error lies that V8 found: Node puts the place before the stack, as
 *
 *     __cell_3.ts:2
 *     function f(){ let b; let b }
 *                              ^
 *
 * @module
 */

import { $Number } from "../intrinsics.ts";
import { mapPosition } from "./sources.ts";

export interface SyntaxPlace {
  title: string;
  source: string;
  line: number;
  column: number;
  /** Of the marked range. */
  length: number;
}

export function syntaxPlace(stack: string): SyntaxPlace | undefined {
  const [, file, line, carets] = /^([^\n]+):(\d+)\n[^\n]*\n([ \t]*\^+)\n/.exec(stack) ?? [];
  if (file === undefined || carets === undefined) return undefined;
  const indent = carets.indexOf("^");
  const mapped = mapPosition(file, $Number(line), indent + 1);
  if (mapped === undefined) return undefined;
  return {
    title: mapped.source.title,
    source: mapped.source.source,
    line: mapped.line,
    column: mapped.column,
    length: carets.length - indent,
  };
}
