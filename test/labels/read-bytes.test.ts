import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readBytes } from "../../src/labels/read-bytes.ts";
import { temporaryFolder } from "../cli/run.ts";

const folder = temporaryFolder();

test("a file is read whole", async () => {
  const path = join(folder, "file");
  writeFileSync(path, "abc");
  expect(Buffer.from(await readBytes(path)).toString()).toBe("abc");
});

test.skipIf(process.platform === "win32")("a pipe is read to its end", async () => {
  const path = join(folder, "pipe");
  execFileSync("sh", ["-c", 'mkfifo "$0"', path]);
  const writer = spawn("sh", ["-c", 'printf abc > "$0"', path]);
  const closed = once(writer, "close");
  expect(Buffer.from(await readBytes(path)).toString()).toBe("abc");
  await closed;
});

test.skipIf(process.platform !== "linux")(
  "a device is refused, which may have no end",
  async () => {
    await expect(readBytes("/dev/zero")).rejects.toThrow(/\/dev\/zero: this is a device/);
  },
);

test("a folder, and what is not there, are told as such", async () => {
  await expect(readBytes(folder)).rejects.toThrow(/this is a folder/);
  await expect(readBytes(join(folder, "none"))).rejects.toThrow(/there is no such file/);
});
