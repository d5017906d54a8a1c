/**
 * Puts the script together: what the cell declares at its top level becomes global variables and assignments
 * to them, so that it outlives the cell and may be declared anew; functions stay declarations of the script,
 * so that they are hoisted. A cell that awaits becomes an async function that is called at once.
 *
 * The script is strict, as TypeScript modules are: that takes no globals away from a script.
 *
 * @module
 */

import type TS from "typescript";
import type { Segment } from "../../text/source-map.ts";
import { constantEdits } from "./constants.ts";
import { type Declarations, findDeclarations, isErased } from "./declarations.ts";
import { closeDisposal, openDisposal } from "./disposal.ts";
import { type Edit, ScriptWriter } from "./script-writer.ts";
import type { Walk } from "./walk.ts";

/** What only the cell as it was written can tell, when the compiler has rewritten it since. */
export interface Origin {
  /** Whether the last statement is an expression. */
  hasValue: boolean;
  /** Enums and namespaces: they start empty, whatever an earlier cell declared. */
  fresh: ReadonlySet<string>;
  /** Whether the user wrote a name; others are the compiler's own. */
  isWritten: (name: string) => boolean;
  /** Whether there is a top-level `using` or `await using`, rewritten to `const x = __use(…)`. */
  disposal: "none" | "sync" | "async";
}

export interface Assembled {
  code: string;
  segments: Segment[];
  names: string[];
  /** Whether the code gives a promise of the cell's value. */
  awaits: boolean;
  problems: ReadonlyArray<{ node: TS.Node; message: string }>;
}

export function assemble(walk: Walk, origin: Origin): Assembled {
  const declared = findDeclarations(walk, origin.isWritten);
  const isAsync = walk.awaits || declared.imports.length > 0 || origin.disposal === "async";
  const isWrapped = isAsync || origin.disposal !== "none" || declared.temporaries.size > 0;
  const edits = [...walk.edits, ...constantEdits(walk, declared.kinds)];
  if (walk.text.startsWith("#!")) edits.push({ start: 0, end: 2, text: "//" });
  if (isWrapped) edits.push(...loopVarEdits(walk));
  if (edits.length > walk.edits.length) edits.sort((a, b) => a.start - b.start);

  const writer = new ScriptWriter(walk.text, walk.sourceFile.getLineStarts(), edits);
  writer.write('"use strict";');
  if (declared.globals.size > 0) writer.write(`var ${[...declared.globals].join(",")};`);
  if (isWrapped) openWrapper(writer, walk, origin, declared, isAsync);
  writeStatements(writer, walk, origin, declared, isWrapped);
  if (isWrapped) {
    if (origin.disposal !== "none") writer.write(closeDisposal(isAsync ? "async" : "sync"));
    writer.write("\n})();");
  }
  if (!origin.hasValue && !isWrapped) writer.write("\nvoid 0;");

  return {
    code: writer.code,
    segments: writer.segments,
    names: [
      ...new Set([
        ...[...declared.kinds.keys()].filter((name) => !declared.temporaries.has(name)),
        ...declared.globals,
      ]),
    ].filter(origin.isWritten),
    awaits: isAsync,
    problems: [...walk.problems, ...declared.problems],
  };
}

/** Functions go before the wrapper, so that they are the script's, and imports first into it. */
function openWrapper(
  writer: ScriptWriter,
  walk: Walk,
  origin: Origin,
  declared: Declarations,
  isAsync: boolean,
): void {
  for (const node of declared.functions) {
    writer.copy(afterExport(walk, node), node.end);
    writer.write("\n");
  }
  writer.write(isAsync ? "(async () => {" : "(() => {");
  if (declared.temporaries.size > 0) writer.write(`var ${[...declared.temporaries].join(",")};`);
  if (origin.disposal !== "none") writer.write(openDisposal);
  for (const { node, code } of declared.imports) writer.write(code, walk.start(node));
}

function writeStatements(
  writer: ScriptWriter,
  walk: Walk,
  origin: Origin,
  declared: Declarations,
  isWrapped: boolean,
): void {
  const { ts } = walk;
  const { statements } = walk.sourceFile;
  const moved = new Set<TS.Node>(isWrapped ? declared.functions : []);
  // The compiler may add `export {}` behind it.
  const last = origin.hasValue ? statements.findLast(ts.isExpressionStatement) : undefined;
  let end = 0;
  for (const statement of statements) {
    const start = walk.start(statement);
    writer.copy(end, start);
    end = statement.end;
    if (moved.has(statement)) continue;
    if (isErased(walk, statement)) {
      writer.copy(start, end);
    } else if (ts.isVariableStatement(statement)) {
      writeVariables(writer, walk, statement.declarationList, origin.fresh);
    } else if (ts.isFunctionDeclaration(statement)) {
      if (statement.name === undefined) writer.write("void ", start);
      writer.copy(afterExport(walk, statement), end);
      if (statement.name === undefined) writer.write(";");
    } else if (ts.isClassDeclaration(statement)) {
      writer.write(statement.name === undefined ? "void " : `${statement.name.text} = `, start);
      writer.copy(afterExport(walk, statement), end);
      writer.write(";");
    } else if (ts.isImportEqualsDeclaration(statement)) {
      const { expression } = statement.moduleReference as TS.ExternalModuleReference;
      writer.write(`${statement.name.text} = require(`, start);
      writer.copy(expression.pos, expression.end);
      writer.write(");");
    } else if (ts.isExportAssignment(statement)) {
      writer.write("void (", start);
      writer.copy(statement.expression.pos, statement.expression.end);
      writer.write(");");
    } else if (isWrapped && statement === last) {
      writer.write("return ", start);
      writer.copy(start, last.expression.end);
      writer.write(";");
    } else if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) {
      writer.copy(start, end);
    }
  }
  writer.copy(end, walk.text.length);
}

/** `const a: A = 1, { b } = c` → `a = 1, void ({ b } = c);`, with `void` so that no line before it joins in. */
function writeVariables(
  writer: ScriptWriter,
  { ts, ...walk }: Pick<Walk, "ts" | "sourceFile">,
  list: TS.VariableDeclarationList,
  fresh: ReadonlySet<string>,
): void {
  const isVar = (list.flags & ts.NodeFlags.BlockScoped) === 0;
  let end = list.declarations.pos;
  for (const { name, initializer, end: declarationEnd } of list.declarations) {
    const start = name.getStart(walk.sourceFile);
    writer.copy(end, start);
    end = declarationEnd;
    if (!ts.isIdentifier(name)) {
      writer.write("void (");
      writer.copy(start, end);
      writer.write(")");
    } else if (initializer !== undefined) {
      writer.copy(start, end);
    } else {
      const isReset = !isVar || fresh.has(name.text);
      writer.copy(start, name.end);
      if (isReset) writer.write(" = void 0");
    }
  }
  writer.write(";");
}

/** In a wrapper, `var` of blocks and loops would be the wrapper's: they become assignments as well. */
function loopVarEdits(walk: Walk): Edit[] {
  const { ts } = walk;
  const top = new Set<TS.Node>(walk.sourceFile.statements);
  const edits: Edit[] = [];
  for (const { list, statement } of walk.vars) {
    if (statement !== undefined && top.has(statement)) continue;
    edits.push({ start: walk.start(list), end: list.declarations.pos, text: "" });
    for (const { name, initializer, end } of list.declarations) {
      if (ts.isIdentifier(name) || initializer === undefined) continue;
      const start = walk.start(name);
      edits.push({ start, end: start, text: "void (" }, { start: end, end, text: ")" });
    }
    if (statement?.end === list.end) edits.push({ start: list.end, end: list.end, text: ";" });
  }
  return edits;
}

/** Where a declaration begins once `export` and `default` are gone. */
function afterExport(walk: Walk, node: TS.FunctionDeclaration | TS.ClassDeclaration): number {
  const { ExportKeyword, DefaultKeyword } = walk.ts.SyntaxKind;
  const dropped = node.modifiers?.findLast(
    ({ kind }) => kind === ExportKeyword || kind === DefaultKeyword,
  );
  return dropped?.end ?? walk.start(node);
}

/** The last statement that is not empty (`;`). */
export function lastStatement(
  ts: typeof TS,
  statements: readonly TS.Statement[],
): TS.Statement | undefined {
  return statements.findLast((statement) => !ts.isEmptyStatement(statement));
}
