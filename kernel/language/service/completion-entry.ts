/**
 * What a completion is, in the words that front ends know from `_jupyter_types_experimental`.
 *
 * @module
 */

import type tsApi from "typescript";
import type { Cell } from "../cells/cell.ts";
import type { DeclarationKind } from "../cells/declarations.ts";
import ts from "../typescript.ts";

const { ScriptElementKind } = ts;

const TYPES: Readonly<Record<string, string>> = {
  [ScriptElementKind.functionElement]: "function",
  [ScriptElementKind.localFunctionElement]: "function",
  [ScriptElementKind.memberFunctionElement]: "function",
  [ScriptElementKind.callSignatureElement]: "function",
  [ScriptElementKind.constructorImplementationElement]: "function",
  [ScriptElementKind.classElement]: "class",
  [ScriptElementKind.localClassElement]: "class",
  [ScriptElementKind.interfaceElement]: "class",
  [ScriptElementKind.typeElement]: "class",
  [ScriptElementKind.typeParameterElement]: "class",
  [ScriptElementKind.enumElement]: "class",
  [ScriptElementKind.moduleElement]: "module",
  [ScriptElementKind.alias]: "module",
  [ScriptElementKind.externalModuleName]: "module",
  [ScriptElementKind.scriptElement]: "path",
  [ScriptElementKind.directory]: "path",
  [ScriptElementKind.constElement]: "instance",
  [ScriptElementKind.letElement]: "instance",
  [ScriptElementKind.variableElement]: "instance",
  [ScriptElementKind.localVariableElement]: "instance",
  [ScriptElementKind.variableUsingElement]: "instance",
  [ScriptElementKind.variableAwaitUsingElement]: "instance",
  [ScriptElementKind.parameterElement]: "param",
  [ScriptElementKind.memberVariableElement]: "property",
  [ScriptElementKind.memberGetAccessorElement]: "property",
  [ScriptElementKind.memberSetAccessorElement]: "property",
  [ScriptElementKind.memberAccessorVariableElement]: "property",
  [ScriptElementKind.enumMemberElement]: "property",
  [ScriptElementKind.jsxAttribute]: "property",
  [ScriptElementKind.keyword]: "keyword",
  [ScriptElementKind.primitiveType]: "keyword",
  [ScriptElementKind.label]: "statement",
};

const CELL_TYPES: Readonly<Record<DeclarationKind, string>> = {
  const: "instance",
  let: "instance",
  function: "function",
  class: "class",
  enum: "class",
  type: "class",
  namespace: "module",
  import: "module",
};

/** @param owner The cell that declares the name, when it is one of a cell. */
export function describeEntry(
  entry: tsApi.CompletionEntry,
  details: tsApi.CompletionEntryDetails | undefined,
  owner: Cell | undefined,
): { type: string; signature?: string } {
  const text = details === undefined ? "" : ts.displayPartsToString(details.displayParts);
  const declared = owner?.declarations.get(entry.name)?.kind;
  const isAlias = entry.kind === ScriptElementKind.alias;
  const type =
    (isAlias && (aliased(text) ?? (declared && CELL_TYPES[declared]))) ||
    (TYPES[entry.kind] ?? "instance");
  const signature = signatureIn(text, entry.name, type);
  return { type, ...(signature !== undefined && { signature }) };
}

/** What an imported name stands for: the word behind `(alias)`. */
function aliased(text: string): string | undefined {
  const word = /^\(alias\) (\w+)/.exec(text)?.[1];
  if (word === undefined) return undefined;
  return word === "const" || word === "let" || word === "var"
    ? "instance"
    : word === "namespace" || word === "module" || word === "import"
      ? "module"
      : word === "function"
        ? "function"
        : ["class", "interface", "type", "enum"].includes(word)
          ? "class"
          : undefined;
}

/** `(x: number): number` of `(method) Math.abs(x: number): number`; `: number` of a value is its type. */
function signatureIn(text: string, name: string, type: string): string | undefined {
  if (text === "") return undefined;
  const [line = ""] = text.split("\nimport ", 1);
  const at = line.search(new RegExp(`(?<![\\w$])${literally(name)}(?![\\w$])`));
  if (at < 0) return undefined;
  const rest = line.slice(at + name.length).trim();
  if (type === "function")
    return rest.startsWith("(") || rest.startsWith("<") ? oneLine(rest) : undefined;
  return rest.startsWith(":") ? oneLine(rest.slice(1)) : undefined;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
