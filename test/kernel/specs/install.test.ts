import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { decode } from "fast-png";
import { afterAll, expect, test } from "vitest";
import { installKernelSpec, uninstallKernelSpec } from "../../../kernel/specs/install.ts";
import {
  dataFolders,
  jupyterDataFolder,
  type Surroundings,
} from "../../../kernel/specs/jupyter-paths.ts";
import { listKernelSpecs } from "../../../kernel/specs/list.ts";

const folder = mkdtempSync(join(tmpdir(), "cladescope-specs-"));
afterAll(() => rmSync(folder, { recursive: true }));

let homes = 0;

/** A user of their own, on Linux. */
function somebody(env: NodeJS.ProcessEnv = {}): Surroundings {
  const home = join(folder, `home-${++homes}`);
  mkdirSync(home);
  return { env, platform: "linux", home };
}

function foreign(place: string, name: string): string {
  const path = join(place, name);
  mkdirSync(path, { recursive: true });
  const spec = { argv: ["python3", "-m", "other"], display_name: "Other", language: "other" };
  writeFileSync(join(path, "kernel.json"), JSON.stringify(spec));
  return path;
}

test("Jupyter's data folder is where jupyter_core has it", () => {
  const at = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) =>
    jupyterDataFolder({ platform, env, home: "/home/me" });
  expect(at("linux")).toBe("/home/me/.local/share/jupyter");
  expect(at("linux", { XDG_DATA_HOME: "/data" })).toBe("/data/jupyter");
  expect(at("darwin", { XDG_DATA_HOME: "/data" })).toBe("/home/me/Library/Jupyter");
  const platformDirs = { JUPYTER_PLATFORM_DIRS: "1" };
  expect(at("darwin", platformDirs)).toBe("/home/me/Library/Application Support/jupyter");
  expect(at("darwin", { JUPYTER_PLATFORM_DIRS: "false" })).toBe("/home/me/Library/Jupyter");
  expect(at("win32", { APPDATA: "/roaming" })).toBe("/roaming/jupyter");
  expect(at("win32")).toBe("/home/me/.jupyter/data");
  for (const platform of ["linux", "darwin", "win32"] as const) {
    expect(at(platform, { JUPYTER_DATA_DIR: "/mine" })).toBe("/mine");
  }
});

test("kernels are looked for in JUPYTER_PATH, then the environment or the user, then the system", () => {
  const at = (env: NodeJS.ProcessEnv) => dataFolders({ platform: "linux", env, home: "/me" });
  const user = ["/me/.local/share/jupyter"];
  const system = ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  expect(at({})).toEqual([...user, ...system]);
  const given = { JUPYTER_PATH: ["/a", "/b"].join(delimiter) };
  expect(at(given)).toEqual(["/a", "/b", ...user, ...system]);
  const venv = "/venv/share/jupyter";
  expect(at({ VIRTUAL_ENV: "/venv" })).toEqual([venv, ...user, ...system]);
  const last = { VIRTUAL_ENV: "/venv", JUPYTER_PREFER_ENV_PATH: "0" };
  expect(at(last)).toEqual([...user, venv, ...system]);
  expect(at({ CONDA_PREFIX: "/venv" })).toEqual([...user, venv, ...system]);
  const conda = { CONDA_PREFIX: "/venv", CONDA_DEFAULT_ENV: "work" };
  expect(at(conda)).toEqual([venv, ...user, ...system]);
});

test("install writes absolute paths, message interrupts and logos, and Jupyter's search finds them", async () => {
  const me = somebody();
  const installed = await installKernelSpec({}, me);
  expect(installed).toMatchObject({ name: "typescript", replaced: false });
  expect(installed.folder).toBe(join(me.home, ".local/share/jupyter/kernels/typescript"));
  const spec = JSON.parse(readFileSync(join(installed.folder, "kernel.json"), "utf8"));
  expect(spec).toEqual({
    argv: [process.execPath, expect.stringMatching(/main\.js$/), "{connection_file}"],
    display_name: "TypeScript",
    language: "typescript",
    interrupt_mode: "message",
    env: { MALLOC_TRIM_THRESHOLD_: "131072" }, // client/own-kernel.ts
    metadata: { debugger: false },
  });
  for (const path of spec.argv.slice(0, 2)) {
    expect(isAbsolute(path) && existsSync(path)).toBe(true);
  }
  for (const size of [32, 64]) {
    const { width, height } = decode(
      readFileSync(join(installed.folder, `logo-${size}x${size}.png`)),
    );
    expect([width, height]).toEqual([size, size]);
  }
  expect(readFileSync(join(installed.folder, "logo-svg.svg"), "utf8")).toContain("<svg");
  const listed = listKernelSpecs(me).filter(({ own }) => own);
  expect(listed).toMatchObject([{ name: "typescript", folder: installed.folder }]);
});

test("name, display name, environment and memory limit are the user's", async () => {
  const env = { CLADESCOPE_TYPECHECK: "error" };
  const options = { name: "TS-strict.2", displayName: "TypeScript (strict)", env, memory: 2048 };
  const { name, spec } = await installKernelSpec(options, somebody());
  expect(name).toBe("ts-strict.2");
  expect(spec.display_name).toBe("TypeScript (strict)");
  expect(spec.env).toMatchObject({
    CLADESCOPE_TYPECHECK: "error",
    CLADESCOPE_MEMORY_LIMIT: "2048",
  });
});

test("install replaces its own spec cleanly, whatever the capitals of its folder", async () => {
  const prefix = join(folder, "twice");
  const kernels = join(prefix, "share/jupyter/kernels");
  const { folder: first } = await installKernelSpec({ prefix }, somebody());
  writeFileSync(join(first, "left-over"), "");
  const second = await installKernelSpec({ prefix, displayName: "Second" }, somebody());
  expect(second.replaced).toBe(true);
  expect(readdirSync(kernels)).toEqual(["typescript"]);
  expect(readdirSync(first)).not.toContain("left-over");
  expect(statSync(first).mode & 0o555).toBe(0o555);
});

test("the spec of another kernel is neither replaced nor removed, unless forced", async () => {
  const prefix = join(folder, "foreign");
  const path = foreign(join(prefix, "share/jupyter/kernels"), "Other");
  await expect(installKernelSpec({ prefix, name: "other" }, somebody())).rejects.toThrow(
    /belongs to another kernel and is not replaced\n.*python3 -m other\n.*--force/,
  );
  expect(() => uninstallKernelSpec({ prefix, name: "other" }, somebody())).toThrow(/not removed/);
  expect(readdirSync(path)).toEqual(["kernel.json"]);
  const { folder: ours } = await installKernelSpec(
    { prefix, name: "other", force: true },
    somebody(),
  );
  expect(uninstallKernelSpec({ prefix, name: "OTHER" }, somebody())).toBe(ours);
  expect(readdirSync(join(prefix, "share/jupyter/kernels"))).toEqual([]);
});

test("uninstall of what is not there says where one is", async () => {
  const me = somebody({ JUPYTER_PATH: join(folder, "elsewhere/share/jupyter") });
  const prefix = join(folder, "elsewhere");
  await installKernelSpec({ prefix }, me);
  expect(() => uninstallKernelSpec({}, me)).toThrow(`--prefix ${prefix}`);
  expect(() => uninstallKernelSpec({ name: "nothing" }, me)).toThrow("cladescope kernel list");
});

test("--sys-prefix takes a Python environment, or the active one", async () => {
  const venv = join(folder, "venv");
  await expect(installKernelSpec({ sysPrefix: "" }, somebody())).rejects.toThrow(
    /no Python environment is active/,
  );
  await expect(installKernelSpec({ sysPrefix: venv }, somebody())).rejects.toThrow(
    /there is no such folder/,
  );
  mkdirSync(venv);
  const active = somebody({ VIRTUAL_ENV: venv });
  const { folder: path } = await installKernelSpec({ sysPrefix: "" }, active);
  expect(path).toBe(join(venv, "share/jupyter/kernels/typescript"));
  expect(listKernelSpecs(active).some((one) => one.folder === path)).toBe(true);
});

test("names that Jupyter does not take are refused", async () => {
  for (const name of ["", "a b", "../up", "ä", "..", "a/b"]) {
    await expect(installKernelSpec({ name }, somebody())).rejects.toThrow(/name of a kernel/);
  }
});

test("a place that cannot be written is one readable error", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  const inFile = installKernelSpec({ prefix: file }, somebody());
  await expect(inFile).rejects.toThrow(
    /cannot be written\n {2}got .*ENOTDIR.*\n {2}try .*--prefix/,
  );
  if (process.getuid?.() === 0) return; // may write everywhere
  const locked = join(folder, "locked");
  mkdirSync(locked);
  chmodSync(locked, 0o500);
  const inLocked = installKernelSpec({ prefix: locked }, somebody());
  await expect(inLocked).rejects.toThrow(/EACCES/);
});

test("list shows broken specs as broken", async () => {
  const me = somebody();
  const kernels = join(jupyterDataFolder(me), "kernels");
  const { folder: ours, spec } = await installKernelSpec({}, me);
  const [node, , file] = spec.argv;
  const moved = { ...spec, argv: [node, "/gone/dist/kernel/main.js", file] };
  writeFileSync(join(ours, "kernel.json"), JSON.stringify(moved));
  writeFileSync(join(foreign(kernels, "broken"), "kernel.json"), "{");
  writeFileSync(join(foreign(kernels, "empty"), "kernel.json"), "{}");
  mkdirSync(join(kernels, "no-kernel"));
  const problems = listKernelSpecs(me)
    .filter((one) => one.folder.startsWith(kernels))
    .map(({ name, problem }) => [name, problem]);
  expect(problems).toEqual([
    ["broken", expect.stringContaining("cannot be read as JSON")],
    ["empty", expect.stringContaining("argv")],
    ["typescript", "/gone/dist/kernel/main.js is gone"],
  ]);
});
