/**
 * What a network is trained on.
 *
 * @module
 */

import type { Size } from "../labels/label-map.ts";
import type { LabelSet } from "../labels/label-set.ts";
import type { Conditions } from "../modulation/conditions.ts";
import type { PositionKind } from "../positions/position-metadata.ts";

/** Some pictures with what they are to be painted from. */
export interface Batch {
  /** Label maps and, where the data have them, instance edges and positional maps, at the pictures' size, and exemplars. */
  readonly conditions: Conditions;

  /** The pictures, [batch, 3, height, width] in [−1, 1]. */
  readonly images: Float32Array;
}

/** Pictures without end; the same step always gives the same batch, so that a resumed run goes on as if never stopped. */
export interface TrainingData {
  /** For cards and messages: "toy scenes, seed 1, positional structure 1, context 0". */
  readonly description: string;

  /** Of every picture. */
  readonly size: Size;

  readonly labelSet: LabelSet;

  /** Label rows K, without an edge channel. */
  readonly classes: number;

  /** Whether batches have instance edges. */
  readonly instanceEdges: boolean;

  /** Whether conditions have exemplars, each a picture of the same style as the one to paint. */
  readonly exemplars?: boolean | undefined;

  /** How positional maps are made, if there are some; written into CLADE-ICPE networks. */
  readonly positions?: PositionKind | null | undefined;

  /** Number of distinct pictures. */
  readonly count: number;

  /** @param step Counted from 0. */
  batch(step: number, batchSize: number): Promise<Batch>;
}
