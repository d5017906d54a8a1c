/**
 * Toy scenes as something to train on, and others to judge by.
 *
 * @module
 */

import { TrainingError } from "../../errors.ts";
import { builtInLabelSet } from "../../labels/built-in.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import { instanceEdges } from "../../labels/instance-edges.ts";
import type { Size } from "../../labels/label-map.ts";
import { conditionsOf, type PictureConditions } from "../../modulation/conditions.ts";
import type { Exemplar } from "../../modulation/exemplar.ts";
import { type PositionKind, positionsText } from "../../positions/position-metadata.ts";
import { positionalMap } from "../../positions/positional-map.ts";
import type { Batch, TrainingData } from "../batch.ts";
import { derivedSeed, Random } from "../random.ts";
import { type Light, lightOf } from "./moods.ts";
import { type ToyScene, toyScene } from "./toy-scene.ts";

/** How positions are measured for CLADE-ICPE; null where nobody asks for them. */
export type ScenePositions = PositionKind | null;

export interface ToySceneDataOptions {
  /** Of the whole set. */
  readonly seed: number;

  /** Number of scenes; default 2000. */
  readonly count?: number | undefined;

  /** "held-out" scenes have other seeds than those trained on; default "train". */
  readonly split?: "train" | "held-out" | undefined;

  /** Seed of the order in which a training meets the scenes, anew in each round; default `seed`. */
  readonly orderSeed?: number | undefined;

  /** As in `toyScene`. */
  readonly size?: Size | number | undefined;
  readonly positional?: number | undefined;
  readonly context?: number | undefined;
  readonly variety?: number | undefined;
  readonly tint?: number | undefined;

  /** Default null. */
  readonly positions?: ScenePositions | undefined;

  /** Whether batches have instance edges; default false. */
  readonly instanceEdges?: boolean | undefined;

  /** Whether each picture comes with an exemplar, another scene in the same light; default false. */
  readonly exemplars?: boolean | undefined;
}

/** A set of scenes; each is drawn when it is first asked for and kept. */
export interface ToySceneData extends TrainingData {
  /** The i-th scene, its truth included; drawn anew. */
  scene(i: number): ToyScene;
}

/** What is kept of a scene: 8 bits for a colour, as in a PNG, which is what it would be trained from. */
interface Kept {
  readonly conditions: PictureConditions;
  readonly image: Uint8Array;
}

export function toySceneData({
  seed,
  orderSeed = seed,
  count = 2000,
  split = "train",
  size: side = 64,
  positional = 1,
  context = 1,
  variety = 0,
  tint = 0,
  positions = null,
  instanceEdges: withEdges = false,
  exemplars = false,
}: ToySceneDataOptions): ToySceneData {
  const size = typeof side === "number" ? { height: side, width: side } : side;
  const labelSet = builtInLabelSet("toy-scenes");
  checkChoice(TrainingError, "split", split, ["train", "held-out"]);
  const half = split === "train" ? 1 : 2;
  const family = derivedSeed(seed, half);
  const seedOf = (i: number): number => derivedSeed(family, i);
  const scene = (i: number): ToyScene =>
    toyScene({ seed: seedOf(i), size, positional, context, variety, tint });
  const kept = new Map<number, Kept>();
  const keep = (i: number): Kept => {
    const known = kept.get(i);
    if (known !== undefined) return known;
    const drawn = scene(i);
    const conditions = sceneConditions(drawn, { positions, instanceEdges: withEdges });
    const image = Uint8Array.from(drawn.image, (value) => Math.round((value + 1) * 127.5));
    const fresh = { conditions, image };
    kept.set(i, fresh);
    return fresh;
  };
  const orders = new Map<number, Int32Array>();
  const orderOf = (epoch: number): Int32Array => {
    const known = orders.get(epoch);
    if (known !== undefined) return known;
    const order = new Random(derivedSeed(derivedSeed(orderSeed, half), -1 - epoch)).permutation(
      count,
    );
    orders.clear(); // the one before is not needed again
    orders.set(epoch, order);
    return order;
  };
  /** Of each scene; found when they are first asked for. */
  let lights: readonly Light[] | null = null;
  const exemplarOf = (i: number, turn: number): Exemplar => {
    lights ??= Array.from({ length: count }, (_, n) => lightOf(seedOf(n)));
    const others = [...lights.keys()].filter((n) => n !== i && lights?.[n] === lights?.[i]);
    // A scene that is alone in its light is its own exemplar.
    const other = others[derivedSeed(derivedSeed(orderSeed, 2 + half), turn) % others.length] ?? i;
    const { conditions, image } = keep(other);
    const { labels } = conditions;
    return { ...size, image: inColours(image), labels: labels.rows };
  };
  return {
    description: describe(),
    size,
    labelSet,
    classes: labelSet.rows.length,
    instanceEdges: withEdges,
    exemplars,
    positions,
    count,
    scene,
    async batch(step, batchSize): Promise<Batch> {
      const pictures = Array.from({ length: batchSize }, (_, i) => {
        const n = step * batchSize + i;
        const which = orderOf(Math.floor(n / count))[n % count];
        const { conditions, image } = keep(which);
        return {
          conditions: exemplars ? { ...conditions, exemplar: exemplarOf(which, n) } : conditions,
          image,
        };
      });
      const length = 3 * size.height * size.width;
      const images = new Float32Array(batchSize * length);
      for (const [i, { image }] of pictures.entries()) images.set(inColours(image), i * length);
      return { conditions: conditionsOf(...pictures.map(({ conditions }) => conditions)), images };
    },
  };

  function describe(): string {
    const place = positions ? `, positions by ${positionsText(positions)}` : "";
    const edges = withEdges ? ", instance edges" : "";
    const which = split === "train" ? "" : " held out";
    const pairs = exemplars ? ", each with another in the same light" : "";
    const tinted = tint === 0 ? "" : `, tint ${tint}`;
    const order = orderSeed === seed ? "" : `, in the order of seed ${orderSeed}`;
    return (
      `${count} toy scenes${which}, seed ${seed}, ${size.height}×${size.width}, ` +
      `positional structure ${positional}, context ${context}, variety ${variety}${tinted}${pairs}${place}${edges}${order}`
    );
  }
}

/** Bytes as a picture in [−1, 1]. */
function inColours(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (byte) => byte / 127.5 - 1);
}

/** What a network paints a scene from. */
export function sceneConditions(
  { height, width, labels, instances }: ToyScene,
  options: Pick<ToySceneDataOptions, "positions" | "instanceEdges"> = {},
): PictureConditions {
  const { positions = null, instanceEdges: withEdges = false } = options;
  return {
    labels: { height, width, rows: labels },
    ...(withEdges && { edges: instanceEdges(instances, height, width) }),
    ...(positions && {
      positions: positionalMap({ height, width, values: labels }, { ...positions, instances }),
    }),
  };
}
