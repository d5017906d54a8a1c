import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LanguageWorker } from "./language-worker.ts";

const cells: LanguageWorker = new LanguageWorker();

beforeAll(() => cells.ask("warmUp", {}));
beforeEach(() => cells.ask("forget", {}));
afterAll(() => cells.stop());

describe("names of earlier cells", () => {
  test("keep their types: assigning a string to a number is an error", async () => {
    const declare = "let x: number = 41; function inc() { return ++x }";
    expect(await cells.codes(declare, "x = 5; inc().toFixed()")).toEqual([]);
    expect(await cells.codes("x = 'five'")).toEqual(["TS2322 1:1"]);
  });

  test("cannot be assigned when they are constants, functions, classes or enums", async () => {
    await cells.check("const a = 1; function f() {} class C {} enum E { A }");
    const [error] = await cells.check("a = 2");
    expect(error).toMatchObject({
      code: 2588,
      message: "Cannot assign to 'a' because it is a constant.",
    });
    expect(await cells.codes("f = 2; C = 2; E = 2")).toEqual([
      "TS2630 1:1",
      "TS2629 1:8",
      "TS2628 1:15",
    ]);
  });

  test("can be declared anew, as anything: the latest declaration holds", async () => {
    await cells.check("const a = 1", "function a() { return 'text' }", "class a { b = 2 }");
    expect(await cells.codes("new a().b.toFixed()")).toEqual([]);
    expect(await cells.codes("const a = 'two'", "a.toUpperCase()")).toEqual([]);
    expect(await cells.codes("a.toFixed()")).toEqual(["TS2551 1:3"]);
  });

  test("keep for older cells the meaning they had there", async () => {
    await cells.check("const a = 1", "const b = [a]", "const a = 'text'");
    expect(await cells.codes("b[0].toFixed(); a.toUpperCase()")).toEqual([]);
  });

  test("are interfaces, type aliases, generic classes, enums and namespaces as well", async () => {
    await cells.check(
      "interface P { x: number; y: number }\ntype Pair<T> = [T, T]",
      "class Box<T> { constructor(public v: T) {} get() { return this.v } }",
      "enum Color { Red, Green }\nnamespace N { export const v = 1; export interface I { z: string } }",
    );
    const use =
      "const c: Color = Color.Red; Color[Color.Green].length; const i: N.I = { z: String(N.v) };";
    expect(
      await cells.codes(`${use} new Box(3).get().toFixed(); const q: Pair<P> = [] as never`),
    ).toEqual([]);
    expect(await cells.codes("const p: P = { x: 1 }")).toEqual(["TS2741 1:7"]);
    expect(await cells.codes("interface P { z: string }", "const r: P = { z: 'new' }")).toEqual([]);
  });

  test("stay apart when one is a type and the other a value", async () => {
    await cells.check("interface Shape { side: number }");
    expect(await cells.codes("const Shape = (side: number): Shape => ({ side })")).toEqual([]);
    expect(await cells.codes("const s: Shape = Shape(2); s.side.toFixed()")).toEqual([]);
  });

  test("come from destructuring, loops, `await` and `using` too", async () => {
    await cells.check("const { k, ...rest } = { k: 1, l: 2 }; const [first = 'x'] = ['y']");
    await cells.check(
      "for (var i = 0; i < 3; i++) {}\nconst r = await Promise.resolve({ deep: true })",
    );
    await cells.check("using held = { [Symbol.dispose]() {}, size: 1 }");
    const use =
      "k.toFixed(); rest.l.toFixed(); first.length; i.toFixed(); r.deep; held.size.toFixed()";
    expect(await cells.codes(use)).toEqual([]);
  });

  test("widen as they do within one file", async () => {
    expect(await cells.codes("const one = 1", "let n = one; n = 2")).toEqual([]);
    expect(await cells.codes("const exact: 1 | 2 = one")).toEqual([]);
    expect(await cells.codes("let a = -1, b = 'x', ab = true", "a = b")).toEqual(["TS2322 1:1"]);
    expect(await cells.codes("b = 'y'; ab = false; a = 2; one.toFixed()")).toEqual([]);
  });

  test("follow from one another through hundreds of cells", async () => {
    await cells.check("const v0 = { n: 0 }");
    for (let i = 1; i < 300; i++) await cells.lower(`const v${i} = { n: v${i - 1}.n + 1 }`);
    expect(await cells.codes("v299.n = 'x'")).toEqual(["TS2322 1:1"]);
  });

  test("are unknown when no cell declares them, and after the kernel's process is new", async () => {
    expect(await cells.codes("nothing")).toEqual(["TS2304 1:1"]);
    await cells.check("const there = 1");
    await cells.ask("forget", {});
    expect(await cells.codes("there")).toEqual(["TS2304 1:1"]);
  });
});

describe("imports", () => {
  test("of one cell are typed in later ones", async () => {
    await cells.check(
      "import { readFileSync } from 'node:fs';\nimport * as path from 'path';\nimport os from 'node:os'",
    );
    expect(await cells.codes("readFileSync('x').length; path.join('a'); os.EOL.length")).toEqual(
      [],
    );
    expect(await cells.codes("path.joinn('a')")).toEqual(["TS2551 1:6"]);
    expect(
      await cells.codes("import events = require('events')", "new events().emit('x')"),
    ).toEqual([]);
  });

  test("of local files follow their edits, JSON included", async () => {
    cells.write("local.ts", "export const answer: number = 42;");
    cells.write("data.json", '{ "depth": { "n": 1 } }');
    const source =
      "import { answer } from './local';\nimport { answer as again } from './local.ts';\nimport data from './data.json'";
    expect(
      await cells.codes(source, "answer.toFixed(); again.toFixed(); data.depth.n.toFixed()"),
    ).toEqual([]);
    cells.write("local.ts", "export const answer: string = 'forty-two';");
    expect(await cells.codes("answer.toFixed()")).toEqual(["TS2551 1:8"]);
  });

  test("of a file that is missing are found once it is there", async () => {
    const source = "import { late } from './late'";
    expect(await cells.codes(source)).toEqual(["TS2307 1:22"]);
    cells.write("late.ts", "export const late = 1;");
    expect(await cells.codes(source)).toEqual([]);
  });

  test("of ESM-only packages find their types", async () => {
    cells.write(
      "node_modules/only/package.json",
      '{"name":"only","type":"module","exports":{".":{"types":"./i.d.ts","import":"./i.js"}}}',
    );
    cells.write("node_modules/only/i.d.ts", "export declare function only(n: number): string;");
    expect(await cells.codes("import { only } from 'only'; only(1).length")).toEqual([]);
    expect(await cells.codes("only('1')")).toEqual(["TS2345 1:6"]);
  });

  test("fall back on the kernel's own package, and `tslab` is always the kernel's", async () => {
    expect(
      await cells.codes("import * as cs from 'cladescope'; new cs.LabelError({})"),
    ).not.toContain("TS2307 1:21");
    expect(await cells.codes("import * as tslab from 'tslab'; tslab.display.html('<b>')")).toEqual(
      [],
    );
  });
});

describe("a cell", () => {
  test("may be an object literal, JSX, or hold a type assertion in angle brackets", async () => {
    expect(await cells.codes("{ a: 1, b: nope }")).toEqual(["TS2304 1:12"]);
    expect(await cells.codes("declare const React: any;\nconst el = <p>{nope}</p>")).toEqual([
      "TS2304 2:16",
    ]);
    expect(await cells.codes("const s = <any>'x'; s.whatever")).toEqual([]);
  });

  test("with JSX finds the React that an earlier cell declared", async () => {
    await cells.check("const React = { createElement: (...parts: unknown[]) => parts }");
    expect(await cells.codes("<div>hi</div>")).toEqual([]);
    expect(await cells.codes("// @typecheck error\nconst el = <br/>; el")).toEqual([]);
    await cells.ask("forget", {});
    expect(await cells.codes("<div>hi</div>")).toEqual(["TS2874 1:2"]);
  });

  test("may await, leave parameters untyped and end in any expression", async () => {
    expect(
      await cells.codes(
        "await Promise.all([1].map(async (x) => x));\nconst f = (a, b) => a + b;\nf;",
      ),
    ).toEqual([]);
  });

  test("has the kernel's globals, Node's, and no DOM unless it asks for it", async () => {
    const use =
      "display(1).update(2); display.html('<b>'); clear(true); Jupyter.signal.aborted;\n" +
      "prompt('name?')?.length; confirm('sure?') === true; require('fs'); __dirname.length; process.pid;";
    expect(await cells.codes(use)).toEqual([]);
    expect(await cells.codes("document.title")).toEqual(["TS2584 1:1"]);
    expect(await cells.codes('/// <reference lib="dom" />', "document.title")).toEqual([]);
  });

  test("may silence the checker as in a file", async () => {
    expect(await cells.codes("// @ts-nocheck\nlet a: string = 3")).toEqual([]);
    expect(await cells.codes("// @ts-expect-error\nlet b: string = 3")).toEqual([]);
    expect(await cells.codes("// @ts-ignore\nlet c: string = 3")).toEqual([]);
    expect(await cells.codes("// @ts-expect-error\nlet d = 3")).toEqual(["TS2578 1:1"]);
  });

  test("shows an error with its place and its own lines, and nothing of what is put behind it", async () => {
    const [error, ...others] = await cells.check("const a = 1\n\nconst text: string = a\n// end");
    expect(others).toEqual([]);
    expect(error).toMatchObject({ code: 2322, category: "error", line: 3, column: 7 });
    expect(error?.text).toContain("Cell In[");
    expect(error?.text).toContain("> 3 | const text: string = a");
    expect(error?.text).not.toContain("export {");
  });

  test("does not report what an earlier cell's error caused", async () => {
    await cells.check("const broken = nothing.at.all()");
    expect(await cells.codes("broken.anything().goes")).toEqual([]);
  });
});

describe("the way errors are treated", () => {
  test("is `warn`, unless a magic comment says otherwise", async () => {
    expect(await cells.lower("1")).toMatchObject({ mode: "warn" });
    expect(await cells.lower("// @typecheck off\n1")).toMatchObject({ mode: "off" });
    expect(await cells.lower("/* note */ // @typecheck error\n1")).toMatchObject({ mode: "error" });
    expect(await cells.lower("1 // @typecheck off")).toMatchObject({ mode: "warn" });
  });

  test("is not changed by a word that is no mode; the check says so", async () => {
    const [warning] = await cells.check("// @typecheck of\n1");
    expect(warning).toMatchObject({ category: "warning" });
    expect(warning?.message).toContain('"of"');
  });

  test("leaves names as they were when a cell in mode `error` does not run", async () => {
    await cells.check("const kept = 1");
    expect(await cells.codes("// @typecheck error\nconst kept: string = 2")).toEqual([
      "TS2322 2:7",
    ]);
    expect(await cells.codes("kept.toFixed()")).toEqual([]);
  });
});
