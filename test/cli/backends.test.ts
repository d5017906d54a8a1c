import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { greyPng } from "../labels/write-png.ts";
import { onnxInstalled } from "../support/onnx.ts";
import { golden } from "./goldens.ts";
import { ok, problem, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();

interface Tested {
  readonly name: string;
  readonly works: boolean;
  readonly version?: string;
  readonly gflops?: number;
  readonly trainingGflops?: number;
  readonly reason?: string;
}

test("backends --json tells which back ends work, how fast, and why others do not", async () => {
  const { node, engines, backends } = JSON.parse(await ok(["backends", "--json"]));
  expect(node).toBe(process.version);
  const [onnx] = engines as Tested[];
  expect(onnx).toMatchObject({ name: "onnx", works: onnxInstalled });
  if (onnx.works) expect(onnx.gflops).toBeGreaterThan(0);
  else expect(onnx.reason).toMatch(/npm install onnxruntime-node/);
  const names = backends.map(({ name }: Tested) => name);
  expect(names).toEqual(["wasm", "cpu", "tfjs-node", "tfjs-node-gpu", "webgpu"]);
  for (const { name, works, version, gflops, trainingGflops, reason } of backends as Tested[]) {
    if (name === "wasm" || name === "cpu") expect(works).toBe(true);
    if (works) {
      expect({ version, fast: (gflops ?? 0) > 0 }).toEqual({ version: "4.22.0", fast: true });
      expect(trainingGflops).toBeGreaterThan(0);
    } else expect(reason).toMatch(/\w/);
  }
});

test("backends is a table of the same", async () => {
  const text = await ok(["backends"]);
  expect(text).toMatch(
    /^wasm +works +\d+\.\d GFLOPS {3}training +\d+\.\d GFLOPS {3}tfjs 4\.22\.0$/m,
  );
});

test("asking for a back end that is not there is answered with how to get it", async () => {
  const { backends } = JSON.parse(await ok(["backends", "--json"]));
  const net = join(golden("tiny/clade").folder, "net_G.pth");
  const labels = join(folder, "labels.png");
  writeFileSync(labels, greyPng(32, 32, new Uint8Array(32 * 32)));
  for (const { name, works } of backends as Tested[]) {
    if (works) continue;
    const out = join(folder, "out.png");
    const options = ["--backend", name];
    expect(await problem(["synthesize", net, labels, ...options, "-o", out])).toContain(name);
  }
});
