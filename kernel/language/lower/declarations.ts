/**
 * What a cell declares at its top level, found before the script is written.
 *
 * @module
 */

import type TS from "typescript";
import { type DeclarationKind, eachBinding, TopLevelNames } from "./bindings.ts";
import { hasModifier } from "./erase.ts";
import { importCall, lowerImport } from "./imports.ts";
import type { Walk } from "./walk.ts";

export interface Declarations {
  kinds: ReadonlyMap<string, DeclarationKind>;
  /** Variables of the script, and so of the notebook. */
  globals: Set<string>;
  /** Variables that the compiler made up; they belong to this cell alone. */
  temporaries: Set<string>;
  imports: Array<{ node: TS.Statement; code: string }>;
  functions: TS.FunctionDeclaration[];
  problems: Array<{ node: TS.Node; message: string }>;
}

/** `isWritten` tells names of the user's from names that the compiler made up. */
export function findDeclarations(walk: Walk, isWritten: (name: string) => boolean): Declarations {
  const { ts } = walk;
  const names = new TopLevelNames();
  const found: Declarations = {
    kinds: names.kinds,
    globals: new Set(),
    temporaries: new Set(),
    imports: [],
    functions: [],
    problems: names.problems,
  };

  function declareVariables(list: TS.VariableDeclarationList): void {
    const flags = list.flags & ts.NodeFlags.BlockScoped;
    const kind = flags === 0 ? "var" : flags === ts.NodeFlags.Const ? "const" : "let";
    for (const { name, initializer } of list.declarations) {
      const isPattern = !ts.isIdentifier(name);
      if (initializer === undefined && (isPattern || kind === "const")) {
        const what = isPattern ? "destructuring" : "const";
        names.problems.push({ node: name, message: `Missing initializer in ${what} declaration` });
      }
      eachBinding(ts, name, (identifier) => {
        names.declare(identifier, kind);
        // The compiler's helpers (`__decorate` …) reuse those of an earlier cell, so they may be global.
        const { text } = identifier;
        if (isWritten(text) || text.startsWith("__")) found.globals.add(text);
        else found.temporaries.add(text);
      });
    }
  }

  for (const statement of walk.sourceFile.statements) {
    if (isErased(walk, statement)) continue;
    if (ts.isImportDeclaration(statement)) {
      const lowered = lowerImport(ts, statement, walk.values, names);
      found.imports.push({ node: statement, code: lowered.code });
      for (const name of lowered.names) found.globals.add(name);
    } else if (ts.isExportDeclaration(statement)) {
      if (statement.moduleSpecifier === undefined || statement.isTypeOnly) continue;
      found.imports.push({ node: statement, code: `${importCall(statement)};` });
    } else if (ts.isVariableStatement(statement)) {
      declareVariables(statement.declarationList);
    } else if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
      names.declare(statement.name, "function");
      found.functions.push(statement);
    } else if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
      names.declare(statement.name, "class");
      found.globals.add(statement.name.text);
    } else if (ts.isImportEqualsDeclaration(statement)) {
      names.declare(statement.name, "import");
      found.globals.add(statement.name.text);
    }
  }

  for (const { list } of walk.vars) {
    for (const { name } of list.declarations) {
      eachBinding(ts, name, ({ text }) => {
        if (!found.temporaries.has(text)) found.globals.add(text);
      });
    }
  }
  return found;
}

/** Whether the walk has cut the statement: it declares types alone. */
export function isErased({ ts }: Walk, statement: TS.Statement): boolean {
  if (hasModifier(statement, ts.SyntaxKind.DeclareKeyword)) return true;
  if (ts.isFunctionDeclaration(statement)) return statement.body === undefined;
  if (ts.isImportEqualsDeclaration(statement)) return statement.isTypeOnly;
  return ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
}
