/** Runs code as cells do, with folders of real files, in a process whose modules the kernel loads. */

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe } from "vitest";

const DRIVER = fileURLToPath(new URL("driver.mjs", import.meta.url));
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A temporary folder with these files. */
export function project(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "cladescope-modules-")));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Files of a package in node_modules. */
export function installed(
  name: string,
  packageJson: object,
  files: Readonly<Record<string, string>>,
): Record<string, string> {
  const folder = `node_modules/${name}`;
  const placed = Object.entries(files).map(([file, text]) => [`${folder}/${file}`, text]);
  return {
    [`${folder}/package.json`]: JSON.stringify({ name, version: "1.0.0", ...packageJson }),
    ...Object.fromEntries(placed),
  };
}

/**
 * Runs `body`, the text of an async function, and gives what it returns. It sees `__import`, `__importMeta`,
 * `require`, `modules`, `write(name, text)`, `failure(work)`, `folder` and `lowered`.
 */
export type Runner = (
  folder: string,
  body: string,
  options?: { paths?: object },
) => Promise<unknown>;

/** Runs the same tests with each kind of hooks that this Node has. */
export function withEachHooks(tests: (run: Runner) => void): void {
  const hasSyncHooks = "registerHooks" in process.getBuiltinModule("node:module");
  for (const thread of hasSyncHooks ? [false, true] : [true]) {
    describe.concurrent(thread ? "hooks on a thread of their own" : "synchronous hooks", () => {
      tests((folder, body, { paths } = {}) => inChild({ folder, body, paths, thread }));
    });
  }
}

function inChild(task: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [DRIVER, JSON.stringify(task)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    child.on("error", reject).on("close", (code) => {
      if (code === 0 && /^$|ExperimentalWarning/.test(stderr)) resolve(JSON.parse(stdout));
      else reject(new Error(`exit code ${code}\n${stderr}\n${stdout}`));
    });
  });
}
