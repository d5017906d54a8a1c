/**
 * What the walk does with expressions.
 *
 * @module
 */

import type TS from "typescript";
import { stopAtAwait } from "./awaits.ts";
import { eraseAngles } from "./erase.ts";
import { noteTargets } from "./targets.ts";
import type { AddRule } from "./walk.ts";

export function expressionRules(ts: typeof TS, on: AddRule): void {
  const { SyntaxKind } = ts;
  on<TS.CallExpression>([SyntaxKind.CallExpression], (node, walk) => {
    eraseAngles(walk, node.typeArguments);
    if (node.expression.kind === SyntaxKind.ImportKeyword) {
      const [specifier, options] = node.arguments;
      walk.replace(walk.start(node.expression), node.expression.end, "__import");
      // `__import(specifier, names, options)`: a dynamic import demands no names.
      if (options !== undefined) walk.replace(options.pos, options.pos, " undefined,");
      walk.push(specifier);
      walk.push(options);
      return;
    }
    walk.push(node.expression);
    walk.pushAll(node.arguments);
  });
  on<TS.NewExpression>([SyntaxKind.NewExpression], (node, walk) => {
    // `new A<T>⏎(b)` are two statements, `new A⏎(b)` is one.
    if (node.typeArguments !== undefined && node.arguments === undefined) walk.needsCompiler = true;
    eraseAngles(walk, node.typeArguments);
    walk.push(node.expression);
    walk.pushAll(node.arguments);
  });
  on<TS.TaggedTemplateExpression>([SyntaxKind.TaggedTemplateExpression], (node, walk) => {
    eraseAngles(walk, node.typeArguments);
    walk.push(node.tag);
    walk.push(node.template);
  });
  on<TS.MetaProperty>([SyntaxKind.MetaProperty], (node, walk) => {
    if (node.keywordToken === SyntaxKind.ImportKeyword) {
      walk.replace(walk.start(node), node.end, "__importMeta");
    }
  });
  on<TS.Identifier>([SyntaxKind.Identifier], (node, walk) => {
    walk.values.add(node.text);
  });
  on<TS.PropertyAccessExpression>([SyntaxKind.PropertyAccessExpression], (node, walk) => {
    walk.push(node.expression);
  });
  on<TS.PropertyAssignment>([SyntaxKind.PropertyAssignment], (node, walk) => {
    walk.pushName(node.name);
    walk.push(node.initializer);
  });
  on<TS.AwaitExpression>([SyntaxKind.AwaitExpression], (node, walk) => {
    if (!walk.inFunction) walk.awaits = true;
    stopAtAwait(walk, node);
    walk.push(node.expression);
  });

  on<TS.BinaryExpression>([SyntaxKind.BinaryExpression], (node, walk) => {
    const operator = node.operatorToken.kind;
    if (operator >= SyntaxKind.FirstAssignment && operator <= SyntaxKind.LastAssignment) {
      noteTargets(walk, node.left);
    }
    walk.push(node.left);
    walk.push(node.right);
  });
  on<TS.PrefixUnaryExpression | TS.PostfixUnaryExpression>(
    [SyntaxKind.PrefixUnaryExpression, SyntaxKind.PostfixUnaryExpression],
    (node, walk) => {
      if (
        node.operator === SyntaxKind.PlusPlusToken ||
        node.operator === SyntaxKind.MinusMinusToken
      ) {
        noteTargets(walk, node.operand);
      }
      walk.push(node.operand);
    },
  );
}
