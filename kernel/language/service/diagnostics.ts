/**
 * The compiler's findings in one cell, in the cell's own lines.
 *
 * @module
 */

import type tsApi from "typescript";
import { codeFrame } from "../../text/code-frame.ts";
import type { Cell } from "../cells/cell.ts";
import type { Cells } from "../cells/cells.ts";
import type { DeclarationKind } from "../cells/declarations.ts";
import type { Diagnostic } from "../messages.ts";
import ts from "../typescript.ts";

export function diagnosticsOf(
  cell: Cell,
  service: tsApi.LanguageService,
  cells: Cells,
): Diagnostic[] {
  const found = [
    ...service.getSyntacticDiagnostics(cell.fileName),
    ...service.getSemanticDiagnostics(cell.fileName),
  ];
  const diagnostics = new Map<string, Diagnostic>();
  for (const finding of found) {
    const diagnostic = describe(finding, cell, cells);
    if (diagnostic) {
      diagnostics.set(`${diagnostic.line}:${diagnostic.column}:${diagnostic.message}`, diagnostic);
    }
  }
  return [...diagnostics.values()];
}

/** Undefined for what lies in the tail, which the user did not write. */
function describe(finding: tsApi.Diagnostic, cell: Cell, cells: Cells): Diagnostic | undefined {
  if (finding.file?.fileName !== cell.fileName || finding.start === undefined) return undefined;
  const start = finding.start - cell.offset;
  if (start < 0 || start >= cell.source.length) return undefined;

  const { code, messageText } = renamed(finding, cell, cells);
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  const { line, column } = placeIn(cell.source, start);
  const category = CATEGORIES[finding.category];
  const label = category === "error" ? `error TS${code}` : `${category} TS${code}`;
  const endColumn = column + Math.max(1, finding.length ?? 1);
  const text = [
    `${cell.title}:${line}:${column} - ${label}: ${message}`,
    "",
    codeFrame(cell.source, line, column, { endColumn }),
    ...relatedLines(finding, cell),
  ].join("\n");
  return { code, category, message, line, column, text };
}

const CATEGORIES = {
  [ts.DiagnosticCategory.Error]: "error",
  [ts.DiagnosticCategory.Warning]: "warning",
  [ts.DiagnosticCategory.Suggestion]: "suggestion",
  [ts.DiagnosticCategory.Message]: "message",
} as const;

/** "Cannot assign to 'x' because it is an import": of another cell's name it is what it is there. */
function renamed(
  finding: tsApi.Diagnostic,
  cell: Cell,
  cells: Cells,
): Pick<tsApi.Diagnostic, "code" | "messageText"> {
  if (finding.code !== ASSIGNED_IMPORT || finding.start === undefined) return finding;
  const name = cell.text.slice(finding.start, finding.start + (finding.length ?? 0));
  const kind = cell.declarations.has(name)
    ? undefined
    : (cells.before(cell, name)?.declarations.get(name)?.kind ?? undefined);
  const reason = kind && ASSIGNED[kind];
  return reason
    ? { code: reason[0], messageText: `Cannot assign to '${name}' because it is ${reason[1]}.` }
    : finding;
}

const ASSIGNED_IMPORT = 2632;

/** Codes and words of the compiler for the same mistake within one file. */
const ASSIGNED: Partial<Record<DeclarationKind, [number, string]>> = {
  const: [2588, "a constant"],
  function: [2630, "a function"],
  class: [2629, "a class"],
  enum: [2628, "an enum"],
  namespace: [2631, "a namespace"],
};

function relatedLines(finding: tsApi.Diagnostic, cell: Cell): string[] {
  const lines: string[] = [];
  for (const { file, start, messageText } of finding.relatedInformation ?? []) {
    const message = ts.flattenDiagnosticMessageText(messageText, " ");
    if (file === undefined || start === undefined) lines.push(`  ${message}`);
    else if (file.fileName === cell.fileName) {
      const inCell = start - cell.offset;
      if (inCell < 0 || inCell >= cell.source.length) continue;
      const { line, column } = placeIn(cell.source, inCell);
      lines.push(`  ${cell.title}:${line}:${column}: ${message}`);
    } else if (/\/__cell_\w+\.tsx?$/.test(file.fileName))
      lines.push(`  in an earlier cell: ${message}`);
    else {
      const { line } = file.getLineAndCharacterOfPosition(start);
      lines.push(`  ${file.fileName}:${line + 1}: ${message}`);
    }
    if (lines.length === 3) break;
  }
  return lines.length > 0 ? ["", ...lines] : [];
}

/** Line and column from 1. */
function placeIn(source: string, position: number): { line: number; column: number } {
  const lines = source.slice(0, position).split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
