/**
 * One's own pictures to train on: a folder of pictures and a folder of label maps, paired by name.
 *
 * ```ts
 * const data = await pictureData({
 *   images: "photos", labels: "masks", labelSet: builtInLabelSet("ade20k"), size: { height: 64, width: 64 },
 * });
 * const trainer = await Trainer.start(trainingConfig(generator, data.size), data);
 * ```
 *
 * @module
 */

import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import type { Size } from "../../labels/label-map.ts";
import type { LabelSet } from "../../labels/label-set.ts";
import { conditionsOf } from "../../modulation/conditions.ts";
import { positionKind, positionsText } from "../../positions/position-metadata.ts";
import type { TrainingData } from "../batch.ts";
import { checkPairs } from "./check-pairs.ts";
import { Epochs } from "./epochs.ts";
import { findPairs, type Pair, type PictureFolders } from "./find-pairs.ts";
import { mirrored, type PositionOptions, prepare, type Sample } from "./prepare.ts";

export interface PictureDataOptions extends PictureFolders {
  readonly labelSet: LabelSet;

  /** Of every picture; the whole picture is brought to this size, whatever its own. */
  readonly size: Size;

  /** Whether half of the pictures, by chance, are mirrored left to right; default true. */
  readonly flip?: boolean;

  /** How positional maps are made; left out, there are none (only CLADE-ICPE sees them). */
  readonly positions?: PositionOptions | undefined;

  /** Of order and mirroring; default 1. */
  readonly seed?: number;

  /** Most memory for prepared pictures, default 256 MiB. What does not fit is decoded again each time. */
  readonly cacheBytes?: number;

  /** Called while the files are checked. */
  readonly onProgress?: (done: number, total: number, name: string) => void;
}

/**
 * Finds and checks the files; pictures are decoded when their turn comes.
 *
 * @throws TrainingError that names the files which lack their counterpart, differ in size, cannot be read, or hold
 *   values outside the label set.
 */
export async function pictureData(options: PictureDataOptions): Promise<TrainingData> {
  const { images, labels, instances, labelSet, size, positions } = options;
  const { flip = true, seed = 1, cacheBytes = 2 ** 28, onProgress } = options;
  const pairs = await findPairs({ images, labels, instances });
  await checkPairs(pairs, labelSet, onProgress);
  const epochs = new Epochs(pairs.length, { seed, flip });
  const cache = new Cache(cacheBytes);
  const sample = (index: number): Promise<Sample> =>
    cache.get(index, () => prepare(pairs[index], { labelSet, size, positions }));
  return {
    description: describe(pairs, { ...options, flip, seed }),
    size,
    labelSet,
    classes: labelSet.rows.length,
    instanceEdges: instances !== undefined,
    positions: positions && positionKind(positions),
    count: pairs.length,
    async batch(step, batchSize) {
      const samples: Sample[] = [];
      for (let i = 0; i < batchSize; i++) {
        const { index, flipped } = epochs.turn(step * batchSize + i);
        const upright = await sample(index);
        samples.push(flipped ? mirrored(upright) : upright);
      }
      const picture = 3 * size.height * size.width;
      const all = new Float32Array(batchSize * picture);
      for (const [i, { image }] of samples.entries()) all.set(image, i * picture);
      return { conditions: conditionsOf(...samples.map((one) => one.conditions)), images: all };
    },
  };
}

/** What would give other batches if it were otherwise; folders by their last name, so that they can be moved. */
function describe(
  pairs: readonly Pair[],
  {
    images,
    labels,
    labelSet,
    size,
    flip,
    seed,
    positions,
  }: PictureDataOptions & { flip: boolean; seed: number },
): string {
  const names = createHash("sha256").update(pairs.map(({ name }) => name).join("\0"));
  const parts = [
    `pictures "${basename(resolve(images))}" with label maps "${basename(resolve(labels))}"`,
    `${pairs.length} pairs (${names.digest("hex").slice(0, 8)})`,
    `label set ${labelSet.name}`,
    `${size.height} × ${size.width}`,
    `seed ${seed}`,
    flip ? "half of them mirrored" : "not mirrored",
  ];
  if (positions !== undefined) parts.push(`positions by ${positionsText(positionKind(positions))}`);
  return parts.join(", ");
}

/**
 * Keeps what came first until it is full. Pictures come in another order each time, each once: to push out the oldest
 * would push out what is wanted next as often as not.
 */
class Cache {
  readonly #samples = new Map<number, Sample>();
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  async get(index: number, make: () => Promise<Sample>): Promise<Sample> {
    const kept = this.#samples.get(index);
    if (kept !== undefined) return kept;
    const made = await make();
    const { labels, edges, positions } = made.conditions;
    const arrays = [made.image, labels.rows, edges, positions?.data];
    const bytes = arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
    if (bytes <= this.#left) {
      this.#left -= bytes;
      this.#samples.set(index, made);
    }
    return made;
  }
}
