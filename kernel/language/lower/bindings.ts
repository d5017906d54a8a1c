/**
 * The names that declarations bind.
 *
 * @module
 */

import type TS from "typescript";
import { reservedNames } from "./reserved.ts";

/** Calls `bind` for each identifier that a binding name or pattern declares. */
export function eachBinding(
  ts: typeof TS,
  name: TS.BindingName,
  bind: (identifier: TS.Identifier) => void,
): void {
  if (ts.isIdentifier(name)) {
    bind(name);
    return;
  }
  for (const element of name.elements) {
    if (ts.isBindingElement(element)) eachBinding(ts, element.name, bind);
  }
}

/** How a name came into the cell; what may be declared together depends on it. */
export type DeclarationKind = "var" | "let" | "const" | "class" | "function" | "import";

/** The names that a cell's top level declares, and what is wrong with them. */
export class TopLevelNames {
  readonly kinds: Map<string, DeclarationKind> = new Map();
  readonly problems: Array<{ node: TS.Node; message: string }> = [];

  declare(identifier: TS.Identifier, kind: DeclarationKind): void {
    const name = identifier.text;
    const earlier = this.kinds.get(name);
    if (earlier !== undefined && !(mayRepeat(earlier) && mayRepeat(kind))) {
      this.problems.push({
        node: identifier,
        message: `Identifier '${name}' has already been declared in this cell`,
      });
    }
    if (name === "await") {
      this.problems.push({
        node: identifier,
        message: "'await' is a keyword in cells, as in modules",
      });
    }
    if (reservedNames.has(name)) {
      this.problems.push({
        node: identifier,
        message: `'${name}' is a name of the kernel's own; choose another one`,
      });
    }
    this.kinds.set(name, kind);
  }
}

function mayRepeat(kind: DeclarationKind): boolean {
  return kind === "var" || kind === "function";
}
