/**
 * Lets TypeScript's emitter rewrite a cell that holds more than types: enums, namespaces, decorators, JSX,
 * parameter properties, `using`. Slower than erasing (a millisecond), and rarer.
 *
 * @module
 */

import type TS from "typescript";
import { decodeMappings, type Segment } from "../../text/source-map.ts";
import { emitOptions } from "./compiler-options.ts";

export interface Compiled {
  code: string;
  /** From `code` to the text that was compiled. */
  segments: Segment[];
}

export function compile(
  ts: typeof TS,
  sourceFile: TS.SourceFile,
  options: TS.CompilerOptions | undefined,
): Compiled {
  const { outputText, sourceMapText } = ts.transpileModule(sourceFile.text, {
    fileName: sourceFile.fileName,
    compilerOptions: { ...emitOptions(ts, options), verbatimModuleSyntax: true },
    transformers: { before: [cellStatements(ts)] },
  });
  const { mappings } = JSON.parse(sourceMapText ?? "{}") as { mappings?: string };
  return {
    code: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"),
    segments: decodeMappings(mappings ?? ""),
  };
}

/** What ends with the cell, not with a block, and what the emitter would leave out of a module. */
function cellStatements(ts: typeof TS): TS.TransformerFactory<TS.SourceFile> {
  const { factory } = ts;
  function visit(statement: TS.Statement): TS.Statement {
    if (ts.isVariableStatement(statement)) {
      const kind = usingKind(ts, statement);
      if (kind === "none") return statement;
      const declarations = statement.declarationList.declarations.map((declaration) =>
        factory.updateVariableDeclaration(
          declaration,
          declaration.name,
          undefined,
          undefined,
          factory.createCallExpression(factory.createIdentifier("__use"), undefined, [
            declaration.initializer ?? factory.createVoidZero(),
            kind === "async" ? factory.createTrue() : factory.createFalse(),
          ]),
        ),
      );
      const list = factory.createVariableDeclarationList(declarations, ts.NodeFlags.Const);
      return ts.setTextRange(factory.createVariableStatement(undefined, list), statement);
    }
    if (
      ts.isImportEqualsDeclaration(statement) &&
      !statement.isTypeOnly &&
      ts.isExternalModuleReference(statement.moduleReference)
    ) {
      const { expression } = statement.moduleReference;
      const required = factory.createCallExpression(
        factory.createIdentifier("require"),
        undefined,
        [expression],
      );
      const declaration = factory.createVariableDeclaration(
        statement.name,
        undefined,
        undefined,
        required,
      );
      const list = factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const);
      return ts.setTextRange(factory.createVariableStatement(undefined, list), statement);
    }
    return statement;
  }
  return () => (sourceFile) =>
    factory.updateSourceFile(sourceFile, sourceFile.statements.map(visit));
}

export function usingKind(ts: typeof TS, statement: TS.Statement): "none" | "sync" | "async" {
  if (!ts.isVariableStatement(statement)) return "none";
  const flags = statement.declarationList.flags & ts.NodeFlags.BlockScoped;
  if (flags === ts.NodeFlags.Using) return "sync";
  return flags === ts.NodeFlags.AwaitUsing ? "async" : "none";
}
