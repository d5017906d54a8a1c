/**
 * Parses a cell: as TSX; as plain TypeScript where that alone works (`<any>x`, `<T>(x: T) => x`); as an
 * object literal where braces would otherwise be a block (`{ a: 1, b: 2 }`).
 *
 * @module
 */

import type TS from "typescript";

type TypeScript = typeof TS;

export interface ParsedCell {
  sourceFile: TS.SourceFile;
  /** Characters before the user's first one in `sourceFile.text`: 1 in an object literal cell. */
  shift: number;
  errors: readonly TS.DiagnosticWithLocation[];
}

export function parseCell(ts: TypeScript, source: string): ParsedCell {
  const tsx = parseFile(ts, source, ts.ScriptKind.TSX, 0);
  if (looksLikeObject(ts, tsx.sourceFile)) {
    const object = parseFile(ts, `(${source}\n)`, ts.ScriptKind.TSX, 1);
    if (object.errors.length === 0 && isObjectLiteral(ts, object.sourceFile)) return object;
  }
  if (tsx.errors.length === 0) return tsx;
  const plain = parseFile(ts, source, ts.ScriptKind.TS, 0);
  if (plain.errors.length === 0) return plain;
  // Neither works: the one that understood more of the cell has the better message.
  if (/<\/|\/>/.test(source)) return tsx;
  return firstError(plain) > firstError(tsx) ? plain : tsx;
}

/** As a module, so that `await` is what it is in a module; without JSDoc, which lowering does not read. */
export function parseFile(
  ts: TypeScript,
  text: string,
  scriptKind: TS.ScriptKind,
  shift: number,
): ParsedCell {
  const isJavaScript = scriptKind === ts.ScriptKind.JS;
  const isTsx = scriptKind === ts.ScriptKind.TSX;
  const sourceFile = ts.createSourceFile(
    isJavaScript ? "cell.js" : isTsx ? "cell.tsx" : "cell.ts",
    text,
    {
      languageVersion: ts.ScriptTarget.ESNext,
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
      setExternalModuleIndicator: (file) => {
        Object.assign(file, { externalModuleIndicator: true });
      },
    },
    false,
    scriptKind,
  );
  return { sourceFile, shift, errors: parseDiagnostics(sourceFile) };
}

/** The parser keeps its diagnostics on the file; the public way to them needs a whole program. */
function parseDiagnostics(sourceFile: TS.SourceFile): readonly TS.DiagnosticWithLocation[] {
  const { parseDiagnostics } = sourceFile as TS.SourceFile & {
    parseDiagnostics?: readonly TS.DiagnosticWithLocation[];
  };
  return parseDiagnostics ?? [];
}

function firstError({ errors }: ParsedCell): number {
  return errors[0]?.start ?? 0;
}

/** From `{` to `}`; `{ … };` stays a block, as in Node's own REPL. */
function looksLikeObject(
  ts: TypeScript,
  { statements, endOfFileToken, text }: TS.SourceFile,
): boolean {
  const [first] = statements;
  return first !== undefined && ts.isBlock(first) && text[endOfFileToken.pos - 1] === "}";
}

function isObjectLiteral(ts: TypeScript, sourceFile: TS.SourceFile): boolean {
  const [statement, ...others] = sourceFile.statements;
  return (
    others.length === 0 &&
    statement !== undefined &&
    ts.isExpressionStatement(statement) &&
    ts.isParenthesizedExpression(statement.expression) &&
    ts.isObjectLiteralExpression(statement.expression.expression)
  );
}
