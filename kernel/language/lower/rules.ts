/**
 * What each kind of syntax means to the walk over a cell.
 *
 * @module
 */

import type TS from "typescript";
import {
  eraseAngles,
  eraseMemberModifiers,
  eraseParameters,
  eraseSuffix,
  eraseToken,
  eraseType,
  eraseWhole,
  hasModifier,
} from "./erase.ts";
import { type Rule, Walk, type WalkOptions } from "./walk.ts";

const rulesOf = new WeakMap<object, ReadonlyArray<Rule | undefined>>();

export function walkFile(
  ts: typeof TS,
  sourceFile: TS.SourceFile,
  options: WalkOptions = {},
): Walk {
  let rules = rulesOf.get(ts);
  if (rules === undefined) {
    rules = walkRules(ts);
    rulesOf.set(ts, rules);
  }
  const walk = new Walk(ts, sourceFile, options);
  walk.run(rules);
  return walk;
}

/** By `SyntaxKind`; nodes without a rule have their children walked. */
function walkRules(ts: typeof TS): ReadonlyArray<Rule | undefined> {
  const { SyntaxKind } = ts;
  const rules: Array<Rule | undefined> = [];
  function on<N extends TS.Node>(kinds: TS.SyntaxKind[], rule: Rule<N>): void {
    // A kind tells the type of its nodes.
    for (const kind of kinds) rules[kind] = rule as Rule<TS.Node>;
  }
  function isVar(list: TS.VariableDeclarationList): boolean {
    return (list.flags & ts.NodeFlags.BlockScoped) === 0;
  }
  function noteLoopVars(initializer: TS.ForInitializer | undefined, walk: Walk): void {
    if (walk.inFunction || initializer === undefined) return;
    if (ts.isVariableDeclarationList(initializer) && isVar(initializer))
      walk.vars.push({ list: initializer });
  }
  function compile(node: TS.Node, walk: Walk): void {
    walk.needsCompiler = true;
    ts.forEachChild(node, (child) => {
      walk.push(child);
    });
  }

  // Type nodes are cut with what they belong to; one that is met elsewhere is beyond this walk.
  for (let kind: number = SyntaxKind.FirstTypeNode; kind <= SyntaxKind.LastTypeNode; kind++) {
    rules[kind] = compile;
  }
  for (let kind: number = SyntaxKind.JsxElement; kind <= SyntaxKind.JsxNamespacedName; kind++) {
    rules[kind] = compile;
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

  // --- Types ---

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

  // --- Declarations ---

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

  // --- Classes ---

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

  // --- Expressions ---

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
    walk.push(node.expression);
  });

  // --- Assignments ---

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
  on<TS.ForInOrOfStatement>(
    [SyntaxKind.ForInStatement, SyntaxKind.ForOfStatement],
    (node, walk) => {
      if (!walk.inFunction && ts.isForOfStatement(node) && node.awaitModifier) walk.awaits = true;
      noteLoopVars(node.initializer, walk);
      if (!ts.isVariableDeclarationList(node.initializer)) noteTargets(walk, node.initializer);
      walk.push(node.initializer);
      walk.push(node.expression);
      walk.push(node.statement);
    },
  );

  // --- Statements ---

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
  return rules;
}

/** Identifiers that an assignment to `target` changes, also within patterns. */
function noteTargets(walk: Walk, target: TS.Node): void {
  const { ts } = walk;
  if (ts.isIdentifier(target)) walk.assigned.push(target);
  else if (ts.isParenthesizedExpression(target)) noteTargets(walk, target.expression);
  else if (ts.isArrayLiteralExpression(target)) {
    for (const element of target.elements) noteTargets(walk, element);
  } else if (ts.isSpreadElement(target) || ts.isSpreadAssignment(target)) {
    noteTargets(walk, target.expression);
  } else if (ts.isObjectLiteralExpression(target)) {
    for (const property of target.properties) {
      if (ts.isPropertyAssignment(property)) noteTargets(walk, property.initializer);
      else if (ts.isSpreadAssignment(property)) noteTargets(walk, property);
      else if (ts.isShorthandPropertyAssignment(property)) {
        walk.assigned.push(property.name);
        walk.shorthandTargets.add(property.name);
      }
    }
  } else if (ts.isBinaryExpression(target)) {
    noteTargets(walk, target.left);
  }
}
