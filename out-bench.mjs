import { stateDictOf } from "./dist/src/checkpoint/state-dict.js";
import { networkOf, asGenerator } from "./dist/src/models/network.js";
import { generatorSteps } from "./dist/src/models/steps.js";
import { smallestSize } from "./dist/src/models/generator-config.js";
import { seededNormal } from "./dist/src/models/latent.js";
import { OnnxGenerator } from "./dist/src/engines/onnx/generator.js";
import { TfjsGenerator } from "./dist/src/engines/tfjs/generator.js";
import { decodeLabelPng } from "./dist/src/labels/label-png.js";
import { resizeNearest } from "./dist/src/labels/nearest.js";
import { readFileSync } from "node:fs";
const kind = process.argv[2] ?? "clade", memory = process.argv[3] ?? "normal", threads = Number(process.argv[4] ?? 1), check = process.argv[5];
const method = kind === "spade" ? { kind: "spade", classes: 151, instanceEdges: false, hidden: 128, kernel: 3 } : { kind: "clade", classes: 151, instanceEdges: false, positional: kind === "icpe" };
const config = { method, paramFreeNorm: "batch", ngf: 64, outputChannels: 3, upsampling: "normal", spectralNorm: false, trunkKernel: 3, latent: null };
const tensors = new Map(); let seed = 1;
const pool = seededNormal(7, 1 << 22);
for (const step of generatorSteps(config, smallestSize(config))) for (const { key, shape, role } of step.parameters) {
  const n = shape.reduce((a, b) => a * b, 1); const fan = n / (shape[0] || 1);
  const data = new Float32Array(n); const off = (seed++ * 7919) % pool.length;
  if (key.endsWith("running_var")) data.fill(1);
  else if (key.endsWith("running_mean")) data.fill(0);
  else { const s = key.includes("class_specified_affine.weight") ? 0.3 : key.endsWith("bias") ? 0.05 : Math.sqrt((key.includes("conv") ? 1.2 : 0.5) / fan); for (let i = 0; i < n; i++) data[i] = pool[(off + i) % pool.length] * s; if (key.endsWith("class_specified_affine.weight")) for (let i = 0; i < n; i++) data[i] += 0.8; }
  tensors.set(key, { dtype: role === "unused" ? "int64" : "float32", shape, data: role === "unused" ? BigInt64Array.of(1n) : data });
}
const network = asGenerator(networkOf(stateDictOf(tensors, "random")));
const raw = decodeLabelPng(readFileSync("/work/shared/data/coco_stuff/label/000000017914.png"), "x");
const known = [...new Set(raw.values)].sort((a, b) => a - b);
const rows = resizeNearest(Int32Array.from(raw.values, (v) => known.indexOf(v)), raw, { height: 256, width: 256 }, "pil");
const conditions = { batch: 1, height: 256, width: 256, labels: rows, positions: kind === "icpe" ? new Float32Array(2 * 65536) : undefined };
let t = performance.now();
const gen = await OnnxGenerator.load(network, { memory, threads });
console.log("load (weights file)", ((performance.now() - t) / 1e3).toFixed(2)); t = performance.now();
const first = await gen.synthesize(conditions); if (process.env.PHASES) { const { openSession } = await import("./dist/src/engines/onnx/session.js"); const { readdirSync, statSync } = await import("node:fs"); const { tmpdir } = await import("node:os"); const f = readdirSync(tmpdir()).filter((n) => n.startsWith("cladescope-onnx-")).map((n) => tmpdir() + "/" + n + "/graph.onnx").sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0]; console.log("graph bytes", statSync(f).size); const t0 = performance.now(); const s2 = await openSession(f, { threads }); console.log("session alone", ((performance.now() - t0) / 1e3).toFixed(2)); await s2.release(); }
console.log("first picture", ((performance.now() - t) / 1e3).toFixed(2), "rss", (process.memoryUsage().rss / 2 ** 20).toFixed(0), "max", (process.resourceUsage().maxRSS / 1024).toFixed(0));
const times = [];
for (let i = 0; i < 9; i++) { t = performance.now(); await gen.synthesize(conditions); times.push((performance.now() - t) / 1e3); }
times.sort((a, b) => a - b); console.log(kind, memory, threads, "median", times[4].toFixed(3), "min", times[0].toFixed(3));
let lo = Infinity, hi = -Infinity; for (const v of first.image.data) { lo = Math.min(lo, v); hi = Math.max(hi, v); } console.log("range", lo, hi);
if (check) { const tg = await TfjsGenerator.load(network); t = performance.now(); const r = await tg.synthesize(conditions); console.log("tfjs", ((performance.now() - t) / 1e3).toFixed(2)); let d = 0; r.image.data.forEach((v, i) => { d = Math.max(d, Math.abs(v - first.image.data[i])); }); console.log("max diff to tfjs", d); }
await gen.dispose();
