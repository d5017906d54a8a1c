/**
 * Too little memory: the program under `ulimit -d`, which limits what a process may write to (address space that V8 only
 * reserves is not counted). What Node and the library take of it for a small picture is measured first, since it differs
 * from version to version.
 */

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import { onnxInstalled } from "../support/onnx.ts";
import { sparseCheckpoint } from "../support/sparse-checkpoint.ts";
import { filesIn, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const file = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const TOY = [
  file("data/checkpoints/toy-clade.safetensors"),
  file("data/label-maps/small/bay.png"),
] as const;

/** @param limit In kB, or "unlimited". */
function run(limit: number | "unlimited", ...args: readonly string[]) {
  const atExit = join(folder, "status");
  const hook = `import { readFileSync, writeFileSync } from "node:fs";
    process.on("exit", () => writeFileSync(${JSON.stringify(atExit)}, readFileSync("/proc/self/status")));`;
  const program = [
    `--import=data:text/javascript,${encodeURIComponent(hook)}`,
    file("dist/src/cli/main.js"),
    ...args,
  ];
  const script = `ulimit -d ${limit}; exec "$0" "$@"`;
  const { status, stderr } = spawnSync("bash", ["-c", script, process.execPath, ...program], {
    encoding: "utf8",
    // The engine's own files are in TMPDIR; so would be those of ONNX Runtime's telemetry, if it were not turned off.
    env: { ...process.env, TMPDIR: folder, ORT_DISABLE_TELEMETRY: "" },
  });
  const taken = Number(/VmData:\s+(\d+) kB/.exec(readFileSync(atExit, "utf8"))?.[1]); // kB
  return { status, stderr, taken };
}

const painted = (limit: number | "unlimited", ...args: readonly string[]) =>
  run(
    limit,
    ...["synthesize", ...args, "--engine", "onnx", "--threads", "1"],
    ...["-o", join(folder, "out.png")],
  );

// Linux counts such memory; other systems do not.
describe.skipIf(process.platform !== "linux" || !onnxInstalled)(
  "where memory does not suffice, one message says so and nothing is left behind:",
  () => {
    test("for a picture", () => {
      const small = painted("unlimited", ...TOY);
      expect(small).toMatchObject({ status: 0, stderr: "" });
      const names = filesIn(folder);
      expect(names).toEqual(["out.png", "status"]);
      // The picture takes more than 2 GB.
      const { status, stderr } = painted(small.taken + 500_000, ...TOY, "--size", "2048x2048");
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^engine onnx: there is not enough memory to paint 1 × 2048 × 2048 pixels\n {2}got .+\n {2}try .*--memory small.*\n$/,
      );
      expect(filesIn(folder)).toEqual(names);
    });

    test("for a session, whose Winograd matrices are made when it is", () => {
      const network = join(folder, "wide.safetensors");
      const labels = join(folder, "labels.npy");
      sparseCheckpoint(network, 64);
      const data = new Int32Array(64 * 64);
      writeFileSync(labels, encodeNpy({ shape: [64, 64], dtype: "int32", data }));
      const { taken } = painted("unlimited", ...TOY);
      const names = filesIn(folder);
      // 286 MB of weights, mapped from their file, become 851 MB.
      const { status, stderr } = painted(taken + 150_000, network, labels, "--memory", "large");
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^engine onnx: there is not enough memory to paint 1 × 64 × 64 pixels\n/,
      );
      expect(filesIn(folder)).toEqual(names);
    });

    test("for a tensor of a checkpoint, and for a label map", () => {
      const network = join(folder, "wider.safetensors");
      sparseCheckpoint(network, 192); // a kernel of it has 340 MB
      const { taken } = painted("unlimited", ...TOY);
      const names = filesIn(folder);
      const limit = taken + 50_000;
      const to = ["-o", join(folder, "written.safetensors")];
      const exported = run(limit, "export", network, ...to);
      expect(exported.stderr).toMatch(
        /wider\.safetensors: not enough memory\n {2}expected .*\n {2}try /,
      );
      const large = painted(limit, ...TOY, "--size", "16384x16384");
      expect(large.stderr).toBe(
        "there is not enough memory\n  try       a smaller size or batch, or a machine with more memory\n",
      );
      expect([exported.status, large.status]).toEqual([1, 1]);
      expect(filesIn(folder)).toEqual(names);
    });

    test("for a convolution that tune measures", () => {
      const { taken } = painted("unlimited", ...TOY);
      const args = ["tune", TOY[0], "--size", "16384x16384", "--threads", "1"];
      const { status, stderr } = run(taken + 250_000, ...args);
      expect(stderr).toMatch(
        /^engine onnx: there is not enough memory to measure the convolution \d+x\d+ \d+>\d+\n {2}got .+\n {2}try +a smaller --size .*\n$/,
      );
      expect(status).toBe(1);
    });

    test("and tune leaves out the ways that it does not suffice for", () => {
      const module = JSON.stringify(file("dist/src/engines/onnx/tune.js"));
      const shape = { height: 8, width: 8, inChannels: 1024, outChannels: 1024, layers: ["a"] };
      const program = `const { tune } = await import(${module});
        const [{ times }] = await tune([${JSON.stringify(shape)}], { threads: 1 });
        process.stdout.write(JSON.stringify(Object.keys(times)));`;
      // 38 MB of weights; Winograd's F(4×4, 3×3) makes 151 MB of them, several times while a session is made.
      const line = 'ulimit -d 600000; exec "$0" --input-type=module -e "$1"';
      const args = ["-c", line, process.execPath, program];
      const { stdout, stderr } = spawnSync("bash", args, { encoding: "utf8" });
      expect(stderr).toBe("");
      const ways = JSON.parse(stdout);
      expect(ways).toContain("direct");
      expect(ways).not.toContain("winograd4");
    });
  },
);
