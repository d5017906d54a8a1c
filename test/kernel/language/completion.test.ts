import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LanguageWorker } from "./language-worker.ts";

const cells: LanguageWorker = new LanguageWorker({ "helper.ts": "export const helped = 1;" });

beforeAll(async () => {
  await cells.lower(
    "class Box<T> { constructor(public value: T) {} open(): T { return this.value } }",
  );
  await cells.lower("const box = new Box('text'); let maybe: { name: string } | undefined");
  await cells.lower(
    "/** Doubles.\n * @param v The value.\n * @returns Twice {@link box}.\n * @example\n * dbl(2)\n */\nfunction dbl(v: number, w = 2): number { return v * w }",
  );
  await cells.lower("import * as path from 'node:path'");
});
afterAll(() => cells.stop());

test("the first completion of all gives a few members with their types", async () => {
  const fresh = new LanguageWorker();
  try {
    await fresh.lower("const picture = { width: 3, height: 4, widen(by: number) { return by } }");
    const { matches } = await fresh.complete("picture.wid|");
    expect(matches).toEqual([
      { text: "widen", type: "function", signature: "(by: number): number" },
      { text: "width", type: "property", signature: "number" },
    ]);
  } finally {
    await fresh.stop();
  }
});

describe("complete", () => {
  test("`Math.ab` gives exactly `abs`, behind the dot, with type and signature", async () => {
    expect(await cells.complete("Math.ab|")).toEqual({
      matches: [{ text: "abs", type: "function", signature: "(x: number): number" }],
      cursorStart: 5,
      cursorEnd: 7,
    });
  });

  test("continues what is typed, case-sensitive, from its start", async () => {
    expect(await cells.names("Math.Ab|")).toEqual([]);
    expect(await cells.names("Math.bs|")).toEqual([]);
    expect(await cells.names("Math.|")).toEqual(expect.arrayContaining(["abs", "PI", "max"]));
  });

  test("knows names of earlier cells, and their members", async () => {
    expect(await cells.complete("box|")).toMatchObject({
      matches: [{ text: "box", type: "instance", signature: "Box<string>" }],
    });
    expect(await cells.names("box.|")).toEqual(["open", "value"]);
    expect(await cells.names("box.open().toUp|")).toEqual(["toUpperCase"]);
    expect(await cells.names("maybe?.n|")).toEqual(["name"]);
    expect(await cells.names("maybe.n|")).toEqual(["name"]);
    expect(await cells.complete("dbl|")).toMatchObject({ matches: [{ type: "function" }] });
    expect(await cells.complete("Box|")).toMatchObject({ matches: [{ type: "class" }] });
    expect(await cells.names("path.joi|")).toEqual(["join"]);
  });

  test("knows the cell that is being written, however unfinished", async () => {
    expect(await cells.names("const local = { alpha: 1 };\nlocal.|")).toEqual(["alpha"]);
    expect(await cells.names("function f(argument: string) {\n  argument.toU|")).toEqual([
      "toUpperCase",
    ]);
    expect(await cells.names("const t = `a ${box.op|")).toEqual(["open"]);
    expect(await cells.names("if (box) { foo(box.op|")).toEqual(["open"]);
  });

  test("offers keywords and globals", async () => {
    expect(await cells.complete("whil|")).toMatchObject({
      matches: [{ text: "while", type: "keyword" }],
    });
    expect(await cells.names("displ|")).toEqual(["display"]);
    expect(await cells.names("Jupyter.open|")).toEqual(["openComm"]);
  });

  test("offers properties of the object literal, strings of a union, JSX attributes", async () => {
    expect(await cells.names("const o: { first: number; second: number } = { fi|")).toEqual([
      "first",
    ]);
    expect(await cells.complete("let mode: 'warn' | 'error' = 'wa|'")).toMatchObject({
      matches: [{ text: "warn" }],
      cursorStart: 30,
    });
    expect(
      await cells.names(
        "declare global { namespace JSX { interface IntrinsicElements { p: { title?: string } } } }\nconst e = <p ti| />",
      ),
    ).toEqual(["title"]);
  });

  test("completes module names, local files and named imports", async () => {
    expect(await cells.names("import fs from 'node:fs/pro|'")).toEqual(["promises"]);
    expect(await cells.names("import { helped } from './hel|'")).toEqual(["helper"]);
    expect(await cells.names("import { readFileS| } from 'node:fs'")).toEqual(["readFileSync"]);
  });

  test("reaches members that need brackets", async () => {
    const { matches, cursorStart } = await cells.complete("const o = { 'with-dash': 1 };\no.|");
    expect(matches.map(({ text }) => text)).toEqual(['["with-dash"]']);
    expect(cursorStart).toBe("const o = { 'with-dash': 1 };\no".length);
  });

  test("offers nothing in comments and in plain strings", async () => {
    expect(await cells.names("// bo|")).toEqual([]);
    expect(await cells.names("'bo|'")).toEqual([]);
  });
});

describe("inspect", () => {
  test("finds the name that the cursor is in or at the end of", async () => {
    for (const source of ["dbl|", "d|bl", "|dbl", "dbl|(1)"]) {
      const answer = await cells.inspect(source);
      expect(answer?.plain).toContain("function dbl(v: number, w?: number): number");
    }
    expect((await cells.inspect("Math.abs|"))?.plain).toContain("absolute value");
  });

  test("gives documentation as Markdown and as plain text", async () => {
    const answer = await cells.inspect("dbl|");
    expect(answer?.markdown).toBe(
      "```typescript\nfunction dbl(v: number, w?: number): number\n```\n\nDoubles.\n\n" +
        "*@param* `v` — The value.\n\n*@returns* Twice `box`.\n\n*@example*\n\n```typescript\ndbl(2)\n```",
    );
    expect(answer?.plain).not.toMatch(/```|\*@/);
  });

  test("shows the signature inside a call, with the parameter at hand", async () => {
    const first = await cells.inspect("dbl(|");
    expect(first?.plain).toContain("dbl(v: number, w?: number): number");
    expect(first?.markdown).toContain("Parameter **`v: number`**: The value.");
    expect((await cells.inspect("dbl(1, |)"))?.plain).toContain("Parameter w?: number");
  });

  test("tells types of earlier cells' variables, types and modules", async () => {
    expect((await cells.inspect("box|"))?.plain).toBe("const box: Box<string>");
    expect((await cells.inspect("maybe|"))?.plain).toContain("let maybe: {");
    expect((await cells.inspect("Box|"))?.plain).toContain("class Box<T>");
  });

  test("adds the definition of what the user wrote at detail level 1", async () => {
    expect((await cells.inspect("dbl|", 1))?.plain).toContain("return v * w");
    expect((await cells.inspect("maybe|", 1))?.plain).toContain("let maybe: { name: string }");
    await cells.check("const plain = 40 + 2");
    expect(await cells.inspect("plain|", 1)).toMatchObject({
      plain: "const plain: number\n\nconst plain = 40 + 2",
    });
    expect((await cells.inspect("Math|", 1))?.plain).not.toContain("PI");
  });

  test("finds nothing where nothing is", async () => {
    expect(await cells.inspect("|")).toBeNull();
    expect(await cells.inspect("  | ")).toBeNull();
  });
});
