import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { storedTuningFor } from "../../src/cli/engine-options.ts";
import type { Tuning } from "../../src/engines/onnx/choices.ts";
import { storeTuning } from "../../src/engines/onnx/stored-tuning.ts";
import { greyPng } from "../labels/write-png.ts";
import { expectClose } from "../support/close.ts";
import { onnxInstalled } from "../support/onnx.ts";
import { golden } from "./goldens.ts";
import { problem, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const cache = join(folder, "cache");
const env = { CLADESCOPE_CACHE: cache };
const network = join(golden("tiny/clade").folder, "net_G.pth");

async function ok(args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args, { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

test("tune without a network, and of one that is no generator's size, is refused", async () => {
  expect(await problem(["tune"], { code: 2 })).toMatch(/--label-set NAME or CHECKPOINT is missing/);
  const { code, stderr } = await run(["tune", network, "--size", "33x64"], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/cannot make a picture of this size\n[\s\S]*got +33 × 64/);
  expect(existsSync(cache)).toBe(false);
});

test("there may be nothing to forget", async () => {
  expect(await ok(["tune", "--forget"])).toBe("there are no times to remove\n");
});

describe.skipIf(!onnxInstalled)("tune", () => {
  test("the times are for onnx alone: tfjs, asked for by name or by a back end, takes none", async () => {
    const tuning: Tuning = new Map([["8x8 4>4", { direct: 1 }]]);
    await storeTuning(tuning, 1, join(folder, "stored"));
    vi.stubEnv("CLADESCOPE_CACHE", join(folder, "stored"));
    try {
      expect(await storedTuningFor({ threads: 1 })).toEqual(tuning);
      expect(await storedTuningFor({ threads: 1, engine: "onnx" })).toEqual(tuning);
      expect(await storedTuningFor({ threads: 2 })).toBeUndefined();
      expect(await storedTuningFor({ threads: 1, engine: "tfjs" })).toBeUndefined();
      expect(await storedTuningFor({ threads: 1, backend: "wasm" })).toBeUndefined();
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("prints a table, keeps it, backends shows it, and forgets it", async () => {
    expect(await ok(["backends"])).toMatch(/^ +not tuned: convolutions go by a table/m);
    const table = await ok(["tune", network, "--size", "32x64", "--threads", "1"]);
    expect(table).toMatch(/^milliseconds of each 3×3 convolution at 32 × 64, 1 thread;/);
    expect(table).toMatch(
      /^layer +pixels +channels +im2col +winograd2 +winograd4x2 +winograd4 +direct +small/m,
    );
    expect(table).toMatch(
      /^head_0\.conv_0 \+\d+ +1 × 2 +32 → 32 +\d+\.\d+ +\d+\.\d+ +(small|direct|im2col)/m,
    );
    expect(table).toContain(`kept in ${join(cache, "tuning.json")}`);
    const shapes = Object.keys(
      JSON.parse(readFileSync(join(cache, "tuning.json"), "utf8")).threads[1],
    );
    expect(await ok(["backends"])).toContain(`tuned: ${shapes.length} convolutions for 1 thread\n`);
    const { engines } = JSON.parse(await ok(["backends", "--json"]));
    expect(engines[0].tunings).toEqual([{ threads: "1", shapes: shapes.length }]);
    expect(await ok(["tune", "--forget"])).toBe(`removed the times in ${cache}\n`);
    expect(existsSync(join(cache, "tuning.json"))).toBe(false);
  });

  test("--json gives times and choices; what is kept changes pictures by rounding alone", async () => {
    const labels = join(folder, "labels.png");
    writeFileSync(
      labels,
      greyPng(
        64,
        64,
        Uint8Array.from({ length: 64 * 64 }, (_, i) => i % 5),
      ),
    );
    const paint = async (name: string) => {
      const output = join(folder, name);
      const size = ["--size", "64x64", "--threads", "1", "--memory", "large"];
      await ok(["synthesize", network, labels, ...size, "-o", output]);
      return new Float32Array(Uint8Array.from(readFileSync(output).subarray(128)).buffer);
    };
    const before = await paint("before.npy");
    const text = await ok(["tune", network, "--size", "64x64", "--threads", "1", "--json"]);
    const { shapes, threads, size } = JSON.parse(text);
    expect({ threads, size }).toEqual({ threads: 1, size: { height: 64, width: 64 } });
    for (const { times, choices } of shapes) {
      const best = Math.min(...(Object.values(times) as number[]));
      expect(times[choices.large.chosen]).toBe(best);
      expect(["im2col", "direct"]).toContain(choices.small.chosen);
    }
    const after = await paint("after.npy");
    expect(after.length).toBe(before.length);
    expectClose(after, before, 3e-5, "pictures");
  });

  test("measures with the cache off too, and says that nothing is kept", async () => {
    const { code, stdout, stderr } = await run(["tune", network, "--size", "32x32"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "note: CLADESCOPE_CACHE is off: the times are not kept\n",
    });
    expect(stdout).not.toContain("kept in");
  });
});
