import { expect, test } from "vitest";
import { installed, project, withEachHooks } from "./in-child.ts";

withEachHooks((run) => {
  test("local files are found with and without extension, as folders, by path and by URL", async () => {
    const folder = project({
      "a.ts": "export const a: string = 'ts';",
      "b.mts": "export const b = 'mts';",
      "c.cts": "import path = require('node:path'); export const c: string = path.basename('cts');",
      "d.tsx": "export const d = 'tsx' as const;",
      "e.js": "export const e = 'js';",
      "f.mjs": "export const f = 'mjs';",
      "g.jsx":
        "const h = (name) => name; const React = { createElement: h }; export const g = <b />;",
      "h.cjs": "exports.h = 'cjs';",
      "folder/index.ts": "export const i = 'index';",
      "with space/50% é.ts": "export const j = 'odd';",
    });
    const result = await run(
      folder,
      `const names = [];
       for (const file of ["a.ts", "b.mts", "c.cts", "d.tsx", "e.js", "f.mjs", "g.jsx", "h.cjs", "folder/index.ts"]) {
         const stem = file.replace(/(\\/index)?\\.\\w+$/, "");
         const spellings = ["./" + file, "./" + stem, folder + "/" + file, "file://" + folder + "/" + file];
         const seen = new Set(await Promise.all(spellings.map((one) => __import(one))));
         names.push(seen.size, ...[...seen].flatMap((one) => Object.entries(one).filter(([key]) => key.length === 1)).flat());
       }
       return [names.join(" "), (await __import("./with space/50% é")).j, (await __import("./with%20space/50% é.ts".replace("50%", "50%25"))).j,
         (await __import("./a.js")).a, (await __import("./b.mjs")).b, (await __import(".").catch((error) => error.name))];`,
    );
    expect(result).toEqual([
      "1 a ts 1 b mts 1 c cts 1 d tsx 1 e js 1 f mjs 1 g b 1 h cjs 1 i index",
      "odd",
      "odd",
      "ts",
      "mts",
      "ModuleNotFoundError",
    ]);
  });

  test("TypeScript modules use enums, decorators, JSX, top-level await, packages and each other", async () => {
    const folder = project({
      "main.ts": `import { Colour, type Shade } from "./colour";
        import { inner } from "plain";
        import { join } from "path";
        import { greet } from "./greet.js";
        import data from "./data.json";
        const tagged = (value: unknown, context: ClassDecoratorContext) => void (context.name);
        @tagged class Painted { constructor(readonly shade: Shade) {} }
        const later = await Promise.resolve(4);
        export const all = [Colour.Green, new Painted("dark").shade, inner, join("a", "b"), greet("you"), later, data.key];`,
      "colour.ts": "export enum Colour { Red = 1, Green } export type Shade = 'dark';",
      "greet.tsx": `const React = { createElement: (name: string, props: unknown, child: string) => name + child };
        export const greet = (who: string) => <em>{who}</em>;`,
      "data.json": '{"key": "json"}',
      ...installed("plain", {}, { "index.js": "exports.inner = 7;" }),
    });
    const result = await run(folder, `return (await __import("./main", ["all"])).all;`);
    expect(result).toEqual([2, "dark", 7, "a/b", "emyou", 4, "json"]);
  });

  test("JSON has a default export and its keys, with or without an attribute", async () => {
    const folder = project({
      "data.json": '\uFEFF{"a": 1, "b-c": [2], "default": 3, "__proto__": 4}',
      "list.json": "[1, 2]",
      "broken.json": '{"a": }',
      "uses.mjs": 'import data from "./data.json" with { type: "json" }; export default data.a;',
    });
    const result = await run(
      folder,
      `const data = await __import("./data.json", ["a", "default"]);
       return [data.a, data["b-c"], data.default.default, (await __import("./list", ["default"])).default,
         (await __import("./data.json", ["default"], { type: "json" })).default.a,
         (await __import("./data.json", [], { with: { type: "json" } })).default.a, (await __import("./uses.mjs")).default,
         require("./data").a, require("./list.json"), (await failure(() => __import("./broken.json"))).message.split("\\n").at(-1)];`,
    );
    const broken = `${folder}/broken.json`;
    expect(result).toEqual([1, [2], 3, [1, 2], 1, 1, 1, 1, [1, 2], broken]);
  });

  test("require() loads TypeScript, ES modules and CommonJS, one instance with import", async () => {
    const folder = project({
      "x.ts": "export const state = { from: 'ts' as string };",
      "y.cts": "const { state } = require('./x'); module.exports = { state, file: __filename };",
      "z.js": "exports.where = __dirname;",
      "top.ts": "await 0; export {};",
    });
    const result = await run(
      folder,
      `const { state } = await __import("./x");
       const [x, y] = [require("./x.ts"), require("./y")];
       return [x.state.from, y.state === x.state, x.state === state, (await __import("./y")).default === y,
         y.file === folder + "/y.cts", require("./z").where === folder, require.resolve("./x") === folder + "/x.ts",
         (await failure(() => require("./top.ts"))).code];`,
    );
    expect(result).toEqual(["ts", true, true, true, true, true, true, "ERR_REQUIRE_ASYNC_MODULE"]);
  });

  test("modules may import each other in a circle", async () => {
    const folder = project({
      "a.ts": "import { b } from './b'; export const a = 'a'; export const both = () => a + b;",
      "b.ts": "import { both } from './a'; export const b = 'b'; export { both };",
    });
    const body = `return [(await __import("./a")).both(), (await __import("./b")).both()];`;
    expect(await run(folder, body)).toEqual(["ab", "ab"]);
  });

  test("paths and baseUrl of tsconfig are followed, by cells and modules", async () => {
    const folder = project({
      "src/util.ts": "export const util = 1;",
      "src/deep/thing.ts": "import { util } from '@/util'; export const thing = util + 1;",
      "src/exact.ts": "export const exact = 3;",
      "other/deep/second.ts": "export const second = 4;",
      "src/based.ts": "export const based = 5;",
      ...installed("based2", {}, { "index.js": "exports.based2 = 6;" }),
    });
    const paths = {
      baseUrl: `${folder}/src`,
      patterns: { "@/*": ["./*"], exact: ["exact.ts"], "@/deep/*": ["deep/*", "../other/deep/*"] },
    };
    const body = `const all = ["@/util", "@/deep/thing", "exact", "@/deep/second", "based", "based2"];
      return [(await Promise.all(all.map((one) => __import(one)))).map((one) => Object.values(one)[0]),
        require("@/util").util, (await failure(() => __import("@/nothing"))).name];`;
    expect(await run(folder, body, { paths })).toEqual([
      [1, 2, 3, 4, 5, 6],
      1,
      "ModuleNotFoundError",
    ]);
  });

  test("a missing local file is one error with the near names", async () => {
    const folder = project({ "network.ts": "import './lables.ts'", "labels.ts": "", "x.md": "" });
    const [cell, module, required, none] = (await run(
      folder,
      `return [await failure(() => __import("./netwrok")), await failure(() => __import("./network")),
         await failure(() => require("./Labels.js")), await failure(() => __import("./sub/thing"))];`,
    )) as Array<Record<string, string>>;
    expect(cell?.message).toBe(
      `Cannot find module "./netwrok"\n  got       no file ${folder}/netwrok, with or without .ts, .tsx, .mts, .cts, .js, .jsx, .mjs, .cjs, .json or index\n  try       "./network.ts", which is there`,
    );
    expect(cell).toMatchObject({ name: "ModuleNotFoundError", code: "ERR_MODULE_NOT_FOUND" });
    expect(module?.message).toContain('"./labels.ts", which is there');
    expect(module?.message).toContain("imported by network.ts");
    expect(required?.message).toContain('"./labels.ts", which is there');
    expect(none?.message).toContain(`another path: it is relative to ${folder}`);
  });

  test("syntax errors name file, line and code", async () => {
    const folder = project({
      "bad.ts": "export const ok = 1;\nexport const = 2;",
      "bad.js": "exports.ok = 1;\nexports.bad = = 2;",
      "bad.mjs": "export const ok = 1;\nexport const bad = = 2;",
      "deep.ts": "import { ok } from './bad.mjs'; export { ok };",
      "names.mjs": "import { nothing } from './fine.mjs';",
      "fine.mjs": "export const fine = 1;",
    });
    const files = ["bad.ts", "bad.js", "bad.mjs", "deep.ts", "names.mjs"];
    const errors = (await run(
      folder,
      `return Promise.all(${JSON.stringify(files)}.map((file) => failure(() => __import("./" + file))));`,
    )) as Array<Record<string, string>>;
    for (const [index, file] of ["bad.ts", "bad.js", "bad.mjs", "bad.mjs"].entries()) {
      expect(errors[index]?.name).toBe("SyntaxError");
      expect(errors[index]?.message).toContain(`${folder}/${file}:2`);
      expect(errors[index]?.message).toMatch(/^> 2 \| exports?.* = /m);
    }
    expect(errors[4]?.message).toContain(`${folder}/names.mjs:1`);
    expect(errors[4]?.message).toContain("'nothing'");
  });

  test("the source map of each lowered file is handed out before the file runs", async () => {
    const folder = project({
      "a.ts": "import './b.cts'; enum A { X }; throw new Error('here');",
      "b.cts": "exports.b = 1;",
    });
    const result = await run(
      folder,
      `const error = await failure(() => __import("./a"));
       return [error.stack.includes(lowered.find(({ name }) => name.endsWith("/a.ts")).name), lowered.map(({ name }) => name).sort(),
         lowered.every(({ file }) => JSON.parse(file.map).version === 3)];`,
    );
    expect(result).toEqual([true, [`${folder}/b.cts`, `file://${folder}/a.ts`], true]);
  });

  test("cells have the names that modules have", async () => {
    const folder = project({ "a.ts": "export const a = 1;" });
    const result = await run(
      folder,
      `return [__dirname === folder, __filename.startsWith(folder), __importMeta.dirname === folder,
         new URL("./x.json", __importMeta.url).pathname === folder + "/x.json", __importMeta.resolve("./a") === "file://" + folder + "/a.ts",
         module.exports === exports, typeof require.cache, require.resolve("node:fs")];`,
    );
    expect(result).toEqual([true, true, true, true, true, true, "object", "node:fs"]);
  });

  test("imports work on after a cell has given the built-in names another meaning", async () => {
    const folder = project({
      "a.ts": "import { b } from './b.json'; export const a = b;",
      "b.json": '{"b": 1}',
    });
    const result = await run(
      folder,
      `for (const name of ["Map", "Set", "Error", "SyntaxError", "URL", "JSON", "Object", "Array", "String", "Number", "Math", "Promise", "process", "Buffer"]) {
         if (name !== "Promise" && name !== "JSON" && name !== "process") globalThis[name] = undefined;
       }
       const { parse, stringify } = JSON; globalThis.JSON = undefined;
       try { return [(await __import("./a")).a, require("./a").a, (await __import("esm", []).catch((error) => error.name))]; }
       finally { globalThis.JSON = { parse, stringify }; }`,
    );
    expect(result).toEqual([1, 1, "ModuleNotFoundError"]);
  });
});
