/**
 * What the walk does with syntax of types alone, and with what the compiler must lower.
 *
 * @module
 */

import type TS from "typescript";
import { eraseSuffix, eraseWhole, hasModifier } from "./erase.ts";
import type { AddRule, Walk } from "./walk.ts";

export function typeRules(ts: typeof TS, on: AddRule): void {
  const { SyntaxKind } = ts;
  function compile(node: TS.Node, walk: Walk): void {
    walk.needsCompiler = true;
    ts.forEachChild(node, (child) => {
      walk.push(child);
    });
  }

  // Type nodes are cut with what they belong to; one that is met elsewhere is beyond this walk.
  for (let kind: number = SyntaxKind.FirstTypeNode; kind <= SyntaxKind.LastTypeNode; kind++) {
    on([kind], compile);
  }
  for (let kind: number = SyntaxKind.JsxElement; kind <= SyntaxKind.JsxNamespacedName; kind++) {
    on([kind], compile);
  }
  on(
    [
      SyntaxKind.Decorator,
      SyntaxKind.EnumDeclaration,
      SyntaxKind.TypeAssertionExpression,
      SyntaxKind.ExpressionWithTypeArguments,
      SyntaxKind.NamespaceExportDeclaration,
    ],
    compile,
  );

  on<TS.Statement>(
    [SyntaxKind.InterfaceDeclaration, SyntaxKind.TypeAliasDeclaration],
    (node, walk) => {
      eraseWhole(walk, node);
    },
  );
  on<TS.ModuleDeclaration>([SyntaxKind.ModuleDeclaration], (node, walk) => {
    if (hasModifier(node, SyntaxKind.DeclareKeyword)) eraseWhole(walk, node);
    else walk.needsCompiler = true;
  });
  on<TS.AsExpression | TS.SatisfiesExpression>(
    [SyntaxKind.AsExpression, SyntaxKind.SatisfiesExpression],
    (node, walk) => {
      eraseSuffix(walk, node.expression.end, node.end);
      walk.push(node.expression);
    },
  );
  on<TS.NonNullExpression>([SyntaxKind.NonNullExpression], (node, walk) => {
    walk.replace(node.end - 1, node.end, "");
    walk.push(node.expression);
  });
}
