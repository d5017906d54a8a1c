/**
 * A batch's conditions on the back end, resized for each layer once and shared by all layers and passes of a step.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import { toChannelsLast } from "../../engines/tfjs/layout.ts";
import { oneHot } from "../../engines/tfjs/one-hot.ts";
import { RowIndex } from "../../engines/tfjs/training-ops/row-index.ts";
import { upload } from "../../engines/tfjs/transfer.ts";
import type { Size } from "../../models/ops.ts";
import {
  type Conditions,
  conditionsAt,
  edgesOf,
  positionsOf,
} from "../../modulation/conditions.ts";
import { exemplarOf } from "../../modulation/exemplar.ts";
import type { SeanMethod, SpadeMethod } from "../../modulation/norm-layer.ts";
import { type SeanTables, seanTables } from "./sean-tables.ts";
import { SpadeTables } from "./spade-tables.ts";

/** Memory: it owns its tensors until `dispose`; they are made when first asked for. */
export class BatchInputs {
  readonly #sizes = new Map<string, Conditions>();
  readonly #tensors = new Map<string, tf.Tensor>();
  readonly #tables = new Map<string, SpadeTables>();
  readonly #styles = new Map<string, SeanTables>();
  readonly #labels = new Map<string, RowIndex>();
  readonly #conditions: Conditions;

  /** @param conditions Of the whole batch, at the pictures' size. */
  constructor(conditions: Conditions) {
    this.#conditions = conditions;
  }

  /** One-hot label maps and the edge channel; [batch, height, width, classes (+ 1)]. */
  semantics(classes: number, instanceEdges: boolean, size: Size = this.#conditions): tf.Tensor4D {
    return this.#kept(`semantics ${key(size)}`, () =>
      oneHot(this.at(size), classes, instanceEdges),
    );
  }

  /** The same twice over: for fake and real pictures in one batch. */
  semanticsTwice(classes: number, instanceEdges: boolean): tf.Tensor4D {
    const once = this.semantics(classes, instanceEdges);
    return this.#kept("semantics twice", () => tf.concat([once, once], 0));
  }

  /** One-hot label maps of the exemplars, at their own size; [batch, height, width, classes]. */
  exemplarLayout(classes: number): tf.Tensor4D {
    const conditions = this.#conditions;
    return this.#kept("exemplar layout", () =>
      oneHot({ ...conditions, ...exemplarOf(conditions) }, classes, false),
    );
  }

  /** The exemplars' pictures, [batch, height, width, 3]. */
  exemplarImages(): tf.Tensor4D {
    const { height, width, image } = exemplarOf(this.#conditions);
    return this.#kept("exemplar", () =>
      upload({ shape: [this.#conditions.batch, 3, height, width], data: image }),
    );
  }

  /** Class of each pixel; [batch · height · width]. */
  labels(size: Size): RowIndex {
    const known = this.#labels.get(key(size));
    if (known !== undefined) return known;
    const index = new RowIndex(this.at(size).labels);
    this.#labels.set(key(size), index);
    return index;
  }

  /** Positional maps (y, x); [batch · height · width, 2]. */
  positions(size: Size): tf.Tensor2D {
    return this.#kept(`positions ${key(size)}`, () => {
      const here = this.at(size);
      const last = toChannelsLast(positionsOf(here), { ...size, channels: 2 });
      return tf.tensor2d(last, [last.length / 2, 2]);
    });
  }

  /** Edge bits; [batch, height, width, 1]. */
  edges(size: Size): tf.Tensor4D {
    return this.#kept(`edges ${key(size)}`, () => {
      const here = this.at(size);
      const bits = Float32Array.from(edgesOf(here));
      return tf.tensor4d(bits, [here.batch, here.height, here.width, 1]);
    });
  }

  /** The neighbourhoods that SPADE's tables are made for. */
  spadeTables(method: SpadeMethod, size: Size): SpadeTables {
    const known = this.#tables.get(key(size));
    if (known !== undefined) return known;
    const tables = SpadeTables.of(method, this.at(size));
    this.#tables.set(key(size), tables);
    return tables;
  }

  /**
   * The neighbourhoods that SEAN's tables are made for.
   *
   * @param label Row of the label part of each pixel; null where that has no rows.
   */
  seanTables(method: SeanMethod, size: Size, label: RowIndex | null): SeanTables {
    const known = this.#styles.get(key(size));
    if (known !== undefined) return known;
    const tables = seanTables(method, this.at(size), label);
    this.#styles.set(key(size), tables);
    return tables;
  }

  /** One over its region's pixels in its picture where a pixel belongs to a region; [batch, classes, height · width]. */
  regionShares(classes: number, size: Size): tf.Tensor3D {
    return this.#kept(`shares ${key(size)}`, () => {
      const { batch, labels } = this.at(size);
      const pixels = size.height * size.width;
      const counts = new Float32Array(batch * classes);
      const regionOf = (p: number) => Math.floor(p / pixels) * classes + labels[p];
      for (let p = 0; p < labels.length; p++) counts[regionOf(p)]++;
      const shares = new Float32Array(batch * classes * pixels);
      for (let p = 0; p < labels.length; p++) {
        shares[regionOf(p) * pixels + (p % pixels)] = 1 / counts[regionOf(p)];
      }
      return tf.tensor3d(shares, [batch, classes, pixels]);
    });
  }

  at({ height, width }: Size): Conditions {
    const known = this.#sizes.get(key({ height, width }));
    if (known !== undefined) return known;
    const resized = conditionsAt(this.#conditions, height, width);
    this.#sizes.set(key({ height, width }), resized);
    return resized;
  }

  dispose(): void {
    tf.dispose([...this.#tensors.values()]);
    for (const tables of this.#tables.values()) tables.dispose();
    for (const tables of this.#styles.values()) tables.dispose();
    for (const index of this.#labels.values()) index.dispose();
    this.#styles.clear();
    this.#labels.clear();
    this.#tensors.clear();
    this.#tables.clear();
  }

  #kept<T extends tf.Tensor>(name: string, make: () => T): T {
    const known = this.#tensors.get(name);
    if (known !== undefined) return known as T;
    const made = tf.keep(tf.tidy(make));
    this.#tensors.set(name, made);
    return made;
  }
}

function key({ height, width }: Size): string {
  return `${height}x${width}`;
}
