import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ok, problem, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();

function specOf(prefix: string, name = "typescript"): Record<string, unknown> {
  const path = join(prefix, "share/jupyter/kernels", name, "kernel.json");
  return JSON.parse(readFileSync(path, "utf8"));
}

test.concurrent("kernel install writes a spec, says where, and how to start; uninstall removes it", async () => {
  const prefix = join(folder, "prefix");
  const path = join(prefix, "share/jupyter/kernels/typescript");
  const text = await ok(["kernel", "install", "--prefix", prefix]);
  expect(text).toContain(`installed kernel typescript in ${path}\n`);
  expect(text).toContain("jupyter lab");
  expect(specOf(prefix)).toMatchObject({ language: "typescript", interrupt_mode: "message" });
  expect(await ok(["kernel", "install", "--prefix", prefix])).toMatch(/^replaced kernel/);
  expect(await ok(["kernel", "uninstall", "--prefix", prefix])).toBe(`removed ${path}\n`);
  expect(existsSync(path)).toBe(false);
});

test.concurrent("kernel install takes name, display name, environment and memory limit", async () => {
  const prefix = join(folder, "options");
  mkdirSync(prefix);
  const names = ["--name", "mine", "--display-name", "My TypeScript"];
  const env = ["--env", "A=1=2", "--env", "B=", "--memory", "1024"];
  await ok(["kernel", "install", "--sys-prefix", prefix, ...names, ...env]);
  expect(specOf(prefix, "mine")).toMatchObject({
    display_name: "My TypeScript",
    env: { A: "1=2", B: "", CLADESCOPE_MEMORY_LIMIT: "1024" },
  });
  await ok(["kernel", "uninstall", "mine", "--sys-prefix", prefix]);
});

test.concurrent("kernel list shows what Jupyter finds, as a table and as JSON", async () => {
  const { kernelspecs } = JSON.parse(await ok(["kernel", "list", "--json"]));
  expect(typeof kernelspecs).toBe("object");
  expect(await ok(["kernel", "list"])).toMatch(/\S/);
});

test.concurrent("kernel without sense is a usage error", async () => {
  const cases = [
    [[], /install, uninstall, list is missing/],
    [["frobnicate"], /unknown action "frobnicate"/],
    [["install", "mine"], /too many arguments: mine/],
    [["install", "--user", "--prefix", "x"], /exclude each other/],
    [["install", "--env", "A"], /--env takes KEY=VALUE/],
    [["install", "--memory", "lots"], /--memory takes a whole number/],
    [["install", "--json"], /--json has no meaning for kernel install/],
    [["uninstall", "a", "--name", "b"], /NAME is given twice/],
    [["list", "--user"], /--user has no meaning for kernel list/],
  ] as const;
  for (const [args, message] of cases) {
    expect(await problem(["kernel", ...args], { code: 2 })).toMatch(message);
  }
});

test.concurrent("kernel says what is wrong with a place or a name", async () => {
  const missing = join(folder, "missing");
  expect(await problem(["kernel", "install", "--sys-prefix", missing])).toContain(missing);
  expect(await problem(["kernel", "install", "--name", "a b"])).toMatch(/cannot be the name/);
  expect(await problem(["kernel", "uninstall", "--prefix", missing])).toMatch(/is installed here/);
  const inFile = join(import.meta.dirname, "kernel.test.ts");
  expect(await problem(["kernel", "install", "--prefix", inFile])).toMatch(/cannot be written/);
});
