/**
 * Processor seconds of a step of one network, in a process of its own: `node dist/scripts/experiment/time-child.js NETWORK
 * BACKEND STEPS`; prints one line of JSON.
 *
 * @module
 */

import { CORNERS, runDesign, SETTINGS } from "../../src/analysis/experiment/design.ts";
import { positionsFor, trainingOf } from "../../src/analysis/experiment/networks.ts";
import { TIMED } from "../../src/analysis/experiment/step-times.ts";
import { BACKEND_NAMES } from "../../src/engines/tfjs/backend.ts";
import { toySceneData } from "../../src/training/toy-scenes/toy-scene-data.ts";
import { Trainer } from "../../src/training/trainer.ts";

/** Kernels and memory are settled after so many. */
const WARM_UP = 5;

const network = TIMED.find((name) => name === process.argv[2]);
const backend = BACKEND_NAMES.find((name) => name === process.argv[3]);
const steps = Number(process.argv[4]);
if (network === undefined || backend === undefined) throw new Error("no such network or back end");
const [method, trunk] = network.split(".") as [
  Parameters<typeof runDesign>[0],
  Parameters<typeof runDesign>[2],
];
const positions = positionsFor(method);
const { size, batchSize } = SETTINGS;
const data = toySceneData({ seed: SETTINGS.trainingSceneSeed, size, positions });
const config = trainingOf(runDesign(method, CORNERS[3], trunk, 1), SETTINGS, data.classes);
for (let step = 0; step < WARM_UP + steps; step++) await data.batch(step, batchSize);
const trainer = await Trainer.start(config, data, { backend });
let start = process.cpuUsage();
for await (const { step } of trainer.run({ steps: WARM_UP + steps })) {
  if (step === WARM_UP) start = process.cpuUsage();
}
const { user, system } = process.cpuUsage(start);
trainer.dispose();
console.log(JSON.stringify({ seconds: (user + system) / 1e6 / steps }));
