import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, utimesSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { hostOf, isOwned, ownedName } from "../../../src/engines/onnx/cache-owner.ts";
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
  expect(isOwned(basename(stdout), "cladescope-onnx-")).toBe(true);
  return stdout;
}

test("a folder goes with its process, whose end disposes of nothing else", () => {
  expect(existsSync(folderOf(""))).toBe(false);
  expect(existsSync(folderOf("process.exit(0);"))).toBe(false);
});

test("the folder of a process that was killed goes when the next one is made; those of living ones stay", async () => {
  const killed = folderOf('setTimeout(() => process.kill(process.pid, "SIGKILL"), 100);');
  expect(existsSync(killed)).toBe(true);
  const parent = ownedName("cladescope-onnx-").replace(`.${process.pid}.`, `.${process.ppid}.`);
  const other = join(tmpdir(), parent);
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

test("numbers of processes mean nothing in another container: its folders stay for a day, and are then removed", async () => {
  const { pid: dead } = spawnSync(process.execPath, ["-e", ""]);
  const there = hostOf(hostname(), "another space of process numbers");
  /** A folder whose last change was so many hours ago. */
  const aged = (name: string, hours: number) => {
    const path = join(tmpdir(), name);
    mkdirSync(path);
    const then = Date.now() / 1000 - 3600 * hours;
    utimesSync(path, then, then);
    return path;
  };
  const young = aged(`cladescope-onnx-${there}.${dead}.${process.pid.toString(16)}`, 23);
  const old = aged(`cladescope-onnx-${there}.${process.pid}.00`, 25);
  const strange = aged(`cladescope-onnx-${dead}-of-somebody`, 25);
  const own = await makeScratchFolder();
  expect([young, old, strange].map((path) => existsSync(path))).toEqual([true, false, true]);
  for (const folder of [young, strange, own]) await removeScratchFolder(folder);
});
