/** What a cell that does not parse is answered with. */

import { stripVTControlCharacters } from "node:util";
import ts from "typescript";
import { expect, it } from "vitest";
import { lowerCell, lowerExpression } from "../../../../kernel/language/lower/lower-cell.ts";
import { transpileFile } from "../../../../kernel/language/lower/transpile-file.ts";

const request = { fileName: "__cell_3.ts", title: "Cell In[3]" };

function traceback(source: string): string {
  const lowered = lowerCell(ts, { source, ...request });
  if ("script" in lowered) throw new Error(`No syntax error in: ${source}`);
  expect(lowered.syntaxError.ename).toBe("SyntaxError");
  return stripVTControlCharacters(lowered.syntaxError.traceback.join("\n"));
}

it("a syntax error has its line and column in the cell, and shows the line", () => {
  expect(traceback("const a = 1;\nlet b = ;\n")).toBe(
    [
      "SyntaxError: Expression expected.",
      "    at Cell In[3]:2:9",
      "  1 | const a = 1;",
      "> 2 | let b = ;",
      "    |         ^",
      "  3 |",
    ].join("\n"),
  );
});

it("all syntax errors are shown, up to five", () => {
  const text = traceback(Array.from({ length: 7 }, (_, i) => `let x${i} = ;`).join("\n"));
  expect(text.match(/SyntaxError/g)).toHaveLength(5);
  expect(text).toContain("… and 2 more");
});

it("magics and shell lines get a hint, and one error alone", () => {
  for (const source of ["%time f()", "%%bash\nls", "!ls -l notes", "let a = 1;\n%who\n"]) {
    const text = traceback(source);
    expect(text).toContain("\nThis kernel has no magics. To run a program: import { execSync }");
    expect(text.match(/SyntaxError/g)).toHaveLength(1);
  }
  expect(traceback("!a && b c")).not.toContain("magics");
  expect(traceback("let b = ;")).not.toContain("magics");
});

it("an error in what the compiler lowers has its place as well", () => {
  expect(traceback("enum E { A }\nconst one = 1\nlet one = 2")).toContain("at Cell In[3]:3:5");
});

it("an unfinished object literal and unclosed JSX are errors of the cell", () => {
  expect(traceback("{ a: 1, b: }")).toContain("at Cell In[3]:1:");
  expect(traceback("<div><p></p>")).toContain("JSX element 'div' has no corresponding closing tag");
});

it("user_expressions are expressions alone", () => {
  const source = "a + 1";
  expect(lowerExpression(ts, { source, ...request })).toMatchObject({ script: { hasValue: true } });
  for (const bad of ["const a = 1", "a; b", "", "if (a) b"]) {
    expect(lowerExpression(ts, { source: bad, ...request })).toHaveProperty("syntaxError");
  }
});

it("local files become modules that Node loads, of the format that they are written in", () => {
  const formats = {
    "a.ts": ["export const a: number = 1", "module"],
    "b.mts": ["const b: number = 1", "module"],
    "c.cts": ["export const c = 1", "commonjs"],
    "d.ts": ["export = { d: 1 }", "commonjs"],
    "e.ts": ["import fs = require('fs'); fs", "commonjs"],
    "f.ts": ["module.exports = 1 as number", "commonjs"],
    "g.ts": ["await 1", "module"],
    "h.ts": ["async function f() { await 1 }", "commonjs"],
    "i.tsx": ["export default <a>{await 1}</a>", "module"],
    "j.jsx": ["export default <a />", "module"],
  } as const;
  for (const [path, [source, format]] of Object.entries(formats)) {
    const result = transpileFile(ts, `/folder/${path}`, source);
    expect(result, path).toMatchObject({ format });
  }
});

it("local files keep enums, decorators and the tsconfig's wishes", () => {
  const source = "enum E { A = 1 }\nfunction d(_: any) {}\n@d class C { x = E.A }\nexport { C }";
  const old = transpileFile(ts, "/folder/a.ts", source, { experimentalDecorators: true });
  expect("code" in old && old.code).toContain("__decorate([");
  const standard = transpileFile(ts, "/folder/a.ts", source);
  expect("code" in standard && standard.code).toContain("__esDecorate(");
});

it("a syntax error in a local file has its place", () => {
  expect(transpileFile(ts, "/folder/a.ts", "export const a = 1;\nexport const b = ;")).toEqual({
    error: {
      message: "Expression expected.",
      line: 2,
      column: 18,
      frame: "  1 | export const a = 1;\n> 2 | export const b = ;\n    |                  ^",
    },
  });
});
