/**
 * `npm run experiment`: does the runs that are missing, two at a time, then makes tables and figures of all of them.
 *
 *     npm run experiment                        what is missing under docs/experiment/runs
 *     npm run experiment -- --list              which runs there are, which are done
 *     npm run experiment -- --only pointwise    runs whose name contains a text
 *     npm run experiment -- --summary           no runs, tables and figures only
 *     npm run experiment -- --times             what a training step costs, measured apart, one network at a time
 *     npm run experiment -- --quick             a few tiny runs into out/experiment: shows the path, means nothing
 *     npm run experiment -- --backend wasm --jobs 1
 *     npm run experiment -- --only clade.p1c1.released --lambda-pixel 10
 *                                               the same runs with an L1 of pixels, and what changes by it
 *
 * @module
 */

import { fork } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { designOf, MAIN_METHODS, type RunDesign } from "../../src/analysis/experiment/design.ts";
import { testBackend } from "../../src/engines/tfjs/test-backend.ts";
import { compareRuns } from "./compare-runs.ts";
import { timeSteps } from "./time-steps.ts";
import { writeSummary } from "./write-summary.ts";

const { values } = parseArgs({
  options: {
    list: { type: "boolean", default: false },
    summary: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    times: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    jobs: { type: "string", default: "2" },
    backend: { type: "string" },
    "lambda-pixel": { type: "string" },
  },
});

const root = fileURLToPath(new URL("../../../", import.meta.url));
const plain = values.quick ? `${root}out/experiment` : `${root}docs/experiment`;
const lambdaPixel =
  values["lambda-pixel"] === undefined
    ? undefined
    : positive("--lambda-pixel", values["lambda-pixel"]);
const home = lambdaPixel === undefined ? plain : `${plain}/lambda-pixel-${lambdaPixel}`;
const folder = `${home}/runs`;
const isDone = ({ id }: RunDesign) => existsSync(`${folder}/${id}.json`);

/** One thread a run: more do not make networks of this size faster, and two runs then fit on two cores. */
const ENV = {
  ...process.env,
  TF_NUM_INTRAOP_THREADS: "1",
  TF_NUM_INTEROP_THREADS: "1",
  TF_CPP_MIN_LOG_LEVEL: "2",
};
const jobs = positive("--jobs", values.jobs);
const designs = designOf().filter(({ id }) => id.includes(values.only));

if (designs.length === 0) refuse(`--only ${values.only}: no run's name contains this; see --list`);
mkdirSync(folder, { recursive: true });

if (values.list) {
  for (const design of designs)
    console.log(`${isDone(design) ? "done   " : "missing"}  ${design.id}`);
} else {
  if (values.times) await timeSteps(`${home}/step-times.json`, await chosenBackend(), ENV);
  else if (!values.summary) await doMissing();
  if (lambdaPixel === undefined) await writeSummary(folder, home);
  else compareRuns(folder, `${plain}/runs`);
}

async function doMissing(): Promise<void> {
  const quick = designs.filter(
    ({ method, trunk, positional, seed }) =>
      MAIN_METHODS.includes(method) && trunk === "pointwise" && positional === 1 && seed === 1,
  );
  const missing = (values.quick ? quick : designs).filter((design) => !isDone(design));
  const backend = await chosenBackend();
  console.log(`${missing.length} runs to do, on ${backend}`);
  let [done, failed] = [0, 0];
  const worker = async () => {
    for (let design = missing.shift(); design !== undefined; design = missing.shift()) {
      const start = performance.now();
      const code = await run(design, backend);
      if (code !== 0) failed++;
      const took = `${Math.round((performance.now() - start) / 1000)} s`;
      const state = code === 0 ? took : `failed with exit code ${code}`;
      console.log(`${++done} done, ${missing.length} waiting: ${design.id}, ${state}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  if (failed > 0) process.exitCode = 1;
}

async function chosenBackend(): Promise<string> {
  return values.backend ?? ((await testBackend("tfjs-node")).works ? "tfjs-node" : "wasm");
}

function run({ id }: RunDesign, backend: string): Promise<number | null> {
  const program = fileURLToPath(new URL("./run-one.js", import.meta.url));
  const args = [id, folder, "--backend", backend, ...(values.quick ? ["--quick"] : [])];
  if (lambdaPixel !== undefined) args.push("--lambda-pixel", `${lambdaPixel}`);
  const child = fork(program, args, { env: ENV });
  return new Promise((resolve) => child.on("exit", resolve));
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1e6) return value;
  return refuse(`${option} wants a number above 0, not ${text}`);
}

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}
