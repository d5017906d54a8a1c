import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { greyPng } from "../labels/write-png.ts";
import { onnxInstalled } from "../support/onnx.ts";
import { writeRandomGenerator } from "./random-network.ts";
import { run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const cache = join(folder, "cache");

/** Runs a command with the cache of this file; gives what it prints. */
async function ok(args: string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await run(args, { env: { CLADESCOPE_CACHE: cache, ...env } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

test("with the cache off, cache says so", async () => {
  expect(await ok(["cache"], { CLADESCOPE_CACHE: "off" })).toBe(
    "nothing is kept: CLADESCOPE_CACHE is off\n",
  );
  expect(JSON.parse(await ok(["cache", "--json"], { CLADESCOPE_CACHE: "off" }))).toEqual({
    folder: null,
  });
});

test("a limit that is no number is refused by cache", async () => {
  const { code, stderr } = await run(["cache"], {
    env: { CLADESCOPE_CACHE: cache, CLADESCOPE_CACHE_LIMIT: "4 GB" },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/limit of the cache is not a number of gigabytes[\s\S]*"?4 GB/);
});

describe.skipIf(!onnxInstalled)("synthesize", () => {
  test("keeps a larger network, paints from it the next time, and cache lists and clears it", async () => {
    const network = await writeRandomGenerator(folder, "net_G.pth", {
      method: { kind: "clade", classes: 6, instanceEdges: false, positional: false },
      paramFreeNorm: "batch",
      ngf: 24,
      outputChannels: 3,
      upsampling: "normal",
      spectralNorm: true,
      trunkKernel: 3,
      latent: null,
    });
    const labels = join(folder, "labels.png");
    writeFileSync(
      labels,
      greyPng(
        32,
        64,
        Uint8Array.from({ length: 32 * 64 }, (_, i) => i % 6),
      ),
    );
    const paint = async (output: string, env = {}) => {
      const args = ["synthesize", network, labels, "--size", "32x64", "-o", join(folder, output)];
      await ok([...args, "--engine", "onnx"], env);
      return readFileSync(join(folder, output));
    };
    const first = await paint("first.npy");
    const kept = () => readdirSync(cache).map((name) => name.split("-")[0]);
    expect(kept()).toEqual(["weights"]);
    expect(await paint("again.npy")).toEqual(first);
    expect(kept()).toEqual(["graph", "weights"]);
    const log = await run(
      ["synthesize", network, labels, "--size", "32x64", "-o", join(folder, "second.npy")],
      { env: { CLADESCOPE_CACHE: cache, NODE_DEBUG: "cladescope" } },
    );
    expect(log.stderr.match(/is taken from the cache/g)).toHaveLength(2);
    expect(readFileSync(join(folder, "second.npy"))).toEqual(first);
    expect(await paint("third.npy", { CLADESCOPE_CACHE: "off" })).toEqual(first);

    const listed = await ok(["cache"]);
    expect(listed).toMatch(/^weights +\d+ MB {2}used 0 minutes ago +net_G\.pth$/m);
    expect(listed).toMatch(/^graph +\d+ MB {2}used 0 minutes ago +net_G\.pth, 32 × 64, normal$/m);
    expect(listed).toMatch(/^.*cache: 2 entries, \d+ MB of 4 GB$/m);
    const { entries, bytes, limit } = JSON.parse(
      await ok(["cache", "--json"], { CLADESCOPE_CACHE_LIMIT: "0.5" }),
    );
    expect(limit).toBe(5e8);
    expect(entries).toHaveLength(2);
    expect(bytes).toBe(entries[0].bytes + entries[1].bytes);
    expect(bytes).toBeGreaterThan(64e6);

    // What a file says of itself is shown, not obeyed.
    const manifest = join(cache, entries[0].name, "manifest.json");
    const text = readFileSync(manifest, "utf8");
    writeFileSync(manifest, text.replace(/"about": ".*?"/, '"about": "a\\u001b[2J\\u202eb\\n"'));
    expect(await ok(["cache"])).toMatch(/ago +a·\[2J·b·$/m);
    writeFileSync(manifest, text);

    // A limit below what the network takes: painted from what there is, which goes then; and without.
    const small = { CLADESCOPE_CACHE_LIMIT: "0.001" };
    expect(await paint("fourth.npy", small)).toEqual(first);
    expect(readdirSync(cache)).toEqual([]);
    const without = await run(
      ["synthesize", network, labels, "--size", "32x64", "-o", join(folder, "without.npy")],
      { env: { CLADESCOPE_CACHE: cache, ...small } },
    );
    expect(without.stderr).toMatch(
      /^note: not kept in the cache: \d+ MB are more than its 0\.001 GB \(CLADESCOPE_CACHE_LIMIT\)\n$/,
    );
    expect(readFileSync(join(folder, "without.npy"))).toEqual(first);
    for (const output of ["kept.npy", "twice.npy"]) expect(await paint(output)).toEqual(first);
    expect(await ok(["cache", "--clear"])).toMatch(
      /^removed 2 entries, \d+ MB\n.*: 0 entries, 0 MB/,
    );
    expect(readdirSync(cache)).toEqual([]);
  });

  test("is done by three at once, who keep one of each", async () => {
    const own = { CLADESCOPE_CACHE: join(folder, "shared") };
    const outputs = [1, 2, 3].map((i) => join(folder, `shared-${i}.npy`));
    const args = ["synthesize", join(folder, "net_G.pth"), join(folder, "labels.png")];
    const paint = (output: string) => ok([...args, "--size", "32x64", "-o", output], own);
    for (let start = 1; start <= 2; start++) await Promise.all(outputs.map(paint));
    const [first, ...others] = outputs.map((output) => readFileSync(output));
    for (const other of others) expect(other).toEqual(first);
    const kept = readdirSync(own.CLADESCOPE_CACHE).map((name) => name.split("-")[0]);
    expect(kept).toEqual(["graph", "weights"]);
  });

  test.skipIf(spawnSync("script", ["--version"]).status !== 0)(
    "shows on a terminal that the graph is prepared",
    () => {
      const program = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
      const files = ["net_G.pth", "labels.png"].map((name) => join(folder, name));
      const output = join(folder, "terminal.png");
      const args = [program, "synthesize", ...files, "--size", "32x64", "-o", output];
      const line = [process.execPath, ...args].map((word) => `'${word}'`).join(" ");
      const own = { ...process.env, CLADESCOPE_CACHE: join(folder, "of-terminal") };
      const shown = () =>
        spawnSync("script", ["-qec", line, "/dev/null"], { encoding: "utf8", env: own }).stdout;
      expect(shown()).toContain("\r\u001b[Kpreparing the graph …\r\u001b[K");
      shown(); // the second start keeps it
      expect(shown()).toContain("\r\u001b[Kopening the graph …\r\u001b[K");
    },
  );

  test("says once that nothing can be kept, and paints", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const { code, stderr } = await run(
      [
        ...["synthesize", join(folder, "net_G.pth"), join(folder, "labels.png")],
        ...["--size", "32x64", "-o", join(folder, "fifth.png")],
      ],
      { env: { CLADESCOPE_CACHE: file } },
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^note: nothing is kept in the cache .*a-file: it is not a folder; .*\n$/,
    );
  });
});
