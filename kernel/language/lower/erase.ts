/**
 * Erases TypeScript's types from the text of a cell. It handles what can be cut out without a second thought;
 * for anything else (enums, parameter properties, a cut that would join two lines into one statement) the
 * walk stops and the compiler does it.
 *
 * @module
 */

import type TS from "typescript";
import type { Walk } from "./walk.ts";

/** Cuts `: Type` together with the blanks before the colon. */
export function eraseType(walk: Walk, type: TS.TypeNode | undefined): void {
  if (type === undefined) return;
  let start = type.pos - 1;
  if (walk.text[start] !== ":") walk.needsCompiler = true;
  while (" \t".includes(walk.text[start - 1] ?? "-")) start--;
  // A line that begins with the colon: `()⏎: T => …` would lose its arrow, `// note⏎: T` its line end.
  if (/[\n\r\u2028\u2029]/.test(walk.text[start - 1] ?? "")) walk.needsCompiler = true;
  walk.replace(start, type.end, "");
}

/** Cuts `<T, …>`. */
export function eraseAngles(walk: Walk, list: TS.NodeArray<TS.Node> | undefined): void {
  if (list === undefined) return;
  const start = list.pos - 1;
  const close = /^\s*>/.exec(walk.text.slice(list.end, list.end + 80));
  if (walk.text[start] !== "<" || close === null) walk.needsCompiler = true;
  else walk.replace(start, list.end + close[0].length, "");
}

/** Cuts one token such as `?` or `!` or a modifier, and puts `text` in its place. */
export function eraseToken(walk: Walk, token: TS.Node | undefined, text = ""): void {
  if (token !== undefined) walk.replace(walk.start(token), token.end, text);
}

/** A statement or class member of types alone; the `;` keeps its neighbours apart. */
export function eraseWhole(walk: Walk, node: TS.Node): void {
  walk.replace(walk.start(node), node.end, ";");
}

/** Cuts what follows an expression (` as T`), unless the next line would then continue the expression. */
export function eraseSuffix(walk: Walk, start: number, end: number): void {
  const next = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*/.exec(walk.text.slice(end, end + 500))?.[0] ?? "";
  if (
    /[\n\r\u2028\u2029]/.test(next) &&
    "([`+-*/.,<".includes(walk.text[end + next.length] ?? " ")
  ) {
    walk.needsCompiler = true;
  } else {
    walk.replace(start, end, "");
  }
}

export function hasModifier(node: TS.Node, kind: TS.SyntaxKind): boolean {
  const { modifiers } = node as TS.Node & { modifiers?: TS.NodeArray<TS.ModifierLike> };
  return modifiers?.some((modifier) => modifier.kind === kind) ?? false;
}

/** Cuts `?`, types and a `this` parameter from a parameter list. */
export function eraseParameters(walk: Walk, list: TS.NodeArray<TS.ParameterDeclaration>): void {
  const [first, second] = list;
  if (first === undefined) return;
  let parameters: readonly TS.ParameterDeclaration[] = list;
  if (walk.ts.isIdentifier(first.name) && first.name.text === "this") {
    walk.replace(walk.start(first), second === undefined ? list.end : walk.start(second), "");
    parameters = list.slice(1);
  }
  for (const parameter of parameters) {
    if (parameter.modifiers !== undefined) {
      walk.needsCompiler = true;
      return;
    }
    eraseToken(walk, parameter.questionToken);
    eraseType(walk, parameter.type);
    walk.push(parameter.name, true);
    walk.push(parameter.initializer, true);
  }
}

/** Cuts the modifiers of a class member that JavaScript lacks. False when the member is gone altogether. */
export function eraseMemberModifiers(
  walk: Walk,
  modifiers: TS.NodeArray<TS.ModifierLike> | undefined,
  member: TS.ClassElement,
): boolean {
  const { SyntaxKind } = walk.ts;
  if (modifiers === undefined) return true;
  if (
    hasModifier(member, SyntaxKind.AbstractKeyword) ||
    hasModifier(member, SyntaxKind.DeclareKeyword)
  ) {
    eraseWhole(walk, member);
    return false;
  }
  for (const modifier of modifiers) {
    if (modifier.kind === SyntaxKind.Decorator || modifier.kind === SyntaxKind.AccessorKeyword) {
      walk.needsCompiler = true;
      return false;
    }
    if (modifier.kind === SyntaxKind.StaticKeyword || modifier.kind === SyntaxKind.AsyncKeyword)
      continue;
    // `a = 1⏎ private *b() {}` must not become a product.
    eraseToken(walk, modifier, modifier === modifiers[0] ? ";" : "");
  }
  return true;
}
