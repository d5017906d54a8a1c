import { spawnSync } from "node:child_process";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openFileSource } from "../../src/checkpoint/file-source.ts";
import { bytesSource, partOf } from "../../src/checkpoint/source.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cladescope-"));
  path = join(folder, "file");
  await writeFile(path, Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7));
});
afterEach(() => rm(folder, { recursive: true }));

const sources = [
  ["openFileSource()", () => openFileSource(path)],
  ["bytesSource()", async () => bytesSource(Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]), "file")],
  [
    "partOf()",
    async () => partOf(bytesSource(Uint8Array.of(9, 0, 1, 2, 3, 4, 5, 6, 7), "file"), 1, 8),
  ],
] as const;

describe.each(sources)("%s", (_, open) => {
  test("reads ranges", async () => {
    const source = await open();
    expect(source.size).toBe(8);
    expect(Array.from(await source.read(2, 3))).toEqual([2, 3, 4]);
    expect(Array.from(await source.read(8, 0))).toEqual([]);
    await source.close();
  });

  test("gives memory that belongs to the caller", async () => {
    const source = await open();
    (await source.read(0, 8)).fill(255);
    expect(Array.from(await source.read(0, 2))).toEqual([0, 1]);
    await source.close();
  });

  test.each([
    [7, 2],
    [0, 9],
    [-1, 1],
    [0, -1],
    [0.5, 1],
    [Number.NaN, 1],
    [Number.MAX_SAFE_INTEGER, 1],
  ])("refuses byte %d with length %d", async (offset, length) => {
    const source = await open();
    await expect(source.read(offset, length)).rejects.toThrow(/the file ends too early/);
    await source.close();
  });
});

describe("openFileSource() says what to do", () => {
  test("if there is no such file", async () => {
    await expect(openFileSource(join(folder, "none.pth"))).rejects.toThrow(
      /none\.pth: there is no such file\n {2}try {7}check the path/,
    );
  });

  test("if it is a folder", async () => {
    await expect(openFileSource(folder)).rejects.toThrow(
      /this is a folder\n.*\n {2}try {7}name the file inside it/,
    );
  });

  test("if a part of the path is a file, or it is a device, or no path at all", async () => {
    await expect(openFileSource(join(path, "x"))).rejects.toThrow(/is not a folder/);
    await expect(openFileSource("/dev/null")).rejects.toThrow(/not a regular file/);
    await expect(openFileSource("a\0b")).rejects.toThrow(/this cannot be a path/);
  });

  test("if the file becomes shorter while it is read", async () => {
    const source = await openFileSource(path);
    await truncate(path, 4);
    await expect(source.read(2, 4)).rejects.toThrow(/became shorter.*\n.*4 bytes.*\n.*2 bytes/);
    await source.close();
  });
});

test.runIf(process.platform === "linux")(
  "a source that nobody holds any more is closed without a warning",
  () => {
    const module = new URL("../../dist/src/checkpoint/file-source.js", import.meta.url);
    const program = `
    const { openFileSource } = await import(${JSON.stringify(module.href)});
    const { readdirSync } = await import("node:fs");
    const before = readdirSync("/proc/self/fd").length;
    for (let i = 0; i < 20; i++) await openFileSource(process.execPath);
    for (let i = 0; i < 20; i++) { gc(); await new Promise((r) => setTimeout(r, 10)); }
    console.log(readdirSync("/proc/self/fd").length - before);`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--expose-gc", "--input-type=module", "-e", program],
      { encoding: "utf8" },
    );
    expect(stderr).toBe("");
    expect(Number(stdout)).toBeLessThan(5);
  },
);
