/**
 * One run of the experiment: trains a network, looks at it from time to time, and measures it at the end on scenes that
 * it has not seen.
 *
 * @module
 */

import { cpus } from "node:os";
import { costOf } from "../../engines/cost/cost.ts";
import { type EngineOptions, openGenerator } from "../../engines/open-generator.ts";
import { openModulations } from "../../engines/open-modulations.ts";
import type { BackendName } from "../../engines/tfjs/backend.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { countParameters, generatorSteps } from "../../models/steps.ts";
import { type Conditions, conditionsOf } from "../../modulation/conditions.ts";
import type { Losses } from "../../training/gan-step.ts";
import type { ToyScene } from "../../training/toy-scenes/toy-scene.ts";
import {
  sceneConditions,
  type ToySceneData,
  toySceneData,
} from "../../training/toy-scenes/toy-scene-data.ts";
import { Trainer } from "../../training/trainer.ts";
import { type Evaluation, evaluation } from "../quality/evaluate.ts";
import type { Pictures } from "../quality/pictures.ts";
import {
  mergeSplits,
  type VarianceSplitRow,
  varianceSplit,
  varianceSplitRow,
} from "../variance-split.ts";
import type { ExperimentSettings, RunDesign } from "./design.ts";
import { positionsFor, trainingOf } from "./networks.ts";
import { type CurvePoint, finalMeasures, type RunRecord } from "./run-record.ts";

export interface RunOptions {
  /** Of training. */
  readonly backend: BackendName;

  /** What paints and makes the modulations that are measured; default tfjs on the back end of training. */
  readonly painting?: EngineOptions;

  /** Of cladescope and what else is worth keeping. */
  readonly versions?: Readonly<Record<string, string>>;

  readonly onProgress?: (step: number, steps: number) => void;
}

/** Pictures painted at once. */
const BATCH = 16;

/** @throws what training throws. */
export async function experimentRun(
  design: RunDesign,
  settings: ExperimentSettings,
  { backend, painting = { backend }, versions = {}, onProgress }: RunOptions,
): Promise<RunRecord> {
  const { size, steps, evaluateEvery, heldOut, curveScenes, groupSize } = settings;
  const positions = positionsFor(design.method);
  const scenesWith = { size, positional: design.positional, context: design.context, positions };
  const data = toySceneData({
    ...scenesWith,
    seed: settings.trainingSceneSeed,
    orderSeed: design.seed,
  });
  const unseen = toySceneData({
    ...scenesWith,
    seed: settings.heldOutSceneSeed,
    split: "held-out",
    count: heldOut,
  });
  const scenes = Array.from({ length: heldOut }, (_, i) => unseen.scene(i));
  const first = scenes.slice(0, curveScenes);
  const judgeFirst = evaluation(first, design, { groupSize: curveScenes });

  const config = trainingOf(design, settings, data.classes);
  const trainer = await Trainer.start(config, data, { backend });
  try {
    const curve: CurvePoint[] = [];
    const losses: RunRecord["losses"][number][] = [];
    await drawAll(data, settings);
    const clock = new Clock();
    const mean = new MeanLosses();
    clock.start();
    for await (const { step, losses: now } of trainer.run()) {
      clock.stop();
      mean.add(now);
      onProgress?.(step, steps);
      if (step % evaluateEvery === 0 || step === steps) {
        losses.push({ step, ...mean.take() });
        const network = await trainer.generator();
        const { metrics } = judgeFirst(await paint(network, first, positions, painting));
        curve.push({ step, cpuSeconds: clock.cpuSeconds, metrics });
      }
      clock.start();
    }
    const network = await trainer.generator();
    const judge = evaluation(scenes, design, { groupSize });
    const final: Evaluation = judge(await paint(network, scenes, positions, painting));
    const pictureSize = { height: size, width: size };
    const text = generatorSteps(config.generator, pictureSize);
    return {
      format: 1,
      design,
      settings,
      steps: trainer.step,
      cpuSeconds: clock.cpuSeconds,
      wallSeconds: clock.wallSeconds,
      secondsPerStep: clock.cpuSeconds / trainer.step,
      machine: `${cpus()[0]?.model ?? "unknown processor"}, ${process.env.TF_NUM_INTRAOP_THREADS ?? "all"} thread(s)`,
      versions: { node: process.version, backend, ...versions },
      parameters: countParameters(text),
      gmac: costOf(text).macs / 1e9,
      curve,
      ...finalMeasures(final),
      varianceSplit: await layerSplits(network, scenes.slice(0, curveScenes), positions, painting),
      losses,
    };
  } finally {
    trainer.dispose();
  }
}

/** Draws the scenes that will be met: the clock then tells of training alone. */
async function drawAll(
  data: ToySceneData,
  { steps, batchSize }: Pick<ExperimentSettings, "steps" | "batchSize">,
): Promise<void> {
  const rounds = Math.min(steps, Math.ceil(data.count / batchSize));
  for (let step = 0; step < rounds; step++) await data.batch(step, batchSize);
}

type Positions = ReturnType<typeof positionsFor>;

/** The network's pictures of the scenes. */
async function paint(
  network: GeneratorNetwork,
  scenes: readonly ToyScene[],
  positions: Positions,
  painting: EngineOptions,
): Promise<Pictures> {
  const { height, width } = scenes[0];
  const length = 3 * height * width;
  const values = new Float32Array(scenes.length * length);
  const painter = await openGenerator(network, painting);
  try {
    for (const [from, conditions] of batches(scenes, positions)) {
      const { image } = await painter.synthesize(conditions);
      values.set(image.data, from * length);
    }
  } finally {
    await painter.dispose();
  }
  return { count: scenes.length, height, width, values };
}

/** How spatial each layer's modulation is on the label maps of the scenes. */
async function layerSplits(
  network: GeneratorNetwork,
  scenes: readonly ToyScene[],
  positions: Positions,
  painting: EngineOptions,
): Promise<VarianceSplitRow[]> {
  const { height, width } = scenes[0];
  const sizes = new Map(
    generatorSteps(network.config, { height, width }).map(({ name, output }) => [name, output]),
  );
  const rows: VarianceSplitRow[] = [];
  const modulations = await openModulations(network, painting);
  try {
    for (const layer of network.layers) {
      const size = sizes.get(layer.name);
      if (size === undefined) continue;
      const splits = [];
      for (const [, conditions] of batches(scenes, positions)) {
        splits.push(varianceSplit(await modulations.source(layer, conditions, size)));
      }
      rows.push(varianceSplitRow(layer.name, mergeSplits(...splits)));
    }
  } finally {
    await modulations.dispose();
  }
  return rows;
}

function* batches(
  scenes: readonly ToyScene[],
  positions: Positions,
): Generator<[from: number, Conditions]> {
  for (let from = 0; from < scenes.length; from += BATCH) {
    const some = scenes.slice(from, from + BATCH);
    yield [from, conditionsOf(...some.map((scene) => sceneConditions(scene, { positions })))];
  }
}

/** Processor and wall time of training alone. Processor time, too, is up to a sixth longer beside other work on the machine. */
class Clock {
  cpuSeconds = 0;
  wallSeconds = 0;
  #cpu = process.cpuUsage();
  #wall = 0;

  start(): void {
    this.#cpu = process.cpuUsage();
    this.#wall = performance.now();
  }

  stop(): void {
    const { user, system } = process.cpuUsage(this.#cpu);
    this.cpuSeconds += (user + system) / 1e6;
    this.wallSeconds += (performance.now() - this.#wall) / 1000;
  }
}

/** Means of the losses since the last point of the curve. */
class MeanLosses {
  #sums: Record<string, number> = {};
  #count = 0;

  add(losses: Losses): void {
    for (const [name, value] of Object.entries(losses)) {
      this.#sums[name] = (this.#sums[name] ?? 0) + value;
    }
    this.#count++;
  }

  take(): Record<string, number> {
    const means = Object.entries(this.#sums).map(([name, sum]) => [name, sum / this.#count]);
    this.#sums = {};
    this.#count = 0;
    return Object.fromEntries(means);
  }
}
