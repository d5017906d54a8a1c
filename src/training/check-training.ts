/**
 * Whether configuration and data fit together, said before any work is done.
 *
 * @module
 */

import { TrainingError } from "../errors.ts";
import { DOWNSCALING, startSize } from "../models/generator-config.ts";
import { coarsestPixels } from "../models/msca.ts";
import type { TrainingData } from "./batch.ts";
import type { TrainingConfig } from "./training-config.ts";

/** @throws TrainingError naming the first thing that does not fit. */
export function checkTraining(config: TrainingConfig, data: TrainingData): void {
  const { generator, size, batchSize, steps } = config;
  const where = data.description;
  const factor = DOWNSCALING[generator.upsampling];
  if (!fits(size.height, factor) || !fits(size.width, factor)) {
    throw new TrainingError({
      what: "the network cannot make pictures of this size",
      where,
      expected: `height and width in multiples of ${factor}`,
      got: `${size.height} × ${size.width}`,
      hint: `give a size such as ${nearest(size.height, factor)}x${nearest(size.width, factor)} (--size)`,
    });
  }
  if (size.height !== data.size.height || size.width !== data.size.width) {
    throw new TrainingError({
      what: "the pictures have another size than the training",
      where,
      expected: `${size.height} × ${size.width}`,
      got: `${data.size.height} × ${data.size.width}`,
      hint: "give the data and the training one size",
    });
  }
  const positive: [string, number][] = [
    ["batch size", batchSize],
    ["number of steps", steps],
    ["width ngf", generator.ngf],
    ["width ndf", config.discriminator.ndf],
  ];
  const wrong = positive.find(([, value]) => !Number.isInteger(value) || value < 1);
  if (wrong !== undefined) {
    throw new TrainingError({
      what: `the ${wrong[0]} is no whole number of 1 or more`,
      where,
      got: `${wrong[1]}`,
      hint: "give a whole number of 1 or more",
    });
  }
  const start = startSize(generator, size);
  if (generator.paramFreeNorm === "batch" && batchSize * start.height * start.width < 2) {
    throw new TrainingError({
      what: "batch norm has a single value for each channel of the first layers",
      where,
      expected: "batch size × pixels of the start of 2 or more",
      got: `${batchSize} × ${start.height} × ${start.width}`,
      hint: "train with larger batches or pictures",
    });
  }
  checkExemplars(config, data);
  const { classes, instanceEdges } = generator.method;
  if (classes !== data.classes || (instanceEdges && !data.instanceEdges)) {
    throw new TrainingError({
      what: "the network's label map differs from the data's",
      where,
      expected: `${data.classes} classes${data.instanceEdges ? " and an edge channel" : ", no edge channel"}`,
      got: `${classes} classes${instanceEdges ? " and an edge channel" : ", no edge channel"}`,
      hint: "make the configuration from the data's label set",
    });
  }
}

/** Exemplars are of the pictures' size. */
function checkExemplars({ generator, size }: TrainingConfig, data: TrainingData): void {
  const { msca, upsampling } = generator;
  if (msca === undefined) return;
  const where = data.description;
  if (!data.exemplars) {
    throw new TrainingError({
      what: "this network learns from pairs of pictures in one style, and the data have none",
      where,
      expected: "data with exemplars",
      got: "pictures alone",
      hint: "train on toy scenes: toySceneData({ exemplars: true, variety: 1, … })",
    });
  }
  const pixels = coarsestPixels(msca, upsampling, size);
  if (Number.isInteger(msca.slots) && msca.slots >= 1 && msca.slots <= pixels) return;
  throw new TrainingError({
    what: "exemplars cannot be pooled into so many style vectors",
    where,
    expected: `from 1 to ${pixels}, the pixels of their coarsest features`,
    got: `${msca.slots}`,
    hint: "fewer style vectors (--slots), or larger pictures (--size)",
  });
}

function fits(length: number, factor: number): boolean {
  return length > 0 && length % factor === 0;
}

function nearest(length: number, factor: number): number {
  return Math.max(1, Math.round(length / factor) || 1) * factor;
}
