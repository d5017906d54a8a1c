import { afterEach, describe, expect, test } from "vitest";
import type { LanguageOptions } from "../../../kernel/language/messages.ts";
import { LanguageWorker } from "./language-worker.ts";

const started: LanguageWorker[] = [];

function inFolder(
  files: Record<string, string>,
  options: Partial<LanguageOptions> = {},
): LanguageWorker {
  const cells = new LanguageWorker(files, options);
  started.push(cells);
  return cells;
}

function withConfig(compilerOptions: object, more: object = {}): LanguageWorker {
  return inFolder({ "tsconfig.json": JSON.stringify({ compilerOptions, ...more }) });
}

afterEach(async () => {
  for (const cells of started.splice(0)) await cells.stop();
});

describe("the workspace's tsconfig.json", () => {
  test("decides how strict checks are", async () => {
    expect(await withConfig({ strict: false }).codes("let a: string = null")).toEqual([]);
    expect(await withConfig({ strict: true }).codes("const f = (a) => a")).toEqual(["TS7006 1:12"]);
    expect(await withConfig({ noUncheckedIndexedAccess: true }).codes("[1][0].toFixed()")).toEqual([
      "TS2532 1:1",
    ]);
  });

  test("chooses libraries", async () => {
    expect(
      await withConfig({ lib: ["ES2023", "DOM"] }).codes("document.title; prompt('?')"),
    ).toEqual([]);
  });

  test("maps paths, for the checker and for whoever asks", async () => {
    const cells = inFolder({
      "base.json": JSON.stringify({ compilerOptions: { paths: { "#lib/*": ["./lib/*"] } } }),
      "tsconfig.json": JSON.stringify({ extends: "./base.json" }),
      "lib/one.ts": "export const one: number = 1;",
    });
    expect(await cells.codes("import { one } from '#lib/one'; one.length")).toEqual([
      "TS2339 1:37",
    ]);
    expect(await cells.ask("paths", {})).toEqual({
      baseUrl: cells.folder,
      patterns: { "#lib/*": ["./lib/*"] },
    });
  });

  test("does not get in the way with what it says about building", async () => {
    const cells = withConfig(
      {
        composite: true,
        declaration: true,
        isolatedDeclarations: true,
        isolatedModules: true,
        verbatimModuleSyntax: true,
        erasableSyntaxOnly: true,
        noUnusedLocals: true,
        rootDir: "src",
        outDir: "out",
        module: "commonjs",
        target: "es5",
        types: ["not-installed"],
      },
      { include: ["src"], references: [{ path: "../other" }] },
    );
    const source =
      "import { sep } from 'node:path'\nenum E { A }\nexport const f = () => E.A;\nawait 1";
    expect(await cells.codes(source, "f().toFixed(); sep.length")).toEqual([]);
  });

  test("may hold the type checking mode, which the environment overrides", async () => {
    const files = { "tsconfig.json": '{ "cladescope": { "typecheck": "error" } }' };
    expect(await inFolder(files).lower("1")).toMatchObject({ mode: "error" });
    expect(await inFolder(files, { typeCheck: "off" }).lower("1")).toMatchObject({ mode: "off" });
  });

  test("gives one readable warning when it is broken, and cells are checked all the same", async () => {
    const cells = inFolder({
      "tsconfig.json": '{ "compilerOptions": { "strict": , "lib": ["nope"] }',
    });
    const [warning, error, ...others] = await cells.check("let a: string = 1");
    expect(warning).toMatchObject({ category: "warning" });
    expect(warning?.text).toContain("tsconfig.json");
    expect(error).toMatchObject({ code: 2322 });
    expect(others).toEqual([]);
    expect(await cells.codes("1")).toEqual([]);
  });

  test("lowers as it says: decorators of the older kind, JSX with another factory", async () => {
    const cells = withConfig({ jsxFactory: "h" });
    const lowered = await cells.ask("lower", {
      cell: 1,
      source: "const e = <p/>",
      title: "Cell In[1]",
      storeNames: true,
    });
    expect("script" in lowered && lowered.script.code).toContain("h(");
  });

  test("names what JSX calls, which an earlier cell may have declared", async () => {
    const cells = withConfig({ jsxFactory: "my.h", jsxFragmentFactory: "Part" });
    await cells.check("const my = { h: (...parts: unknown[]) => parts }; const Part = 'part'");
    expect(await cells.codes("const e = <p>text</p>; e")).toEqual([]);
    expect(await cells.codes("<><p/></>")).toEqual([]);
    await cells.ask("forget", {});
    expect(await cells.codes("<p/>")).toEqual(["TS2874 1:2"]);
  });
});

describe("a folder", () => {
  test("has its own @types before the kernel's", async () => {
    const cells = inFolder({
      "node_modules/@types/node/package.json":
        '{ "name": "@types/node", "version": "1.0.0", "types": "index.d.ts" }',
      "node_modules/@types/node/index.d.ts": "declare const onlyHere: number;",
    });
    expect(await cells.codes("onlyHere.toFixed()")).toEqual([]);
  });

  test("without anything in it has Node's types and the kernel's library", async () => {
    const cells = inFolder({});
    expect(await cells.codes("process.pid.toFixed(); Buffer.from('a').length")).toEqual([]);
    expect(await cells.ask("paths", {})).toBeNull();
  });

  test("may be one that does not exist", async () => {
    const cells = inFolder({}, { folder: "/no/such/folder" });
    expect(await cells.codes("const a = 1", "a.length")).toEqual(["TS2339 1:3"]);
  });
});
