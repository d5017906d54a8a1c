/** Installations without ONNX Runtime, or with one that does not load, in processes of their own. */

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { onnxInstalled } from "../support/onnx.ts";
import { programWithoutOnnx, type Without } from "../support/program-without-onnx.ts";
import { temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const data = (name: string) => fileURLToPath(new URL(`../../data/${name}`, import.meta.url));
const CHECKPOINT = data("checkpoints/toy-clade.safetensors");
const LABELS = data("label-maps/small/bay.png");

const REASONS: Readonly<Record<Without, RegExp>> = {
  missing: /onnxruntime-node is not installed/,
  "other platform": new RegExp(
    `the onnxruntime-node that is installed has nothing for ${process.platform} ${process.arch}`,
  ),
  broken: /onnxruntime_binding\.node/,
};
// Only what can be made of an installed package.
const WAYS = (Object.keys(REASONS) as Without[]).filter(
  (how) => onnxInstalled || how === "missing",
);

function node(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { status, stdout, stderr };
}

describe.each(WAYS)("with onnxruntime-node %s", (how) => {
  const tree = programWithoutOnnx(folder, how);
  const program = join(tree, "dist/src/cli/main.js");
  const painted = (engine: string) => {
    const out = join(tree, `${engine}.npy`);
    const options = ["--engine", engine, "-o", out];
    return { out, ...node([program, "synthesize", CHECKPOINT, LABELS, ...options]) };
  };

  test("--engine auto paints on tfjs and says why in one line; --engine onnx is an error", () => {
    const [auto, tfjs, onnx] = ["auto", "tfjs", "onnx"].map(painted);
    expect(auto.status).toBe(0);
    expect(auto.stderr).toMatch(/^note: painting on tfjs: .*ONNX Runtime is not there: .+\n$/);
    expect(auto.stderr).toMatch(REASONS[how]);
    expect(tfjs).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(auto.out).equals(readFileSync(tfjs.out))).toBe(true);
    expect(onnx).toMatchObject({ status: 1, stdout: "" });
    expect(onnx.stderr).toMatch(REASONS[how]);
    expect(onnx.stderr).toMatch(/^engine onnx: ONNX Runtime is not there\n[\s\S]*--engine tfjs/);
    expect(onnx.stderr.trimEnd().split("\n")).toHaveLength(4);
  });

  test("openGenerator() does the same", () => {
    const script = `
      const cs = await import(${JSON.stringify(pathToFileURL(join(tree, "dist/src/index.js")))});
      const network = cs.asGenerator(await cs.openNetwork(${JSON.stringify(CHECKPOINT)}));
      const notes = [];
      const auto = await cs.openGenerator(network, { onNote: (text) => notes.push(text) });
      const refused = await cs.openGenerator(network, { engine: "onnx" }).catch((error) => error);
      const loaded = await cs.OnnxGenerator.load(network).catch((error) => error);
      console.log(JSON.stringify({
        engine: auto.engine, notes, names: [refused.name, loaded.name], got: refused.got,
      }));
      await auto.dispose();
      await network.close();`;
    const { status, stdout, stderr } = node(["--input-type=module", "--eval", script]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const { engine, notes, names, got } = JSON.parse(stdout);
    expect({ engine, names }).toEqual({
      engine: "tfjs, wasm",
      names: ["EngineError", "EngineError"],
    });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(REASONS[how]);
    expect(got).toMatch(REASONS[how]);
  });
});

test("`backends` says why ONNX Runtime is not there", () => {
  const program = join(programWithoutOnnx(folder, "missing"), "dist/src/cli/main.js");
  const { engines } = JSON.parse(node([program, "backends", "--json"]).stdout);
  const reason = expect.stringMatching(/onnxruntime-node is not installed; npm install/);
  expect(engines).toMatchObject([{ name: "onnx", works: false, reason }]);
});
