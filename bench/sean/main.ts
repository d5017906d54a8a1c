/**
 * `npm run bench:sean`: pictures of a SEAN of the released size from tables of neighbourhoods against pictures by
 * convolutions, on the same engine, weights and label maps, in turns; and that they are the same pictures.
 *
 *     npm run bench:sean                                      1 and 2 threads, 2 rounds of 3 runs
 *     npm run bench:sean -- --rounds 3 --runs 5 --output docs/benchmarks-sean
 *
 * The checkpoint and what the engine keeps take 3 GB of the folder for temporary files.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { ChildResult } from "./child.ts";
import { faceMaps } from "./faces.ts";
import { writeRandomSean } from "./network.ts";
import { MOST_DIFFERENCE, type Results, report, type Setting, type Timing } from "./report.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "2" },
    runs: { type: "string", default: "3" },
    threads: { type: "string", default: "1,2" },
    tfjs: { type: "boolean", default: true },
    output: { type: "string", default: "out/bench-sean" },
  },
  allowNegative: true,
});

const WAYS = ["tables", "convolutions"] as const;
const child = fileURLToPath(new URL("child.js", import.meta.url));
const runs = Number(values.runs);
const settings: Setting[] = values.threads
  .split(",")
  .map((threads) => ({ engine: "onnx", threads: Number(threads), runs, maps: 3 }));
// A picture by convolutions takes it half a minute.
if (values.tfjs) settings.push({ engine: "tfjs", threads: 1, runs: 1, maps: 1 });

const folder = mkdtempSync(join(tmpdir(), "cladescope-bench-sean-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));
const checkpoint = join(folder, "sean.safetensors");
console.log("writing the network");
await writeRandomSean(checkpoint);

const timings = new Map<string, Timing>();
const loads: number[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  loads.push(loadavg()[0]);
  for (const setting of settings) {
    for (const way of WAYS) {
      const { engine, threads } = setting;
      const key = `${engine} ${threads} ${way}`;
      console.log(`round ${round + 1}: ${key}`);
      const result = paint(setting, way, round === 0);
      const before = timings.get(key)?.rounds ?? [];
      timings.set(key, { ...setting, way, rounds: [...before, result] });
    }
  }
}

const all = [...timings.values()];
const results: Results = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus()[0]?.model.trim() ?? "unknown processor"}, Node ${process.version}`,
  processors: cpus().length,
  loads,
  differences: settings.map((setting) => ({ ...setting, most: difference(setting) })),
  timings: all,
};
const wrong = results.differences.find(({ most }) => !(most <= MOST_DIFFERENCE));
if (wrong !== undefined) throw new Error(`the pictures differ: ${JSON.stringify(wrong)}`);
mkdirSync(dirname(values.output), { recursive: true });
writeFileSync(`${values.output}.json`, `${JSON.stringify(results, null, 1)}\n`);
const text = report(results, `${values.output.split("/").at(-1)}.json`);
writeFileSync(`${values.output}.md`, text);
console.log(text);

function paint({ engine, threads, runs, maps }: Setting, way: string, keep: boolean): ChildResult {
  const numbers = ["--threads", `${threads}`, "--runs", `${runs}`, "--maps", `${maps}`];
  const args = ["--engine", engine, "--way", way, ...numbers];
  const pictures = keep ? ["--pictures", join(folder, `${engine}-${threads}-${way}`)] : [];
  const cache = ["--cache", join(folder, "cache")];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [child, checkpoint, ...args, ...cache, ...pictures],
    { encoding: "utf8", maxBuffer: 1e8 },
  );
  if (status !== 0) throw new Error(`${engine} ${way}: ${stderr}`);
  return JSON.parse(stdout) as ChildResult;
}

/** Of the two ways' pictures, over all label maps. */
function difference({ engine, threads, maps }: Setting): number {
  let most = 0;
  for (const { name } of faceMaps().slice(0, maps)) {
    const [a, b] = WAYS.map((way) => {
      const bytes = readFileSync(join(folder, `${engine}-${threads}-${way}-${name}.f32`));
      return new Float32Array(Uint8Array.from(bytes).buffer);
    });
    a.forEach((value, i) => {
      most = Math.max(most, Math.abs(value - b[i]));
    });
  }
  return most;
}
