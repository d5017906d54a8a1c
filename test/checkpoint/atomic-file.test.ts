import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { prepareOutput, writeFileAtomically } from "../../src/checkpoint/atomic-file.ts";
import { CheckpointError } from "../../src/errors.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cladescope-"));
});
afterEach(() => rm(folder, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

async function* failing(): AsyncGenerator<Uint8Array> {
  yield bytes("half of it");
  throw new CheckpointError({ what: "the source ended", hint: "start again" });
}

describe("writeFileAtomically()", () => {
  test("writes all chunks and leaves nothing else behind", async () => {
    await writeFileAtomically(join(folder, "out"), [bytes("one "), bytes("two")]);
    expect(await readFile(join(folder, "out"), "utf8")).toBe("one two");
    expect(await readdir(folder)).toEqual(["out"]);
  });

  test("replaces a file and keeps its permissions", async () => {
    const path = join(folder, "out");
    await writeFile(path, "old");
    await chmod(path, 0o600);
    await writeFileAtomically(path, [bytes("new")]);
    expect(await readFile(path, "utf8")).toBe("new");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test("leaves the old file as it was if the chunks fail", async () => {
    const path = join(folder, "out");
    await writeFile(path, "old");
    await expect(writeFileAtomically(path, failing())).rejects.toThrow("the source ended");
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["out"]);
  });

  test("leaves no file at all if there was none and the chunks fail", async () => {
    await expect(writeFileAtomically(join(folder, "out"), failing())).rejects.toThrow(
      "the source ended",
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test("writes through a symbolic link and keeps the link", async () => {
    await writeFile(join(folder, "real"), "old");
    await symlink("real", join(folder, "link"));
    await writeFileAtomically(join(folder, "link"), [bytes("new")]);
    expect(await readFile(join(folder, "real"), "utf8")).toBe("new");
  });
});

describe("prepareOutput() says before any work that", () => {
  test("the folder is missing, and does not make it", async () => {
    const path = join(folder, "missing", "out");
    await expect(prepareOutput(path)).rejects.toThrow(
      `${path}: the folder of the output does not exist\n  try       make it first`,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test("the output is a folder", async () => {
    await mkdir(join(folder, "out"));
    await expect(prepareOutput(join(folder, "out"))).rejects.toThrow(/the output is a folder/);
  });

  test("the folder is a file", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(prepareOutput(join(folder, "file", "out"))).rejects.toThrow(/is a file/);
  });

  test("the output is a device", async () => {
    await expect(prepareOutput("/dev/null")).rejects.toThrow(/not a regular file/);
  });

  test("the path is impossible", async () => {
    await expect(prepareOutput(join(folder, "a\0b"))).rejects.toThrow(CheckpointError);
    await expect(prepareOutput(join(folder, "a".repeat(300)))).rejects.toThrow(CheckpointError);
  });

  test("nothing is wrong, and changes nothing", async () => {
    await prepareOutput(join(folder, "out"));
    expect(await readdir(folder)).toEqual([]);
  });
});
