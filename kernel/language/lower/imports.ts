/**
 * Import declarations of a cell, as calls of the kernel's `__import(specifier, names?, options?)`: it resolves
 * from the notebook's folder and gives a promise of the module's namespace. `names` are those that must exist;
 * `options` are `import()`'s (`{with: {type: "json"}}`).
 *
 * A name that the cell uses in no expression may be a type that was imported without `type`. Such a name is
 * taken over if the module has it, and demanded otherwise only when it is used.
 *
 * @module
 */

import type TS from "typescript";
import type { TopLevelNames } from "./bindings.ts";

export interface ImportCode {
  /** Statements, to run inside an async function. */
  code: string;
  /** Names that the code assigns as plain variables. */
  names: string[];
}

/** One `name of the module` → `variable of the cell`. */
interface Binding {
  imported: string;
  local: string;
}

export function lowerImport(
  ts: typeof TS,
  node: TS.ImportDeclaration,
  values: ReadonlySet<string>,
  names: TopLevelNames,
): ImportCode {
  const clause = node.importClause;
  if (clause?.isTypeOnly === true) return { code: "", names: [] };
  const sure: Binding[] = [];
  const maybe: Binding[] = [];
  let namespace: string | undefined;
  if (clause?.name !== undefined) {
    names.declare(clause.name, "import");
    sure.push({ imported: "default", local: clause.name.text });
  }
  const bindings = clause?.namedBindings;
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) {
    names.declare(bindings.name, "import");
    namespace = bindings.name.text;
  } else if (bindings !== undefined) {
    for (const element of bindings.elements) {
      if (element.isTypeOnly) continue;
      names.declare(element.name, "import");
      const binding = {
        imported: (element.propertyName ?? element.name).text,
        local: element.name.text,
      };
      (values.has(binding.local) ? sure : maybe).push(binding);
    }
  }

  const called = importCall(
    node,
    sure.map(({ imported }) => imported),
  );
  const assigned = sure.map(({ local }) => local);
  if (namespace === undefined && maybe.length === 0) {
    const targets = sure.map(({ imported, local }) => `${JSON.stringify(imported)}: ${local}`);
    const code = sure.length === 0 ? `${called};` : `({${targets.join(", ")}} = ${called});`;
    return { code, names: assigned };
  }
  const steps = [`const __module = ${called};`];
  if (namespace !== undefined) {
    steps.push(`${namespace} = __module;`);
    assigned.push(namespace);
  }
  for (const { imported, local } of sure)
    steps.push(`${local} = __module[${JSON.stringify(imported)}];`);
  for (const { imported, local } of maybe) {
    const key = JSON.stringify(imported);
    steps.push(`if (${key} in __module) this[${JSON.stringify(local)}] = __module[${key}];`);
  }
  return { code: `{ ${steps.join(" ")} }`, names: assigned };
}

/** `import "x"` and `export … from "x"`: the module runs, nothing is bound. */
export function importCall(
  node: TS.ImportDeclaration | TS.ExportDeclaration,
  demanded: string[] = [],
): string {
  const parts = [JSON.stringify((node.moduleSpecifier as TS.StringLiteral).text)];
  const attributes = node.attributes?.elements.map(
    ({ name, value }) =>
      `${JSON.stringify(name.text)}: ${JSON.stringify((value as TS.StringLiteral).text)}`,
  );
  if (demanded.length > 0 || attributes !== undefined) parts.push(JSON.stringify(demanded));
  if (attributes !== undefined) parts.push(`{"with": {${attributes.join(", ")}}}`);
  return `await __import(${parts.join(", ")})`;
}
