/**
 * Times full steps of the standard toy network on one back end, in a process of its own; prints one line of JSON.
 *
 *     node dist/bench/training/step-child.js BACKEND METHOD STEPS NGF BATCH
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import type { BackendName } from "../../src/engines/tfjs/backend.ts";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import type { Batch, TrainingData } from "../../src/training/batch.ts";
import { toySceneData } from "../../src/training/toy-scenes/toy-scene-data.ts";
import { Trainer } from "../../src/training/trainer.ts";
import { trainingConfig } from "../../src/training/training-config.ts";

const CLASSES = 20;
const SIZE = { height: 64, width: 64 };

const [backend, method] = process.argv.slice(2);
const [steps, ngf, batchSize] = process.argv.slice(4).map(Number);
const generator: GeneratorConfig = {
  method:
    method === "spade"
      ? { kind: "spade", classes: CLASSES, instanceEdges: false, hidden: 128, kernel: 3 }
      : { kind: "clade", classes: CLASSES, instanceEdges: false, positional: false },
  paramFreeNorm: "batch",
  ngf,
  outputChannels: 3,
  upsampling: "normal",
  spectralNorm: true,
  trunkKernel: 3,
  latent: null,
};
const config = trainingConfig(generator, SIZE, { batchSize, steps: 1_000_000 });
const trainer = await Trainer.start(config, twentyClasses(), { backend: backend as BackendName });
const seconds: number[] = [];
const megabytes: number[] = [];
let tensors = 0;
const WARM_UP = 2;
for await (const report of trainer.run({ steps: WARM_UP + steps })) {
  if (report.step <= WARM_UP) tensors = tf.memory().numTensors;
  else seconds.push(report.seconds);
  const done = report.step - WARM_UP;
  if (done > 0 && done % Math.ceil(steps / 5) === 0) {
    megabytes.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
  }
}
const grown = tf.memory().numTensors - tensors;
trainer.dispose();
console.log(
  JSON.stringify({ backend, method, seconds, tensors, grown, megabytes, tfjs: tf.version_core }),
);

/** The toy scenes with four classes more that never occur. */
function twentyClasses(): TrainingData {
  const data = toySceneData({ seed: 1, count: 64, size: SIZE });
  const batches = new Map<number, Promise<Batch>>();
  return {
    description: data.description,
    size: data.size,
    labelSet: data.labelSet,
    instanceEdges: false,
    count: data.count,
    classes: CLASSES,
    // Made before the clock starts to matter: eight batches, again and again.
    batch: (step, batchSize) => {
      const known = batches.get(step % 8) ?? data.batch(step % 8, batchSize);
      batches.set(step % 8, known);
      return known;
    },
  };
}
