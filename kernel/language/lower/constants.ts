/**
 * Assignments to a cell's own constants and imports. Lowered, they are plain variables, so that later cells may
 * declare and assign them; within their cell, assigning to them stays the TypeError that JavaScript gives.
 *
 * @module
 */

import type TS from "typescript";
import type { DeclarationKind } from "./bindings.ts";
import type { Edit } from "./script-writer.ts";
import type { Walk } from "./walk.ts";

/** Throws V8's own "Assignment to constant variable." and needs no global that a cell may have changed. */
const refusal = "(() => { const constant = 0; constant = 1; })()";

export function constantEdits(walk: Walk, kinds: ReadonlyMap<string, DeclarationKind>): Edit[] {
  const edits = new Map<number, Edit>();
  let shadowed: Set<string> | undefined;
  for (const identifier of walk.assigned) {
    const kind = kinds.get(identifier.text);
    if (kind !== "const" && kind !== "import") continue;
    // Rare enough to look at the whole cell only now.
    shadowed ??= nestedNames(walk);
    if (shadowed.has(identifier.text)) continue;
    const start = walk.start(identifier);
    // In `({ A } = …)` the name is a key as well.
    const isShorthand = walk.shorthandTargets.has(identifier);
    const text = `${isShorthand ? `${identifier.text}: ` : ""}${refusal}.${identifier.text}`;
    edits.set(start, { start, end: identifier.end, text });
  }
  return [...edits.values()];
}

/** Names that something below the top level declares, so that an assignment may mean another variable. */
function nestedNames({ ts, sourceFile }: Walk): Set<string> {
  const names = new Set<string>();
  const pending: Array<{ node: TS.Node; isTop: boolean }> = sourceFile.statements.map((node) => ({
    node,
    isTop: true,
  }));
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const { node, isTop } = entry;
    const name = isTop ? undefined : declaredName(ts, node);
    if (name !== undefined && ts.isIdentifier(name)) names.add(name.text);
    // The declarations of a top-level statement, and the elements of their patterns, are top-level too.
    const staysTop =
      isTop &&
      (ts.isVariableStatement(node) ||
        ts.isVariableDeclarationList(node) ||
        ts.isVariableDeclaration(node) ||
        ts.isObjectBindingPattern(node) ||
        ts.isArrayBindingPattern(node) ||
        ts.isBindingElement(node));
    if (ts.isImportDeclaration(node)) continue;
    const { initializer } = node as TS.Node & { initializer?: TS.Node };
    ts.forEachChild(node, (child) => {
      pending.push({ node: child, isTop: staysTop && child !== initializer });
    });
  }
  return names;
}

function declaredName(ts: typeof TS, node: TS.Node): TS.Node | undefined {
  const declares =
    ts.isVariableDeclaration(node) ||
    ts.isBindingElement(node) ||
    ts.isParameter(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isClassLike(node);
  return declares ? node.name : undefined;
}
