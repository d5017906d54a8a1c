import { spawnSync } from "node:child_process";
import { readlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hostOf, isOwned, isOwnerAlive, ownedName } from "../../../src/engines/onnx/cache-owner.ts";
import { folderOfTest } from "../../support/temporary-folder.ts";

const dead = spawnSync(process.execPath, ["-e", ""]).pid;

/** A file of that name, so many hours old. */
function file(name: string, hours: number): string {
  const path = join(folderOfTest(), name);
  writeFileSync(path, "");
  const then = Date.now() / 1000 - 3600 * hours;
  utimesSync(path, then, then);
  return path;
}

test("an owned name is known, and its owner runs", async () => {
  const name = ownedName(".new-");
  expect(isOwned(name, ".new-")).toBe(true);
  expect(isOwned(name, "use-", ".old-")).toBe(false);
  expect(await isOwnerAlive(name, file(name, 99))).toBe(true);
});

test("an owner of this host that has ended is seen at once", async () => {
  const name = ownedName("use-").replace(`.${process.pid}.`, `.${dead}.`);
  expect(await isOwnerAlive(name, file(name, 0))).toBe(false);
});

test.runIf(process.platform === "linux")(
  "containers of one name take each other's processes to be alive for a day",
  async () => {
    // What another container of this name makes: it has a space of process numbers of its own.
    const other = hostOf(hostname(), `boot ${readlinkSync("/proc/self/ns/pid")}0`);
    for (const name of [`.new-${other}.${dead}.00`, `.new-${hostOf(hostname(), "")}.${dead}.00`]) {
      expect(isOwned(name, ".new-")).toBe(true);
      expect(await isOwnerAlive(name, file(name, 23))).toBe(true);
      expect(await isOwnerAlive(name, file(name, 25))).toBe(false);
    }
  },
);

test("hosts are readable, safe in names of files, and differ where their processes do", () => {
  expect(hostOf("a.b/ü", "")).toBe("a_b__");
  expect(hostOf("", "")).toBe("host");
  expect(hostOf("a", "1")).toMatch(/^a-[0-9a-f]{12}$/);
  expect(hostOf("a", "1")).not.toBe(hostOf("a", "2"));
});
