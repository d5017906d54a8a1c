/**
 * Parameters of a run: a cell that sets them, right behind the notebook's own cell tagged `parameters`.
 *
 * Source: papermill's "Parameterize", whose tags are used. Papermill warns of a name that the notebook does not declare,
 * and runs it with the default; here it is an error, since a long run with a misspelt parameter is a wrong result.
 *
 * @module
 */

import { Script } from "node:vm";
import { NotebookError } from "../errors.ts";
import { nearestFirst } from "../text/nearest-names.ts";
import { CellIds } from "./cell-ids.ts";
import { type Declaration, declarationsOf } from "./declarations.ts";
import { type CodeCell, type Notebook, tagsOf } from "./nbformat.ts";

/** The tag of the cell with the defaults, and of the one that this module writes. */
const DEFAULTS = "parameters";
const INJECTED = "injected-parameters";

export type Parameters = Readonly<Record<string, unknown>>;

/**
 * Puts the parameters into the notebook, in place of those of an earlier run.
 *
 * @param language Of the kernel: TypeScript, JavaScript and Python can be written. Only the first two can be read.
 * @returns Warnings: Python for a notebook without a tagged cell.
 * @throws NotebookError for a name that the tagged cell does not declare, with those that it does, and for another
 * language. The notebook is then as it was.
 */
export async function injectParameters(
  notebook: Notebook,
  parameters: Parameters,
  language: string,
): Promise<string[]> {
  const { cells } = notebook;
  const names = Object.keys(parameters);
  const isInjected = (cell: Notebook["cells"][number]) => tagsOf(cell).includes(INJECTED);
  if (names.length === 0) return [];
  for (const name of names) refuseKeyword(name, language);
  const earlier = cells.find(isInjected);
  const others = cells.filter((cell) => !isInjected(cell));
  const at = others.findIndex((cell) => tagsOf(cell).includes(DEFAULTS));
  const defaults = others[at];
  const isScript = /^(typescript|javascript)$/i.test(language);
  const declared = isScript && defaults ? await declarationsOf(defaults.source) : new Map();
  if (isScript) {
    const unknown = names.filter((name) => !declared.has(name));
    if (unknown.length > 0) throw notDeclared(unknown, defaults && [...declared.keys()]);
  }
  const ids = new CellIds();
  for (const cell of others) ids.take(cell.id);
  const cell: CodeCell = {
    cell_type: "code",
    id: ids.take(earlier?.id),
    metadata: { tags: [INJECTED] },
    source: sourceOf(parameters, language, declared),
    execution_count: null,
    outputs: [],
  };
  others.splice(at + 1, 0, cell);
  notebook.cells = others;
  return defaults === undefined
    ? [`no cell is tagged "${DEFAULTS}": ${names.join(", ")} set at the top of the notebook`]
    : [];
}

/** @param known What the tagged cell declares; undefined if there is none. */
function notDeclared(
  unknown: readonly string[],
  known: readonly string[] | undefined,
): NotebookError {
  const names = unknown.join(", ");
  if (known === undefined) {
    return new NotebookError({
      what: `no cell of the notebook is tagged "${DEFAULTS}", so nothing says what ${names} would set`,
      expected: `a code cell with the tag "${DEFAULTS}" that declares ${names}`,
      got: "none",
      hint: `tag the cell with the defaults "${DEFAULTS}" (Jupyter: Property Inspector, Cell Tags)`,
    });
  }
  const nearest = nearestFirst(unknown[0] ?? "", known);
  return new NotebookError({
    what: `the cell tagged "${DEFAULTS}" declares no ${names}`,
    expected: nearest.length === 0 ? "a cell that declares them" : nearest.join(", "),
    got: names,
    hint:
      nearest[0] === undefined
        ? `declare ${names} there`
        : `take ${nearest[0]}, if that is what is meant; else declare ${unknown[0]} there`,
  });
}

/** Words that cannot be declared though V8 would take them in a script. */
const TAKEN = new Set(["await", "undefined", "NaN", "Infinity"]);
const PYTHON_WORDS = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from
  global if import in is lambda nonlocal not or pass raise return try while with yield`.split(
    /\s+/,
  ),
);

function refuseKeyword(name: string, language: string): void {
  const isPython = /^python$/i.test(language);
  if (isPython ? !PYTHON_WORDS.has(name) : !TAKEN.has(name) && canBeDeclared(name)) return;
  throw new NotebookError({
    what: `a parameter cannot be called ${name}: the language keeps this word for itself`,
    hint: "choose another name, here and in the notebook",
  });
}

function canBeDeclared(name: string): boolean {
  try {
    new Script(`"use strict"; { let ${name}; }`); // parsed, not run
    return true;
  } catch {
    return false;
  }
}

function sourceOf(
  parameters: Parameters,
  language: string,
  declared: ReadonlyMap<string, Declaration>,
): string {
  const entries = Object.entries(parameters);
  switch (language.toLowerCase()) {
    case "typescript":
      return ["// Parameters", ...entries.map((entry) => inTypeScript(entry, declared))].join("\n");
    case "javascript":
      return ["// Parameters", ...entries.map((entry) => `var ${assignment(entry)}`)].join("\n");
    case "python":
      return [
        "# Parameters",
        ...entries.map(([name, value]) => `${name} = ${inPython(value)}`),
      ].join("\n");
    default:
      throw new NotebookError({
        what: "parameters cannot be written in the notebook's language",
        expected: "TypeScript, JavaScript or Python",
        got: language,
        hint: "run it without parameters, or set them in a cell",
      });
  }
}

/**
 * A value that the defaults hold with `let` is assigned, so that its type is checked and kept. Any other is
 * declared: with the type that was written for it, or with `let`, since `const n = 3` would be of type 3
 * and `n === 4` an error further down.
 */
function inTypeScript(
  entry: [name: string, value: unknown],
  declared: ReadonlyMap<string, Declaration>,
): string {
  const { keyword, type } = declared.get(entry[0]) ?? {};
  if (keyword === "let" || keyword === "var") return assignment(entry);
  return type === undefined ? `let ${assignment(entry)}` : `const ${assignment(entry, type)}`;
}

function assignment([name, value]: [string, unknown], type?: string): string {
  const line = JSON.stringify(value);
  const text = line.length > 80 ? JSON.stringify(value, null, 2) : line;
  return `${name}${type === undefined ? "" : `: ${type}`} = ${text};`;
}

function inPython(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(inPython).join(", ")}]`;
  if (typeof value === "object") {
    const members = Object.entries(value).map(
      ([key, member]) => `${JSON.stringify(key)}: ${inPython(member)}`,
    );
    return `{${members.join(", ")}}`;
  }
  return JSON.stringify(value);
}
