import { expect, test } from "vitest";
import { installed, project, withEachHooks } from "./in-child.ts";

const PACKAGES = {
  ...installed(
    "plain-cjs",
    { main: "./lib" },
    {
      "lib/index.js": "exports.inner = require('./inner'); exports.where = __filename;",
      "lib/inner.js": "module.exports = 7;",
      "lib/extra.js": "exports.extra = 'extra';",
    },
  ),
  ...installed(
    "esm-only",
    { type: "module", exports: "./index.js" },
    {
      "index.js": "export const one = 1; export default function two() { return 2; }",
    },
  ),
  ...installed(
    "dual",
    { exports: { import: "./a.mjs", require: "./a.cjs" } },
    {
      "a.mjs": "export const kind = 'esm';",
      "a.cjs": "exports.kind = 'cjs';",
    },
  ),
  ...installed(
    "flagged",
    {},
    {
      "index.js":
        "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = () => 'own'; exports.named = 1;",
    },
  ),
  ...installed(
    "computed",
    {},
    {
      "index.js": "const names = { ['al' + 'pha']: 1 }; module.exports = { ...names };",
    },
  ),
  ...installed(
    "@scope/mapped",
    { exports: { "./feature": "./dist/feature.js", "./*": null } },
    {
      "dist/feature.js": "exports.feature = true;",
      "dist/hidden.js": "",
    },
  ),
  ...installed(
    "tslab",
    {},
    {
      "index.js": "exports.display = 'the real one';",
      "dist/inner.js": "exports.inner = 'left alone';",
    },
  ),
  ...installed("uses-tslab", {}, { "index.js": "exports.tslab = require('tslab');" }),
  ...installed("needs-missing", {}, { "index.js": "require('not-there');" }),
};

withEachHooks((run) => {
  test("packages of every kind are imported from the notebook's folder", async () => {
    const result = await run(
      project(PACKAGES),
      `const cjs = await __import("plain-cjs", ["inner"]);
       const esm = await __import("esm-only", ["one", "default"]);
       return [cjs.inner, cjs.default.inner, esm.one, esm.default(), (await __import("dual")).kind,
         require("dual").kind, require("esm-only").one, (await __import("@scope/mapped/feature")).feature,
         (await __import("plain-cjs/lib/extra")).extra];`,
    );
    expect(result).toEqual([7, 7, 1, 2, "esm", "cjs", 1, true, "extra"]);
  });

  test("built-in modules need no prefix", async () => {
    const result = await run(
      project({}),
      `const { join } = await __import("node:path", ["join"]);
       return [join("a", "b"), typeof (await __import("fs", ["readFileSync"])).readFileSync, require("os").EOL];`,
    );
    expect(result).toEqual(["a/b", "function", "\n"]);
  });

  test("a CommonJS module's default export is the one that TypeScript reads, and all its names are there", async () => {
    const result = await run(
      project(PACKAGES),
      `const { default: own, named } = await __import("flagged", ["default", "named"]);
       const all = await __import("computed", []);
       const { alpha } = all;
       return [own(), named, alpha, all.default.alpha, await __import("flagged") === await __import("flagged")];`,
    );
    expect(result).toEqual(["own", 1, 1, 1, true]);
  });

  test("a name that a module does not export is a SyntaxError with the near ones", async () => {
    const folder = project({ ...PACKAGES, "local.ts": "export const apples = 1;" });
    const result = await run(
      folder,
      `return [await failure(() => __import("esm-only", ["oen"])), await failure(() => __import("./local", ["apple"])),
         await failure(() => __import("./local", ["default"])), await failure(() => __import("plain-cjs", ["x"]))];`,
    );
    expect(result).toMatchObject([
      {
        name: "SyntaxError",
        message: 'The module "esm-only" has no export named oen; did you mean one?',
      },
      { message: 'The module "./local" has no export named apple; did you mean apples?' },
      { message: 'The module "./local" has no default export; import { name } or * as name' },
      { message: 'The module "plain-cjs" has no export named x' },
    ]);
  });

  test("tslab is answered by the kernel, even where it is installed; its inner files are not", async () => {
    const folder = project({ ...PACKAGES, "own.ts": 'export * from "tslab";' });
    const result = await run(
      folder,
      `const { display, newDisplay, versions } = await __import("tslab", ["display", "newDisplay", "versions"]);
       const theirs = [await __import("./own"), require("tslab"), (await __import("uses-tslab")).tslab];
       return [typeof newDisplay, versions.node === process.version, theirs.map((one) => one.display === display),
         (await __import("tslab/dist/inner")).inner];`,
    );
    expect(result).toEqual(["function", true, [true, true, true], "left alone"]);
  });

  test("what the folder does not have comes from the kernel's own package, and a local copy wins", async () => {
    const inCells = `return [typeof (await __import("cladescope")),
      (await __import("fast-png")).local ?? "kernel's", require("fast-png").local ?? "kernel's",
      (await __import("./uses.ts")).local ?? "kernel's"];`;
    const uses = { "uses.ts": 'export * from "fast-png";' };
    expect(await run(project(uses), inCells)).toEqual([
      "object",
      "kernel's",
      "kernel's",
      "kernel's",
    ]);
    const local = installed("fast-png", {}, { "index.js": "exports.local = 'local';" });
    expect(await run(project({ ...uses, ...local }), inCells)).toEqual([
      "object",
      "local",
      "local",
      "local",
    ]);
  });

  test("a package that is nowhere is one error: what, from where, and how to install it", async () => {
    const folder = project({ ...PACKAGES, "uses.ts": 'import "@not/there/deep";' });
    const [cell, module, required, inner] = (await run(
      folder,
      `return [await failure(() => __import("not-there")), await failure(() => __import("./uses")),
         await failure(() => require("not-there")), await failure(() => __import("needs-missing"))];`,
    )) as Array<Record<string, string>>;
    expect(cell).toMatchObject({ name: "ModuleNotFoundError", code: "ERR_MODULE_NOT_FOUND" });
    expect(cell?.message).toBe(
      `Cannot find package "not-there"\n  got       nothing in node_modules of ${folder} and the folders above, nor in the kernel's own\n  try       npm install not-there   in ${folder}, then run the cell again`,
    );
    expect(cell?.stack).toContain("__cell_1.ts");
    expect(module?.message).toContain("imported by uses.ts");
    expect(module?.message).toContain("npm install @not/there ");
    expect(required?.message).toBe(cell?.message);
    expect(inner?.message).toContain("Cannot find module 'not-there'");
  });

  test("a package that was missing is found once it is installed", async () => {
    const result = await run(
      project({}),
      `await failure(() => __import("late"));
       await failure(() => require("late"));
       require("node:fs").mkdirSync(folder + "/node_modules/late", { recursive: true });
       write("node_modules/late/package.json", '{"name":"late"}');
       write("node_modules/late/index.js", "exports.late = 1;");
       return [(await __import("late", ["late"])).late, require("late").late];`,
    );
    expect(result).toEqual([1, 1]);
  });

  test("what a package does not export stays Node's error", async () => {
    const body = `return await failure(() => __import("@scope/mapped/dist/hidden.js"));`;
    expect(await run(project(PACKAGES), body)).toMatchObject({
      code: "ERR_PACKAGE_PATH_NOT_EXPORTED",
    });
  });

  test("packages are never loaded again", async () => {
    const result = await run(
      project(PACKAGES),
      `const before = await __import("esm-only");
       require("plain-cjs");
       write("node_modules/esm-only/index.js", "export const one = 100;");
       write("node_modules/plain-cjs/lib/inner.js", "module.exports = 100;");
       return [(await __import("esm-only")).one, await __import("esm-only") === before, require("plain-cjs").inner];`,
    );
    expect(result).toEqual([1, true, 7]);
  });
});
