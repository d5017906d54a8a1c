/**
 * What the walk does with declarations, loops and statements that declare.
 *
 * @module
 */

import type TS from "typescript";
import { stopAtRounds } from "./awaits.ts";
import {
  eraseAngles,
  eraseParameters,
  eraseToken,
  eraseType,
  eraseWhole,
  hasModifier,
} from "./erase.ts";
import { noteTargets } from "./targets.ts";
import type { AddRule, Walk } from "./walk.ts";

export function declarationRules(ts: typeof TS, on: AddRule): void {
  const { SyntaxKind } = ts;
  function isVar(list: TS.VariableDeclarationList): boolean {
    return (list.flags & ts.NodeFlags.BlockScoped) === 0;
  }
  function noteLoopVars(initializer: TS.ForInitializer | undefined, walk: Walk): void {
    if (walk.inFunction || initializer === undefined) return;
    if (ts.isVariableDeclarationList(initializer) && isVar(initializer))
      walk.vars.push({ list: initializer });
  }
  on<TS.VariableStatement>([SyntaxKind.VariableStatement], (node, walk) => {
    if (hasModifier(node, SyntaxKind.DeclareKeyword)) {
      eraseWhole(walk, node);
      return;
    }
    walk.push(node.declarationList);
    if (!walk.inFunction && isVar(node.declarationList)) {
      walk.vars.push({ list: node.declarationList, statement: node });
    }
  });
  on<TS.ForStatement>([SyntaxKind.ForStatement], (node, walk) => {
    noteLoopVars(node.initializer, walk);
    walk.push(node.initializer);
    walk.push(node.condition);
    walk.push(node.incrementor);
    walk.push(node.statement);
  });
  on<TS.VariableDeclarationList>([SyntaxKind.VariableDeclarationList], (node, walk) => {
    const kind = node.flags & ts.NodeFlags.BlockScoped;
    if (kind === ts.NodeFlags.Using || kind === ts.NodeFlags.AwaitUsing) walk.needsCompiler = true;
    walk.pushAll(node.declarations);
  });
  on<TS.VariableDeclaration>([SyntaxKind.VariableDeclaration], (node, walk) => {
    eraseToken(walk, node.exclamationToken);
    eraseType(walk, node.type);
    if (!ts.isIdentifier(node.name)) walk.push(node.name);
    walk.push(node.initializer);
  });
  on<TS.BindingElement>([SyntaxKind.BindingElement], (node, walk) => {
    walk.pushName(node.propertyName);
    if (!ts.isIdentifier(node.name)) walk.push(node.name);
    walk.push(node.initializer);
  });
  on<TS.FunctionDeclaration | TS.FunctionExpression | TS.ArrowFunction>(
    [SyntaxKind.FunctionDeclaration, SyntaxKind.FunctionExpression, SyntaxKind.ArrowFunction],
    (node, walk) => {
      if (node.body === undefined || hasModifier(node, SyntaxKind.DeclareKeyword)) {
        eraseWhole(walk, node);
        return;
      }
      eraseAngles(walk, node.typeParameters);
      eraseParameters(walk, node.parameters);
      eraseType(walk, node.type);
      walk.push(node.body, true);
    },
  );

  on<TS.ForInOrOfStatement>(
    [SyntaxKind.ForInStatement, SyntaxKind.ForOfStatement],
    (node, walk) => {
      if (ts.isForOfStatement(node) && node.awaitModifier) {
        if (!walk.inFunction) walk.awaits = true;
        stopAtRounds(walk, node);
      }
      noteLoopVars(node.initializer, walk);
      if (!ts.isVariableDeclarationList(node.initializer)) noteTargets(walk, node.initializer);
      walk.push(node.initializer);
      walk.push(node.expression);
      walk.push(node.statement);
    },
  );

  on<TS.ReturnStatement>([SyntaxKind.ReturnStatement], (node, walk) => {
    if (!walk.inFunction) {
      walk.problems.push({
        node,
        message: "A cell is no function: 'return' has nothing to return from",
      });
    }
    walk.push(node.expression);
  });
  on<TS.ExportAssignment>([SyntaxKind.ExportAssignment], (node, walk) => {
    walk.push(node.expression);
  });
  on<TS.ImportEqualsDeclaration>([SyntaxKind.ImportEqualsDeclaration], (node, walk) => {
    if (!node.isTypeOnly && !ts.isExternalModuleReference(node.moduleReference)) {
      walk.needsCompiler = true;
    }
  });
  // Their names are no values; assembling writes them anew.
  on([SyntaxKind.ImportDeclaration, SyntaxKind.ExportDeclaration], () => {});
}
