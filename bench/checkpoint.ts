/**
 * How long a checkpoint of the released size takes to open and to load, and how much memory: a `.pth` of an ADE20K
 * CLADE generator (71.4 million parameters) with random numbers, written to a temporary folder.
 *
 * References: `torch.load` where a Python has torch, and a floor: the file's bytes read and thrown away. Each
 * measurement is a process of its own, so that its peak memory is its own; the file is in the page cache throughout.
 *
 * @module
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtInLabelSet } from "../src/labels/built-in.ts";
import { smallestSize } from "../src/models/generator-config.ts";
import { seededNormal } from "../src/models/latent.ts";
import { releasedConfig } from "../src/models/released-config.ts";
import { generatorSteps } from "../src/models/steps.ts";
import { writePth } from "../test/support/write-pth.ts";
import type { Row } from "./row.ts";

/** What one process measured. */
interface Measured {
  readonly seconds: number;

  /** Peak resident memory of the process, in megabytes. */
  readonly megabytes: number;
}

const RUNS = 5;

export async function benchCheckpoint(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "cladescope-bench-"));
  try {
    const path = join(folder, "net_G.pth");
    await writeRandomCheckpoint(path);
    const size = statSync(path).size / 1e6;
    const bytes = medianOf(() => inNode("bytes", path));
    const open = medianOf(() => inNode("open", path));
    const load = medianOf(() => inNode("load", path));
    const wasm = medianOf(() => inNode("wasm", path), 2);
    const torch = hasTorch() ? medianOf(() => inTorch(path), 3) : null;
    const what = `${size.toFixed(0)} MB .pth`;
    const rows = [
      row(
        `open and inspect, ${what}`,
        "its bytes read and thrown away: a floor",
        bytes,
        open,
        size,
      ),
      row(
        `load every tensor, ${what}`,
        "its bytes read and thrown away: a floor",
        bytes,
        load,
        size,
      ),
      row(
        `load onto the wasm back end, ${what}`,
        "its bytes read and thrown away: a floor",
        bytes,
        wasm,
        size,
      ),
    ];
    if (torch === null) return rows;
    return [...rows, row(`load every tensor, ${what}`, "torch.load", torch, load, size)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writeRandomCheckpoint(path: string): Promise<void> {
  const config = releasedConfig(builtInLabelSet("ade20k"), "clade");
  const specs = generatorSteps(config, smallestSize(config)).flatMap((step) => step.parameters);
  const noise = seededNormal(1, 1 << 16); // repeated: 71 million draws would take longer than the bench
  await writePth(
    path,
    specs.map(({ key, shape }) => {
      const count = shape.reduce((a, b) => a * b, 1);
      if (key.endsWith("num_batches_tracked")) {
        return { name: key, dtype: "int64" as const, shape, data: () => new BigInt64Array(count) };
      }
      const value = key.endsWith("running_var") ? Math.abs : (x: number) => x;
      const data = () => Float32Array.from({ length: count }, (_, i) => value(noise[i & 0xffff]));
      return { name: key, dtype: "float32" as const, shape, data };
    }),
  );
}

function inNode(task: string, path: string): Measured {
  const child = fileURLToPath(new URL("./checkpoint-child.js", import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [child, task, path], { encoding: "utf8" }));
}

const PYTHON = process.env.CLADESCOPE_PYTHON ?? "python3";

function hasTorch(): boolean {
  try {
    execFileSync(PYTHON, ["-c", "import torch"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function inTorch(path: string): Measured {
  const program = [
    "import json, resource, sys, time, torch",
    "start = time.perf_counter()",
    "state = torch.load(sys.argv[1], map_location='cpu', weights_only=True)",
    "seconds = time.perf_counter() - start",
    "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000",
    "print(json.dumps({'seconds': seconds, 'megabytes': peak}))",
  ].join("\n");
  return JSON.parse(execFileSync(PYTHON, ["-c", program, path], { encoding: "utf8" }));
}

function medianOf(measure: () => Measured, runs = RUNS): Measured {
  const all = Array.from({ length: runs }, measure).sort((a, b) => a.seconds - b.seconds);
  return all[all.length >> 1];
}

function row(measure: string, what: string, theirs: Measured, own: Measured, size: number): Row {
  const text = ({ seconds, megabytes }: Measured) =>
    `${seconds.toFixed(3)} s, ${(size / seconds).toFixed(0)} MB/s, peak ${megabytes.toFixed(0)} MB`;
  return {
    measure,
    reference: `${text(theirs)} (${what})`,
    ours: text(own),
    ratio: `${(theirs.seconds / own.seconds).toFixed(2)}x`,
    numbers: {
      reference: theirs.seconds,
      ours: own.seconds,
      ratio: theirs.seconds / own.seconds,
      referencePeakMegabytes: theirs.megabytes,
      peakMegabytes: own.megabytes,
      megabytesPerSecond: size / own.seconds,
    },
  };
}
