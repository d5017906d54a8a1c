/**
 * The names that a cell declares, and with what type.
 *
 * @module
 */

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
    const { flags, declarations: list } = statement.declarationList;
    const keyword = flags & ts.NodeFlags.Let ? "let" : flags & ts.NodeFlags.Const ? "const" : "var";
    for (const { name, type } of list) {
      if (ts.isIdentifier(name)) {
        declarations.set(name.text, { keyword, type: type?.getText(file) });
      }
    }
  }
  return declarations;
}
