import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { removedOnSignal } from "../../src/checkpoint/unfinished-files.ts";

const folder = mkdtempSync(join(tmpdir(), "cladescope-unfinished-"));
afterAll(() => rmSync(folder, { recursive: true }));

const BUILT = new URL("../../dist/src/checkpoint/atomic-file.js", import.meta.url);

/** Writes half a file and then waits for ever. */
const PROGRAM = `
  import { writeFileAtomically } from ${JSON.stringify(BUILT.href)};
  async function* halfAFile() {
    yield new Uint8Array(1000);
    console.log("half");
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
  await writeFileAtomically(process.argv[1], halfAFile());
`;

test.skipIf(process.platform === "win32").each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s in the middle of a file ends the process and leaves the old file alone",
  async (signal) => {
    const path = join(folder, "out.npy");
    writeFileSync(path, "old");
    const child = spawn(process.execPath, ["--input-type=module", "-e", PROGRAM, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    expect(readdirSync(folder)).toHaveLength(2);
    child.kill(signal);
    const [code, by] = await once(child, "exit");
    expect({ code, by }).toEqual({ code: null, by: signal });
    expect(readdirSync(folder)).toEqual(["out.npy"]);
  },
);

test("nobody listens for signals once the last file is written, or has failed", async () => {
  const before = process.listenerCount("SIGTERM");
  const during: number[] = [];
  const write = async () => {
    during.push(process.listenerCount("SIGTERM"));
  };
  await Promise.all([removedOnSignal("a", write), removedOnSignal("b", write)]);
  await expect(removedOnSignal("c", () => Promise.reject(new Error("full")))).rejects.toThrow(
    "full",
  );
  expect(during).toEqual([before + 1, before + 1]);
  expect(process.listenerCount("SIGTERM")).toBe(before);
});
