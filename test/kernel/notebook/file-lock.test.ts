import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { OutputFile } from "../../../kernel/notebook/save-file.ts";
import { temporaryFolder } from "./support.ts";

const canLock =
  process.platform === "linux" && spawnSync("sh", ["-c", "flock --version"]).status === 0;

const folder = temporaryFolder();

test.skipIf(!canLock)(
  "a file that another program has locked is refused and untouched",
  async () => {
    const path = join(folder, "locked.ipynb");
    writeFileSync(path, "theirs");
    const holder = spawn("sh", ["-c", `exec flock "$0" sh -c "echo locked; read line"`, path], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(holder.stdout, "data");
    await expect(OutputFile.prepare(path)).rejects.toThrow("another program has locked the file");
    holder.stdin.end("\n");
    await once(holder, "close");
    expect(readFileSync(path, "utf8")).toBe("theirs");
    await (await OutputFile.prepare(path)).save("ours");
  },
);
