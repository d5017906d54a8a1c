import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import {
  makeScratchFolder,
  removeScratchFolder,
} from "../../../src/engines/onnx/scratch-folder.ts";

const MODULE = pathToFileURL(join(process.cwd(), "dist/src/engines/onnx/scratch-folder.js")).href;

/** A process that makes a folder, tells it, and ends as `end` says. */
function folderOf(end: string): string {
  const code = `const { makeScratchFolder } = await import(${JSON.stringify(MODULE)});
    process.stdout.write(await makeScratchFolder());
    ${end}`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8",
  });
  expect(basename(stdout)).toMatch(/^cladescope-onnx-\d+-/);
  return stdout;
}

test("a folder goes with its process, whose end disposes of nothing else", () => {
  expect(existsSync(folderOf(""))).toBe(false);
  expect(existsSync(folderOf("process.exit(0);"))).toBe(false);
});

test("the folder of a process that was killed goes when the next one is made; those of living ones stay", async () => {
  const killed = folderOf('setTimeout(() => process.kill(process.pid, "SIGKILL"), 100);');
  expect(existsSync(killed)).toBe(true);
  const other = join(tmpdir(), `cladescope-onnx-${process.ppid}-alive`);
  mkdirSync(other);
  const own = await makeScratchFolder();
  const second = await makeScratchFolder();
  expect([killed, own, second, other].map((path) => existsSync(path))).toEqual([
    false,
    true,
    true,
    true,
  ]);
  for (const folder of [own, second, other]) await removeScratchFolder(folder);
  expect([own, second, other].some((path) => existsSync(path))).toBe(false);
});
