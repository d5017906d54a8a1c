/**
 * `cladescope backends`: which back ends work on this machine, with a short speed test.
 *
 * @module
 */

import type { Arguments, Command } from "./command.ts";

export const command: Command = {
  summary: "which engines and back ends work on this machine, and how fast",
  usage: "[--json]",
  description: `Tries ONNX Runtime and every back end of TensorFlow.js that is installed and times a 3×3 convolution of 64 to 64 channels at 128 × 128, and for
training one at 64 × 64 with its gradients. wasm and cpu come with cladescope, onnx where its package can be installed; tfjs-node (npm run tfjs-node), tfjs-node-gpu and webgpu are used when they are installed beside it.`,
  options: { json: { type: "boolean", help: "for programs" } },
  examples: ["cladescope backends", "npm install @tensorflow/tfjs-node && cladescope backends"],
  run: backends,
};

async function backends(args: Arguments): Promise<void> {
  args.exactly();
  const { BACKEND_NAMES } = await import("../engines/tfjs/backend.ts");
  const { testBackend } = await import("../engines/tfjs/test-backend.ts");
  const { testOnnx } = await import("../engines/onnx/test-onnx.ts");
  const onnx = await testOnnx();
  const { storedTunings } = await import("../engines/onnx/stored-tuning.ts");
  const tunings = onnx.works ? await storedTunings() : [];
  const results = [];
  for (const name of BACKEND_NAMES) results.push(await testBackend(name));
  if (args.flag("json")) {
    console.log(
      JSON.stringify(
        { node: process.version, engines: [{ ...onnx, tunings }], backends: results },
        null,
        2,
      ),
    );
    return;
  }
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}`);
  const speed = (gflops: number | undefined) => (gflops ?? 0).toFixed(1).padStart(6);
  console.log(
    onnx.works
      ? `${onnx.name.padEnd(15)}works     ${speed(onnx.gflops)} GFLOPS   no training            onnxruntime-node ${onnx.version}`
      : `${onnx.name.padEnd(15)}not here  ${onnx.reason}`,
  );
  if (onnx.works) console.log(`${"".padEnd(15)}${tuned(tunings)}`);
  for (const { name, works, version, gflops, trainingGflops, reason } of results) {
    const state = works
      ? `works     ${speed(gflops)} GFLOPS   training ${speed(trainingGflops)} GFLOPS   tfjs ${version}`
      : `not here  ${reason}`;
    console.log(`${name.padEnd(15)}${state}`);
  }
}

function tuned(tunings: readonly { readonly threads: string; readonly shapes: number }[]): string {
  if (tunings.length === 0) return "not tuned: convolutions go by a table (cladescope tune)";
  const each = tunings.map(
    ({ threads, shapes }) =>
      `${shapes} convolutions for ${threads} ${threads === "1" ? "thread" : "threads"}`,
  );
  return `tuned: ${each.join(", ")}`;
}
