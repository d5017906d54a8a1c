/**
 * The names that a cell declares at its top level, and what kind of thing each is.
 *
 * @module
 */

import type tsApi from "typescript";
import ts from "../typescript.ts";

/** What a name is, in the words of its declaration. */
export type DeclarationKind =
  | "const"
  | "let"
  | "function"
  | "class"
  | "enum"
  | "namespace"
  | "type"
  | "import";

export interface Declaration {
  kind: DeclarationKind;
  /** Of the name, in the parsed text. */
  position: number;
  /** Whether it stands for a value or for a type; an import may be either. */
  value: boolean;
  type: boolean;
  /** The cell's own text exports it already. */
  exported: boolean;
}

export type Declarations = Map<string, Declaration>;

/** Collects the top-level declarations of a parsed cell. */
export function declarationsOf(sourceFile: tsApi.SourceFile): Declarations {
  const declarations: Declarations = new Map();
  const add = (name: tsApi.Identifier, kind: DeclarationKind, exported = false): void => {
    const before = declarations.get(name.text);
    declarations.set(name.text, {
      // A value says more than the type it is merged with: `interface A {}; const A = …`.
      kind: before === undefined || before.kind === "type" ? kind : before.kind,
      position: before?.position ?? name.getStart(sourceFile),
      value: kind !== "type" || (before?.value ?? false),
      type: TYPE_KINDS.has(kind) || (before?.type ?? false),
      exported: exported || (before?.exported ?? false),
    });
  };
  const addBinding = (name: tsApi.BindingName, kind: DeclarationKind, exported: boolean): void => {
    if (ts.isIdentifier(name)) {
      add(name, kind, exported);
      return;
    }
    for (const element of name.elements) {
      if (ts.isBindingElement(element)) addBinding(element.name, kind, exported);
    }
  };

  for (const statement of sourceFile.statements) {
    const exported = hasExport(statement);
    if (ts.isVariableStatement(statement)) {
      const kind = isAssignable(statement.declarationList) ? "let" : "const";
      for (const { name } of statement.declarationList.declarations) {
        addBinding(name, kind, exported);
      }
    } else if (ts.isFunctionDeclaration(statement)) {
      if (statement.name) add(statement.name, "function", exported);
    } else if (ts.isClassDeclaration(statement)) {
      if (statement.name) add(statement.name, "class", exported);
    } else if (ts.isEnumDeclaration(statement)) {
      add(statement.name, "enum", exported);
    } else if (ts.isModuleDeclaration(statement)) {
      if (isNamedNamespace(statement)) add(statement.name, "namespace", exported);
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      add(statement.name, "type", exported);
    } else if (ts.isImportEqualsDeclaration(statement)) {
      add(statement.name, "import", exported);
    } else if (ts.isImportDeclaration(statement)) {
      for (const name of importedNames(statement)) add(name, "import");
    } else {
      // `var` is not bound to its block: `for (var i = 0; …)` leaves `i` behind.
      for (const name of hoistedNames(statement)) addBinding(name, "let", false);
    }
  }
  return declarations;
}

const TYPE_KINDS: ReadonlySet<DeclarationKind> = new Set([
  "class",
  "enum",
  "namespace",
  "type",
  "import",
]);

function importedNames({ importClause }: tsApi.ImportDeclaration): tsApi.Identifier[] {
  const names: tsApi.Identifier[] = [];
  if (importClause?.name) names.push(importClause.name);
  const bindings = importClause?.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) names.push(bindings.name);
  else if (bindings) for (const element of bindings.elements) names.push(element.name);
  return names;
}

function hoistedNames(statement: tsApi.Statement): tsApi.BindingName[] {
  const names: tsApi.BindingName[] = [];
  const visit = (node: tsApi.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node) && isAssignable(node) && !isLet(node)) {
      for (const { name } of node.declarations) names.push(name);
    }
    if (!ts.isExpressionStatement(node)) ts.forEachChild(node, visit);
  };
  visit(statement);
  return names;
}

function isLet({ flags }: tsApi.VariableDeclarationList): boolean {
  return (flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Let;
}

/** `let` or `var`; not `const`, `using` or `await using`. */
function isAssignable(list: tsApi.VariableDeclarationList): boolean {
  return isLet(list) || (list.flags & ts.NodeFlags.BlockScoped) === 0;
}

/** Not `declare global` and not `declare module "name"`, which declare nothing in the cell. */
function isNamedNamespace(
  node: tsApi.ModuleDeclaration,
): node is tsApi.ModuleDeclaration & { name: tsApi.Identifier } {
  return ts.isIdentifier(node.name) && (node.flags & ts.NodeFlags.GlobalAugmentation) === 0;
}

function hasExport(statement: tsApi.Statement): boolean {
  if (!ts.canHaveModifiers(statement)) return false;
  const kinds = ts.getModifiers(statement)?.map((modifier) => modifier.kind) ?? [];
  return (
    kinds.includes(ts.SyntaxKind.ExportKeyword) && !kinds.includes(ts.SyntaxKind.DefaultKeyword)
  );
}
