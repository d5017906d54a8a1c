/**
 * What the arguments say to train on.
 *
 * @module
 */

import type { LabelSet } from "../../labels/label-set.ts";
import type { TrainingData } from "../../training/batch.ts";
import type { TrainingConfig } from "../../training/training-config.ts";
import type { Arguments } from "../command.ts";
import { namedLabelSet } from "../network-options.ts";
import { progress } from "../progress.ts";
import type { TrainWishes } from "./options.ts";

/** The classes, before any picture is looked at. */
export async function labelSetOf(args: Arguments, { data }: TrainWishes): Promise<LabelSet> {
  if (data.kind === "toy-scenes") {
    const { builtInLabelSet } = await import("../../labels/built-in.ts");
    return builtInLabelSet("toy-scenes");
  }
  return (await namedLabelSet(args)) as LabelSet; // it is required
}

/** @throws TrainingError if pictures and label maps do not fit together. */
export async function dataOf(
  { data, method, positions, edges }: TrainWishes,
  labelSet: LabelSet,
  { size, seed }: TrainingConfig,
): Promise<TrainingData> {
  if (data.kind === "toy-scenes") {
    const { toySceneData } = await import("../../training/toy-scenes/toy-scene-data.ts");
    const { positionKind } = await import("../../positions/position-metadata.ts");
    return toySceneData({
      // An exemplar has nothing to tell where all scenes are in one light.
      ...(method === "msca" && { variety: 1, exemplars: true }),
      ...data.knobs,
      ...{ size, seed, instanceEdges: edges },
      positions: positions === undefined ? null : positionKind(positions),
    });
  }
  const { pictureData } = await import("../../training/pictures/picture-data.ts");
  const checking = progress("checking the pictures");
  const { images, labels, instances, flip } = data;
  return pictureData({
    ...{ images, labels, instances, labelSet, size, flip, positions, seed },
    onProgress: checking.update,
  }).finally(checking.end);
}
