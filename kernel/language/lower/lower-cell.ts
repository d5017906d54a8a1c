/**
 * Lowers a cell: TypeScript that may await, import and declare anew what an earlier cell declared, to a script
 * for `vm.Script.runInThisContext` whose declarations are global variables.
 *
 * Its value is that of the last statement if that is an expression, with or without a semicolon; declarations,
 * blocks and loops have none. `import` and `import()` call `__import` (imports.ts), `import.meta` is
 * `__importMeta`, and `import x = require("y")` calls `require`.
 *
 * Most cells are parsed once: types are cut out of their text, and the rest is copied (erase.ts, assemble.ts).
 * What needs the compiler's emitter goes through it first, and its JavaScript is lowered in the same way.
 *
 * @module
 */

import type TS from "typescript";
import type { LoweredScript } from "../../link/messages.ts";
import { encodeMappings, type Segment, writeSourceMap } from "../../text/source-map.ts";
import { assemble, lastStatement, type Origin } from "./assemble.ts";
import { chainMaps } from "./chain-maps.ts";
import { compile, usingKind } from "./compile.ts";
import { assignsFields } from "./compiler-options.ts";
import { hasModifier } from "./erase.ts";
import { type ParsedCell, parseCell, parseFile } from "./parse.ts";
import { walkFile } from "./rules.ts";
import { describeSyntaxErrors, type SyntaxErrorReply, type SyntaxProblem } from "./syntax-error.ts";
import type { Walk } from "./walk.ts";

export interface LowerRequest {
  source: string;
  fileName: string;
  title: string;
  /** Of the tsconfig that applies; see compiler-options.ts for those that count. */
  compilerOptions?: TS.CompilerOptions;
}

export type Lowered = { script: LoweredScript } | { syntaxError: SyntaxErrorReply };

export function lowerCell(ts: typeof TS, request: LowerRequest): Lowered {
  return lower(ts, request, parseCell(ts, request.source));
}

/** Lowers one expression of `user_expressions`. */
export function lowerExpression(ts: typeof TS, request: LowerRequest): Lowered {
  const parsed = parseCell(ts, request.source);
  const { statements } = parsed.sourceFile;
  const [statement] = statements;
  if (
    parsed.errors.length === 0 &&
    (statements.length !== 1 || statement === undefined || !ts.isExpressionStatement(statement))
  ) {
    return fail(ts, request, [{ message: "Expression expected.", start: 0, length: 1 }]);
  }
  return lower(ts, request, parsed);
}

function lower(ts: typeof TS, request: LowerRequest, parsed: ParsedCell): Lowered {
  const { sourceFile, shift } = parsed;
  if (parsed.errors.length > 0) {
    const problems = parsed.errors.map(({ messageText, start, length }) => ({
      message: ts.flattenDiagnosticMessageText(messageText, "\n"),
      start: start - shift,
      length,
    }));
    return fail(ts, request, problems);
  }
  let origin = originOf(ts, sourceFile);
  let walk = walkFile(ts, sourceFile, {
    assignsFields: assignsFields(ts, request.compilerOptions),
    stopsAtAwait: true,
  });
  let inner: Segment[] | undefined;
  if (walk.needsCompiler) {
    const compiled = compile(ts, sourceFile, request.compilerOptions);
    inner = compiled.segments;
    const written = new Set(sourceFile.text.match(/[\p{ID_Continue}$]+/gu));
    origin = { ...origin, isWritten: (name) => written.has(name) };
    const compiledFile = parseFile(ts, compiled.code, ts.ScriptKind.JS, 0).sourceFile;
    walk = walkFile(ts, compiledFile, { stopsAtAwait: true });
  }

  const { code, segments, names, awaits, problems } = assemble(walk, origin);
  if (problems.length > 0) {
    const places = problems.map(({ node, message }) =>
      placeOf(walk.start(node), node.end, message, walk, inner, sourceFile, shift),
    );
    return fail(ts, request, places);
  }
  const chained = inner === undefined ? segments : chainMaps(segments, inner);
  const unshifted = shift === 0 ? chained : chained.map((segment) => unshift(segment, shift));
  return {
    script: {
      fileName: request.fileName,
      title: request.title,
      code,
      map: writeSourceMap(request.fileName, encodeMappings(unshifted)),
      source: request.source,
      names,
      awaits,
      hasValue: origin.hasValue,
    },
  };
}

function originOf(ts: typeof TS, sourceFile: TS.SourceFile): Origin {
  const last = lastStatement(ts, sourceFile.statements);
  const fresh = new Set<string>();
  let disposal: Origin["disposal"] = "none";
  for (const statement of sourceFile.statements) {
    if (ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement)) {
      if (!hasModifier(statement, ts.SyntaxKind.DeclareKeyword)) fresh.add(statement.name.text);
    }
    const kind = usingKind(ts, statement);
    if (kind === "async" || (kind === "sync" && disposal === "none")) disposal = kind;
  }
  return {
    hasValue: last !== undefined && ts.isExpressionStatement(last),
    fresh,
    isWritten: () => true,
    disposal,
  };
}

/** The place of a problem in the cell, also when it was found in what the compiler made of the cell. */
function placeOf(
  start: number,
  end: number,
  message: string,
  walk: Walk,
  inner: Segment[] | undefined,
  sourceFile: TS.SourceFile,
  shift: number,
): SyntaxProblem {
  if (inner === undefined) return { message, start: start - shift, length: end - start };
  const { line, character } = walk.sourceFile.getLineAndCharacterOfPosition(start);
  const segment = inner.findLast(([l, column]) => l === line && column <= character);
  if (segment === undefined) return { message, start: 0, length: 1 };
  const position = sourceFile.getPositionOfLineAndCharacter(segment[2], segment[3]);
  return { message, start: position - shift, length: end - start };
}

function unshift([line, column, sourceLine, sourceColumn]: Segment, shift: number): Segment {
  return [
    line,
    column,
    sourceLine,
    sourceLine === 0 ? Math.max(0, sourceColumn - shift) : sourceColumn,
  ];
}

function fail(ts: typeof TS, request: LowerRequest, problems: SyntaxProblem[]): Lowered {
  return { syntaxError: describeSyntaxErrors(ts, request.source, request.title, problems) };
}
