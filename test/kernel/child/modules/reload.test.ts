import { expect, test } from "vitest";
import { project, withEachHooks } from "./in-child.ts";

withEachHooks((run) => {
  test("an edited module is loaded again by the next import, with all that lead to it; others keep their state", async () => {
    const folder = project({
      "a.ts":
        "import { b } from './b'; import { same } from './same'; export const a = b; export { same };",
      "b.ts": "export const b: number = 1; import './same';",
      "same.ts": "export const same = { state: 0 };",
      "other.ts": "import { b } from './b'; export const other = b;",
    });
    const result = await run(
      folder,
      `const first = await __import("./a");
       const other = await __import("./other");
       first.same.state = 5;
       const unchanged = await __import("./a") === first;
       write("b.ts", "export const b: number = 2; import './same';");
       const second = await __import("./a");
       const otherAgain = await __import("./other");
       return [unchanged, first.a, second.a, second.same === first.same, other.other, otherAgain.other,
         await __import("./a") === second, (await __import("./same")).same.state];`,
    );
    expect(result).toEqual([true, 1, 2, true, 1, 2, true, 5]);
  });

  test("it does not matter how the modules are written or asked for", async () => {
    const folder = project({
      "a.js":
        "import c from './c.cjs'; import { json } from './j.json'; export const a = () => [c.c, json].join();",
      "package.json": '{"type": "module"}',
      "c.cjs": "exports.c = require('./d.cts').d;",
      "d.cts": "exports.d = 1 as number;",
      "j.json": '{"json": 1}',
    });
    const result = await run(
      folder,
      `const seen = [];
       const look = async () => seen.push([(await __import("./a.js")).a(), require("./c.cjs").c, require("./a").a(), require("./j").json].join(" "));
       await look();
       write("d.cts", "exports.d = 2 as number;");
       await look();
       write("j.json", '{"json": 2}');
       await look();
       write("a.js", "export const a = () => 'new';");
       await look();
       return seen;`,
    );
    expect(result).toEqual(["1,1 1 1,1 1", "2,1 2 2,1 1", "2,2 2 2,2 2", "new 2 new 2"]);
  });

  test("modules in a circle are loaded again together", async () => {
    const folder = project({
      "a.ts": "import { b } from './b'; export const a = 1; export const sum = () => a + b;",
      "b.ts": "import { a } from './a'; export const b = 1; export const sum = () => a + b;",
    });
    const result = await run(
      folder,
      `const before = (await __import("./b")).sum();
       write("a.ts", "import { b } from './b'; export const a = 10; export const sum = () => a + b;");
       return [before, (await __import("./b")).sum(), (await __import("./a")).sum()];`,
    );
    expect(result).toEqual([2, 11, 11]);
  });

  test("a module that failed can be mended and imported again, or just tried again", async () => {
    const folder = project({
      "a.ts": "import { b } from './b'; export const a = b;",
      "b.ts": "export const b = ;",
      "flaky.ts":
        "globalThis.tries = (globalThis.tries ?? 0) + 1; if (tries < 3) throw new Error('again'); export const tried = tries;",
      "missing.ts": "export { late } from './late';",
    });
    const result = await run(
      folder,
      `const names = [(await failure(() => __import("./a"))).name];
       write("b.ts", "throw new RangeError('no'); export const b = 1;");
       names.push((await failure(() => __import("./a"))).name);
       write("b.ts", "export const b = 2;");
       names.push((await __import("./a")).a);
       names.push((await failure(() => __import("./flaky"))).message, (await failure(() => require("./flaky"))).message, (await __import("./flaky")).tried);
       names.push((await failure(() => __import("./missing"))).name);
       write("late.ts", "export const late = 'found';");
       names.push((await __import("./missing")).late);
       return names;`,
    );
    expect(result).toEqual([
      "SyntaxError",
      "RangeError",
      2,
      "again",
      "again",
      3,
      "ModuleNotFoundError",
      "found",
    ]);
  });

  test("a module whose load never ended is loaded afresh once it is abandoned", async () => {
    const folder = project({
      "stuck.ts":
        "globalThis.loads = (globalThis.loads ?? 0) + 1; if (loads === 1) await new Promise(() => {}); export const n = loads;",
    });
    const result = await run(
      folder,
      `__import("./stuck");
       while (globalThis.loads !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
       modules.abandon();
       return (await __import("./stuck")).n;`,
    );
    expect(result).toBe(2);
  });

  test("a file that is gone is an error, and back again a module", async () => {
    const folder = project({ "a.ts": "export const a = 1;", "b.ts": "export { a } from './a';" });
    const result = await run(
      folder,
      `await __import("./b");
       require("node:fs").rmSync(folder + "/a.ts");
       const gone = await failure(() => __import("./b"));
       write("a.ts", "export const a = 3;");
       return [gone.name, (await __import("./b")).a];`,
    );
    expect(result).toEqual(["ModuleNotFoundError", 3]);
  });

  test("paths, line numbers and URLs of a module that was loaded again are its own", async () => {
    const folder = project({ "a.ts": "export const meta = 0;", "c.ts": "module.exports = 0;" });
    const result = await run(
      folder,
      `await __import("./a"); require("./a"); require("./c");
       write("a.ts", "export const meta = [import.meta.url, import.meta.filename, import.meta.dirname];");
       write("c.ts", "module.exports = [__filename, __dirname];");
       return [(await __import("./a")).meta, require("./a").meta, require("./c")];`,
    );
    const file = `${folder}/a.ts`;
    const meta = [`file://${file}`, file, folder];
    expect(result).toEqual([meta, meta, [`${folder}/c.ts`, folder]]);
  });
});
