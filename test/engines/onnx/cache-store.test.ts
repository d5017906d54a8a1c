import { execFile, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CacheKey } from "../../../src/engines/onnx/cache-entry.ts";
import { ownedName } from "../../../src/engines/onnx/cache-owner.ts";
import {
  type CacheEntry,
  CacheStore,
  TooLargeForCache,
} from "../../../src/engines/onnx/cache-store.ts";
import { folderOfTest } from "../../support/temporary-folder.ts";

function keyOf(i: number): CacheKey {
  return { kind: "weights", hash: i.toString(16).padStart(2, "0").padEnd(64, "a") };
}

function store(limit = 1e9): CacheStore {
  return new CacheStore(join(folderOfTest(), "cache"), limit);
}

/** Puts an entry of one file of `bytes` bytes into a store. */
function put(into: CacheStore, i: number, bytes = 100): Promise<CacheEntry> {
  return into.add(keyOf(i), `entry ${i}`, bytes, async (folder) => {
    writeFileSync(join(folder, "weights.bin"), new Uint8Array(bytes).fill(i));
  });
}

/** Puts an entry that nobody uses, last used so many hours ago. */
async function putOld(into: CacheStore, i: number, hours: number, bytes = 100): Promise<string> {
  const { folder, release } = await put(into, i, bytes);
  await release();
  const then = Date.now() / 1000 - 3600 * hours;
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), then, then);
  return folder;
}

/** A process number that nobody has. */
function endedProcess(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

const host = /^use-([\w-]+)\./.exec(ownedName("use-"))?.[1];

describe("an entry", () => {
  test("is there for its own key alone, in this store and in others of the folder", async () => {
    const cache = store();
    expect(await cache.find(keyOf(1))).toBeNull();
    const made = await put(cache, 1);
    const found = await new CacheStore(cache.folder, 1e9).find(keyOf(1));
    expect(found?.folder).toBe(made.folder);
    expect(readFileSync(join(made.folder, "weights.bin"))).toEqual(Buffer.alloc(100, 1));
    expect(await cache.find(keyOf(2))).toBeNull();
    expect(await cache.find({ ...keyOf(1), kind: "graph" })).toBeNull();
    // A hash that begins alike has the same folder, and yet is another one.
    const alike = { ...keyOf(1), hash: `${keyOf(1).hash.slice(0, -1)}b` };
    expect(await cache.find(alike)).toBeNull();
  });

  test("is made anew whichever byte of its files was altered or cut off", async () => {
    const cache = store();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2_500_000 }),
        fc.constantFrom("altered", "cut off", "longer", "gone"),
        async (at, how) => {
          const made = await cache.add(keyOf(3), "", 2_500_001, async (folder) => {
            writeFileSync(join(folder, "weights.bin"), new Uint8Array(2_500_001));
          });
          await made.release();
          const path = join(made.folder, "weights.bin");
          const bytes = readFileSync(path);
          if (how === "altered") bytes[at] ^= 1 << (at % 8);
          const written = how === "longer" ? Buffer.concat([bytes, bytes.subarray(0, 1)]) : bytes;
          writeFileSync(path, written);
          if (how === "cut off") truncateSync(path, at);
          if (how === "gone") renameSync(path, join(cache.folder, "elsewhere"));
          expect(await cache.find(keyOf(3))).toBeNull();
          expect(existsSync(made.folder)).toBe(false);
        },
      ),
      { numRuns: 25 },
    );
  });

  test.each<[string, (manifest: Record<string, unknown>) => unknown]>([
    ["another version of cladescope", (manifest) => ({ ...manifest, version: "0.0.1" })],
    ["another format", (manifest) => ({ ...manifest, format: 2 })],
    ["files outside the folder", (m) => ({ ...m, files: [{ name: "../x", bytes: 0, crc32: 0 }] })],
    ["no list of files", ({ files, ...manifest }) => manifest],
    ["no files", (manifest) => ({ ...manifest, files: [] })],
    ["no files, which are no bytes", (manifest) => ({ ...manifest, files: [], bytes: 0 })],
    ["fewer bytes than its files have", (manifest) => ({ ...manifest, bytes: 1 })],
    ["itself without end", (manifest) => ({ ...manifest, more: " ".repeat(1e6) })],
    ["no name for people", (manifest) => ({ ...manifest, about: { toString: 1 } })],
    ["nothing", () => null],
  ])("whose manifest tells of %s is made anew", async (_, altered) => {
    const cache = store();
    const made = await put(cache, 1);
    const path = join(made.folder, "manifest.json");
    writeFileSync(path, JSON.stringify(altered(JSON.parse(readFileSync(path, "utf8")))));
    expect(await cache.find(keyOf(1))).toBeNull();
    writeFileSync(join((await put(cache, 1)).folder, "manifest.json"), "{ half");
    expect(await cache.find(keyOf(1))).toBeNull();
    expect(await cache.list()).toEqual([]);
  });

  test("that could not be written leaves nothing behind", async () => {
    const cache = store();
    const full = Object.assign(new Error("no space left"), { code: "ENOSPC" });
    const adding = cache.add(keyOf(1), "", 10, async (folder) => {
      writeFileSync(join(folder, "weights.bin"), "half");
      expect(await cache.find(keyOf(1))).toBeNull();
      throw full;
    });
    await expect(adding).rejects.toBe(full);
    expect(readdirSync(cache.folder)).toEqual([]);
  });

  test("for which the disk has no room is not begun", async () => {
    const cache = store();
    const adding = cache.add(keyOf(1), "", 1e18, () => expect.fail("written"));
    await expect(adding).rejects.toMatchObject({ code: "ENOSPC" });
  });

  test("that two make at once is there once, and both have it", async () => {
    const cache = store();
    const [a, b] = await Promise.all([put(cache, 7), put(new CacheStore(cache.folder, 1e9), 7)]);
    expect(a.folder).toBe(b.folder);
    expect(readdirSync(cache.folder)).toHaveLength(1);
    await a.release();
    expect((await cache.list())[0].inUse).toBe(true);
    await b.release();
    expect((await cache.list())[0].inUse).toBe(false);
    expect(await cache.find(keyOf(7))).not.toBeNull();
  });
});

describe("room is made", () => {
  test("by the least recently used entries that nobody uses", async () => {
    const cache = store(3000);
    const oldest = await putOld(cache, 1, 9, 1000);
    const used = await putOld(cache, 2, 8, 1000);
    await (await cache.find(keyOf(2)))?.release();
    const latest = await put(cache, 3, 1000); // with the manifests more than the limit
    expect([oldest, used, latest.folder].map((folder) => existsSync(folder))).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("never by what is in use, here or in other processes, until these have ended", async () => {
    const cache = store();
    const held = await put(cache, 1);
    const others = await putOld(cache, 2, 9);
    const ended = await putOld(cache, 3, 1);
    const elsewhere = await putOld(cache, 4, 9);
    writeFileSync(join(others, `use-${host}.${process.ppid}.00`), "");
    writeFileSync(join(ended, `use-${host}.${endedProcess()}.00`), "");
    writeFileSync(join(elsewhere, "use-another-host.1.00"), "");
    await cache.tidy(0);
    const left = [held.folder, others, ended, elsewhere].map((folder) => existsSync(folder));
    expect(left).toEqual([true, true, false, true]);
    const yesterday = Date.now() / 1000 - 25 * 3600;
    utimesSync(join(elsewhere, "use-another-host.1.00"), yesterday, yesterday);
    await held.release();
    await cache.tidy(0);
    expect((await cache.list()).map(({ about }) => about)).toEqual(["entry 2"]);
  });

  test("for a limit that became lower, once nobody uses what is beyond it", async () => {
    const cache = store();
    await putOld(cache, 1, 9, 1000);
    const lower = new CacheStore(cache.folder, 2500);
    await putOld(cache, 2, 8, 1000);
    const held = await Promise.all([lower.find(keyOf(1)), lower.find(keyOf(2))]);
    const both = await putOld(cache, 3, 7, 1000);
    await held[0]?.release();
    await held[1]?.release();
    const listed = await cache.list();
    expect(listed.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(2500);
    expect(listed.map(({ about }) => about)).toEqual(["entry 2"]);
    expect(existsSync(both)).toBe(false);
  });

  test("never by giving up the limit for what is in use: more than fits beside it is not kept", async () => {
    const cache = store(3000);
    const held = await put(cache, 1, 2000);
    await expect(put(cache, 2, 1000)).rejects.toThrow(/^1 MB beside 1 MB in use$/);
    await expect(cache.checkLimit(keyOf(2), 1000)).rejects.toThrow(TooLargeForCache);
    await held.release();
    await (await put(cache, 2, 1000)).release();
    expect((await cache.list()).map(({ about }) => about)).toEqual(["entry 2"]);
  });

  test("by what killed processes had begun", async () => {
    const cache = store();
    await put(cache, 1);
    const [dead, alive] = [endedProcess(), process.ppid];
    const names = [
      `.new-${host}.${dead}.00`,
      `.old-${host}.${dead}.00`,
      `.new-${host}.${alive}.00`,
    ];
    for (const name of names) mkdirSync(join(cache.folder, name));
    writeFileSync(join(cache.folder, names[0], "weights.bin"), "half");
    await cache.tidy();
    expect(names.map((name) => existsSync(join(cache.folder, name)))).toEqual([false, false, true]);
    expect(await cache.list()).toHaveLength(1);
  });

  test("not for what is larger than all of it", async () => {
    const cache = store(999);
    await expect(put(cache, 1, 1000)).rejects.toThrow(TooLargeForCache);
    expect(readdirSync(cache.folder)).toEqual([]);
  });
});

test("the list tells sizes and what was used last, and passes over what is not ours", async () => {
  const cache = store();
  expect(await cache.list()).toEqual([]);
  await putOld(cache, 1, 5, 2000);
  await putOld(cache, 2, 7, 1000);
  writeFileSync(join(cache.folder, "tuning.json"), "{}");
  const listed = await cache.list();
  expect(listed.map(({ about }) => about)).toEqual(["entry 2", "entry 1"]);
  expect(listed.map(({ bytes }) => bytes > 1000 && bytes < 3000)).toEqual([true, true]);
  expect(listed[0].lastUsed.getTime()).toBeCloseTo(Date.now() - 7 * 3600 * 1000, -4);
  expect(statSync(cache.folder).mode & 0o777).toBe(process.platform === "win32" ? 0o666 : 0o700);
});

test("marks of use go with their process", async () => {
  const cache = store();
  await putOld(cache, 1, 1);
  const module = new URL("../../../dist/src/engines/onnx/cache-store.js", import.meta.url).href;
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `const { CacheStore } = await import(${JSON.stringify(module)});
       const store = new CacheStore(${JSON.stringify(cache.folder)}, 1e9);
       await store.find(${JSON.stringify(keyOf(1))});
       process.stdout.write(String((await store.list())[0].inUse));`,
    ],
    { encoding: "utf8" },
  );
  expect({ status, stdout }).toEqual({ status: 0, stdout: "true" });
  expect(readdirSync(join(cache.folder, readdirSync(cache.folder)[0])).sort()).toEqual([
    "manifest.json",
    "weights.bin",
  ]);
});

test("what processes hold stays, whoever makes, finds and removes entries meanwhile", async () => {
  const folder = join(folderOfTest(), "cache");
  const module = new URL("../../../dist/src/engines/onnx/cache-store.js", import.meta.url).href;
  const program = `
    import { readFileSync, writeFileSync } from "node:fs";
    import { join } from "node:path";
    const { CacheStore } = await import(${JSON.stringify(module)});
    const store = new CacheStore(${JSON.stringify(folder)}, 1e9);
    const keys = Array.from({ length: 3 }, (_, i) => ({ kind: "weights", hash: String(i).repeat(64) }));
    let [holds, gone] = [0, 0];
    const end = Date.now() + 3000;
    for (let i = 0; Date.now() < end; i++) {
      const key = keys[Math.floor(Math.random() * keys.length)];
      const entry =
        (await store.find(key)) ??
        (await store.add(key, "", 9, async (to) => writeFileSync(join(to, "weights.bin"), key.hash)));
      if (i % 2 === 0) await store.tidy(0);
      holds++;
      const isThere = () => {
        try {
          return readFileSync(join(entry.folder, "weights.bin"), "utf8") === key.hash;
        } catch {
          return false;
        }
      };
      // It may be away for a moment, until it is put back.
      for (let wait = 1; !isThere(); wait *= 2) {
        if (wait > 500) {
          gone++;
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
      await entry.release();
    }
    process.stdout.write(JSON.stringify({ holds, gone }));`;
  const ended = await Promise.all(
    [1, 2, 3].map(() =>
      promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]),
    ),
  );
  for (const { stdout } of ended) {
    const { holds, gone } = JSON.parse(stdout);
    expect(holds).toBeGreaterThan(0);
    expect(gone).toBe(0);
  }
  await new CacheStore(folder, 0).tidy();
  expect(readdirSync(folder)).toEqual([]);
});
