/**
 * The names that a cell declares, and with what type.
 *
 * @module
 */

import type tsApi from "typescript";

export interface Declaration {
  readonly keyword: "let" | "const" | "var";
  /** As it is written, if it is. */
  readonly type?: string | undefined;
}

export async function declarationsOf(source: string): Promise<Map<string, Declaration>> {
  const { default: ts } = await import("typescript"); // half a second that only parameters need
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const declarations = new Map<string, Declaration>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const { declarationList: list } = statement;
    const { flags } = list;
    const keyword = flags & ts.NodeFlags.Let ? "let" : flags & ts.NodeFlags.Const ? "const" : "var";
    const declare = (one: tsApi.VariableDeclaration | tsApi.BindingElement): void => {
      const { name } = one;
      if (ts.isIdentifier(name)) {
        const type = ts.isVariableDeclaration(one) ? one.type : undefined;
        declarations.set(name.text, { keyword, type: type?.getText(file) });
        return;
      }
      for (const element of name.elements) if (!ts.isOmittedExpression(element)) declare(element);
    };
    list.declarations.forEach(declare);
  }
  return declarations;
}
