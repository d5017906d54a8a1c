/**
 * What the walk does with classes.
 *
 * @module
 */

import type TS from "typescript";
import {
  eraseAngles,
  eraseMemberModifiers,
  eraseParameters,
  eraseToken,
  eraseType,
  eraseWhole,
  hasModifier,
} from "./erase.ts";
import type { AddRule } from "./walk.ts";

export function classRules(ts: typeof TS, on: AddRule): void {
  const { SyntaxKind } = ts;
  on<TS.ClassLikeDeclaration>(
    [SyntaxKind.ClassDeclaration, SyntaxKind.ClassExpression],
    (node, walk) => {
      if (hasModifier(node, SyntaxKind.DeclareKeyword)) {
        eraseWhole(walk, node);
        return;
      }
      for (const modifier of node.modifiers ?? []) {
        if (modifier.kind === SyntaxKind.Decorator) walk.needsCompiler = true;
        if (modifier.kind === SyntaxKind.AbstractKeyword) eraseToken(walk, modifier);
      }
      eraseAngles(walk, node.typeParameters);
      for (const clause of node.heritageClauses ?? []) {
        if (clause.token === SyntaxKind.ImplementsKeyword) {
          walk.replace(clause.pos, clause.end, "");
          continue;
        }
        for (const parent of clause.types) {
          eraseAngles(walk, parent.typeArguments);
          walk.push(parent.expression);
        }
      }
      walk.pushAll(node.members);
    },
  );
  on<TS.PropertyDeclaration>([SyntaxKind.PropertyDeclaration], (node, walk) => {
    if (walk.options.assignsFields === true) walk.needsCompiler = true;
    if (!eraseMemberModifiers(walk, node.modifiers, node)) return;
    // Without its type, a field of such a name would become a modifier of the next member.
    if (
      node.type !== undefined &&
      /^(?:get|set|static|async|accessor)$/.test(node.name.getText(walk.sourceFile))
    ) {
      walk.needsCompiler = true;
    }
    eraseToken(walk, node.questionToken);
    eraseToken(walk, node.exclamationToken);
    eraseType(walk, node.type);
    walk.pushName(node.name);
    walk.push(node.initializer, true);
  });
  on<TS.MethodDeclaration | TS.ConstructorDeclaration | TS.AccessorDeclaration>(
    [
      SyntaxKind.MethodDeclaration,
      SyntaxKind.Constructor,
      SyntaxKind.GetAccessor,
      SyntaxKind.SetAccessor,
    ],
    (node, walk) => {
      if (node.body === undefined) {
        eraseWhole(walk, node);
        return;
      }
      if (!eraseMemberModifiers(walk, node.modifiers, node as TS.ClassElement)) return;
      walk.pushName(node.name);
      if ("questionToken" in node) eraseToken(walk, node.questionToken);
      eraseAngles(walk, node.typeParameters);
      eraseParameters(walk, node.parameters);
      eraseType(walk, node.type);
      walk.push(node.body, true);
    },
  );
  on<TS.ClassStaticBlockDeclaration>([SyntaxKind.ClassStaticBlockDeclaration], (node, walk) => {
    walk.push(node.body, true);
  });
  on<TS.Node>([SyntaxKind.IndexSignature], (node, walk) => eraseWhole(walk, node));
}
