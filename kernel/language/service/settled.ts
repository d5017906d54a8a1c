/**
 * A shorter text for a cell that has been checked and declares nothing but numbers, strings and the like.
 *
 * A new program infers every type anew. Where each cell builds on the one before, the last of a thousand would
 * have the types of all of them inferred; with the types written down it asks only for its neighbour's.
 *
 * @module
 */

import type tsApi from "typescript";
import type { Cell } from "../cells/cell.ts";
import ts from "../typescript.ts";

/** Undefined where the cell must stay as it is: it declares more than plain values, or documents them. */
export function settledText(cell: Cell, program: tsApi.Program): string | undefined {
  if (cell.augments || cell.source.includes("/**")) return undefined;
  const file = program.getSourceFile(cell.fileName);
  const checker = program.getTypeChecker();
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) return undefined;
  const symbols = new Map(
    checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]),
  );
  let text = "";
  for (const [name, { kind }] of cell.declarations) {
    const symbol = symbols.get(name);
    if (symbol === undefined || (kind !== "const" && kind !== "let")) return undefined;
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    const type = checker.getTypeOfSymbol(isAlias ? checker.getAliasedSymbol(symbol) : symbol);
    const declaration = declare(kind, name, type, checker.typeToString(type));
    if (declaration === undefined) return undefined;
    text += declaration;
  }
  return text;
}

const PLAIN: number =
  ts.TypeFlags.Number |
  ts.TypeFlags.String |
  ts.TypeFlags.Boolean |
  ts.TypeFlags.BigInt |
  ts.TypeFlags.Null |
  ts.TypeFlags.Undefined;

function declare(
  kind: "const" | "let",
  name: string,
  type: tsApi.Type,
  text: string,
): string | undefined {
  if ((type.flags & PLAIN) !== 0) return `export declare ${kind} ${name}: ${text};\n`;
  // The type of `const one = 1` widens in `let n = one`, which that of `const one: 1` does not.
  const isNumber = (type.flags & ts.TypeFlags.NumberLiteral) !== 0;
  const isFresh = isNumber && (type as tsApi.FreshableType).freshType === type;
  return isFresh && kind === "const" ? `export const ${name} = ${text};\n` : undefined;
}
