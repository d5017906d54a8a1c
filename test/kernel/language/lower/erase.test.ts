/** Types cut out of the text leave what the compiler emits, on all of cladescope's own files. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
import { parseFile } from "../../../../kernel/language/lower/parse.ts";
import { walkFile } from "../../../../kernel/language/lower/rules.ts";
import { ScriptWriter } from "../../../../kernel/language/lower/script-writer.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

const files = ["kernel", "src", "test"].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${root}${folder}/${name}`),
);

it("types cut out of a file leave what the compiler emits", () => {
  let erased = 0;
  for (const file of files) {
    const source = readFileSync(file, "utf8");
    const { sourceFile } = parseFile(ts, source, ts.ScriptKind.TS, 0);
    const walk = walkFile(ts, sourceFile);
    if (walk.needsCompiler) continue;
    erased++;
    const writer = new ScriptWriter(source, sourceFile.getLineStarts(), walk.edits);
    writer.copy(0, source.length);
    const { outputText } = ts.transpileModule(source, {
      fileName: file,
      compilerOptions: {
        target: ts.ScriptTarget.ESNext,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
      },
    });
    expect(normal(writer.code), file).toBe(normal(outputText));
  }
  // Nearly none of them needs the compiler.
  expect(erased).toBeGreaterThan(files.length * 0.9);
});

/** The same program in one form: without comments, empty statements and declarations of modules. */
function normal(text: string): string {
  const { sourceFile, errors } = parseFile(ts, text, ts.ScriptKind.JS, 0);
  expect(errors).toEqual([]);
  const printer = ts.createPrinter({ removeComments: true });
  const result = ts.transform(sourceFile, [
    (context) => {
      const visit = (node: ts.Node): ts.Node | undefined => {
        if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return undefined;
        if (ts.isSemicolonClassElement(node)) return undefined;
        if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
          return ts.factory.createIdentifier("__importMeta");
        }
        if (
          ts.isCallExpression(node) &&
          /^(?:__)?import$/.test(node.expression.getText(sourceFile))
        ) {
          // What stands for the names that a static import demands is no argument of `import()`.
          const given = node.arguments.filter(
            (_, index) => index !== 1 || node.arguments.length < 3,
          );
          const name = ts.factory.createIdentifier("__import");
          return ts.visitEachChild(
            ts.factory.createCallExpression(name, [], given),
            visit,
            context,
          );
        }
        // The tree says what belongs together; the printer puts back those that are needed.
        if (ts.isParenthesizedExpression(node)) return visit(node.expression);
        const block = ts.isBlock(node)
          ? ts.factory.updateBlock(
              node,
              node.statements.filter((one) => !ts.isEmptyStatement(one)),
            )
          : node;
        const printed = ts.visitEachChild(block, visit, context);
        return ts.isPropertyAccessExpression(printed) ? onOneLine(printed) : printed;
      };
      return (file) => {
        const statements = file.statements.filter((one) => !ts.isEmptyStatement(one));
        return ts.visitEachChild(ts.factory.updateSourceFile(file, statements), visit, context);
      };
    },
  ]);
  return printer.printFile(result.transformed[0] as ts.SourceFile).replace(/\s+/g, " ");
}

/** Printed without a line break before the dot, which the printer takes from where the parentheses were. */
function onOneLine(access: ts.PropertyAccessExpression): ts.PropertyAccessExpression {
  const { expression, questionDotToken, name } = access;
  const same = ts.isPropertyAccessChain(access)
    ? ts.factory.createPropertyAccessChain(expression, questionDotToken, name)
    : ts.factory.createPropertyAccessExpression(expression, name);
  return ts.setEmitFlags(same, ts.EmitFlags.NoIndentation);
}
