/**
 * The text behind a cell that connects it to the others.
 *
 * @module
 */

import type { Cell } from "./cell.ts";
import type { Declarations } from "./declarations.ts";

/**
 * All words of a text: more than the names it uses, never fewer.
 *
 * @param jsxNames What JSX uses without naming it.
 */
export function mentionedIn(source: string, jsxNames: readonly string[]): Set<string> {
  const names = new Set<string>(source.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu));
  if (/<\/|\/>/.test(source)) for (const name of jsxNames) names.add(name);
  return names;
}

/**
 * Declares `names` as the cells that own them do.
 *
 * Variables become variables again, since an import cannot be assigned. All else is imported, which keeps
 * types, documentation and the literal types of constants. A name that the cell declares itself as only a
 * value or only a type leaves the other half to its owner.
 */
export function scopeTail(
  names: ReadonlySet<string>,
  own: Declarations,
  owners: ReadonlyMap<string, Cell>,
): { text: string; uses: Set<Cell> } {
  const uses = new Set<Cell>();
  const imports = new Map<Cell, string[]>();
  let text = "";
  for (const name of names) {
    const owner = owners.get(name);
    const declaration = owner?.declarations.get(name);
    if (owner === undefined || declaration === undefined) continue;
    const mine = own.get(name);
    if (mine && (mine.value ? declaration.value || mine.type : declaration.type)) continue;
    uses.add(owner);
    if (declaration.kind === "let") {
      text += `declare let ${name}: typeof import("${owner.specifier}").${name};`;
    } else {
      const list = imports.get(owner);
      if (list) list.push(name);
      else imports.set(owner, [name]);
    }
  }
  for (const [owner, list] of imports) {
    text += `import { ${list.join(", ")} } from "${owner.specifier}";`;
  }
  return { text, uses };
}

/** Exports what the cell declares, and makes it a module in any case. */
export function exportTail(own: Declarations): string {
  const names = [...own].filter(([, { exported }]) => !exported).map(([name]) => name);
  return `export { ${names.join(", ")} };`;
}
