/**
 * Runs lowered cells, one after the other, as scripts of the main context of a Node process of their own.
 *
 * @module
 */

import { spawn } from "node:child_process";
import ts from "typescript";
import { lowerCell } from "../../../../kernel/language/lower/lower-cell.ts";

export interface CellResult {
  /** Of the value, as `util.inspect` shows it; absent for a cell that shows nothing. */
  value?: string;
  /** `Name: message`, of a syntax error too. */
  error?: string;
}

const runner = `
const vm = require("node:vm");
const util = require("node:util");
const { pathToFileURL } = require("node:url");
globalThis.require = require;
globalThis.__cell = { resumed: (value) => value, stopped: () => false, never: () => new Promise(() => {}) };
globalThis.__importMeta = { url: "file:///notebook.ts" };
globalThis.__import = async (specifier, names = [], options) => {
  const url = specifier.startsWith("./") ? "data:application/json," + JSON.stringify({ file: specifier }) : specifier;
  const module = await import(url, options);
  for (const name of names) {
    if (!(name in module)) throw new SyntaxError(specifier + " has no export named '" + name + "'");
  }
  return module;
};
const { stringify, parse } = JSON;
const { stdin, stdout } = process;
let text = "";
stdin.setEncoding("utf8").on("data", (part) => { text += part; }).on("end", async () => {
  const results = [];
  for (const cell of parse(text)) {
    if (cell.error !== undefined) { results.push(cell); continue; }
    for (const name of cell.names) {
      const property = Object.getOwnPropertyDescriptor(globalThis, name);
      if (property?.get !== undefined) Object.defineProperty(globalThis, name, { value: undefined, writable: true, configurable: true });
    }
    try {
      const value = await new vm.Script(cell.code, { filename: cell.fileName }).runInThisContext();
      results.push(cell.hasValue ? { value: util.inspect(value, { depth: 4, breakLength: Infinity }) } : {});
    } catch (error) {
      results.push({ error: error?.name + ": " + error?.message });
    }
  }
  stdout.write(stringify(results));
});
`;

export async function runCells(
  cells: readonly string[],
  compilerOptions: ts.CompilerOptions = {},
): Promise<CellResult[]> {
  const lowered = cells.map((source, index) => {
    const title = `Cell In[${index + 1}]`;
    const fileName = `__cell_${index + 1}.ts`;
    const result = lowerCell(ts, { source, fileName, title, compilerOptions });
    return "script" in result
      ? result.script
      : { error: `${result.syntaxError.ename}: ${result.syntaxError.evalue}` };
  });
  const child = spawn(process.env.TEST_NODE ?? process.execPath, ["-e", runner], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(lowered));
  let output = "";
  child.stdout.setEncoding("utf8");
  for await (const part of child.stdout) output += part;
  return JSON.parse(output) as CellResult[];
}
