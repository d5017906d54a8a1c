/**
 * Modulations of a network's layers, as `layerModulation` gives them, with SPADE's and SEAN's rows computed on a back end: the
 * products of its tables are most of the work, and a back end is several times faster at them than plain loops.
 *
 * ```ts
 * const modulations = await TfjsModulations.load(network);
 * try { await addConditions(statistics, network, conditions, modulations.source); } finally { modulations.dispose(); }
 * ```
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs-core";
import {
  layerModulation,
  layerStyles,
  seanParameters,
  spadeParameters,
} from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Size } from "../../models/ops.ts";
import { type Conditions, conditionsAt, picturesOf } from "../../modulation/conditions.ts";
import type { Bank, Modulation } from "../../modulation/modulation.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { joined } from "../../modulation/sean.ts";
import type { PatternMethod, SpadePatterns } from "../../modulation/spade-patterns.ts";
import { type LayerModulations, modulationsDisposedOf } from "../modulations.ts";
import { PatternMemory } from "../pattern-memory.ts";
import { type BackendName, useBackend } from "./backend.ts";
import { seanTables } from "./sean.ts";
import { spadeTables } from "./spade.ts";
import { floatsOf, type WasmBackend } from "./wasm/heap.ts";

/** What makes the rows of one layer. */
interface RowTables {
  /** Whose neighbourhoods the rows are of. */
  readonly method: PatternMethod;
  rows(patterns: SpadePatterns, codes: Float32Array): tf.Tensor2D;
  dispose(): void;
}

/** It owns the memory of the parameters until `dispose`. */
export class TfjsModulations implements LayerModulations {
  readonly network: GeneratorNetwork;
  readonly backend: BackendName;
  readonly #tables: ReadonlyMap<string, RowTables>;
  readonly #patterns = new PatternMemory();
  #disposed = false;

  private constructor(
    network: GeneratorNetwork,
    backend: BackendName,
    tables: ReadonlyMap<string, RowTables>,
  ) {
    this.network = network;
    this.backend = backend;
    this.#tables = tables;
  }

  /** @param options `backend`: default "wasm". @throws EngineError if the back end is not there. */
  static async load(
    network: GeneratorNetwork,
    { backend = "wasm" }: { readonly backend?: BackendName | undefined } = {},
  ): Promise<TfjsModulations> {
    await useBackend(backend);
    const tables = new Map<string, RowTables>();
    try {
      for (const layer of network.layers) {
        const one = await rowTables(network, layer);
        if (one !== null) tables.set(layer.name, one);
      }
    } catch (error) {
      for (const one of tables.values()) one.dispose();
      throw error;
    }
    return new TfjsModulations(network, backend, tables);
  }

  /** The modulation of one layer; `conditions` of any size are resized to the layer's. */
  readonly source = async (
    layer: NormLayer,
    conditions: Conditions,
    size: Size,
  ): Promise<Modulation> => {
    const tables = this.#tables.get(layer.name);
    if (tables === undefined) return layerModulation(this.network, layer, conditions, size);
    const codes = layerStyles(this.network, layer, conditions);
    // The pictures of a batch share SPADE's rows, but not SEAN's with a style.
    if (codes.length === 0 || conditions.batch === 1) {
      return this.#rows(tables, layer, conditions, size);
    }
    const each = codes.length / conditions.batch;
    const parts: Modulation[] = [];
    for (const [n, picture] of picturesOf(conditions).entries()) {
      const styles = codes.subarray(n * each, (n + 1) * each);
      parts.push(await this.#rows(tables, layer, { ...picture, styles }, size));
    }
    return joined(parts);
  };

  async #rows(
    tables: RowTables,
    layer: NormLayer,
    conditions: Conditions,
    size: Size,
  ): Promise<Modulation> {
    const { method } = tables;
    if (this.#disposed) throw modulationsDisposedOf(this.network.where, "TfjsModulations.load()");
    await useBackend(this.backend);
    const here = conditionsAt(conditions, size.height, size.width);
    const { table, ...part } = this.#patterns.of(method, conditions, size);
    const codes = layerStyles(this.network, layer, here);
    const rows = tf.tidy(() => tables.rows(table, codes)); //                  [rows, 2C]
    const values = tf.getBackend() === "wasm" ? onHeap(rows) : await rows.data<"float32">();
    const bank = (from: number): Bank => half(values, from, table.second.rows, layer.channels);
    const [scale, shift] = [bank(0), bank(layer.channels)];
    rows.dispose();
    return { scale, shift, ...part };
  }

  get engine(): string {
    return `tfjs, ${this.backend}`;
  }

  dispose(): void {
    this.#disposed = true;
    for (const one of this.#tables.values()) one.dispose();
  }
}

/** Null for CLADE, whose rows are in the file. */
async function rowTables(network: GeneratorNetwork, layer: NormLayer): Promise<RowTables | null> {
  const { name, channels, method } = layer;
  if (method.kind === "clade") return null;
  if (method.kind === "spade") {
    return { ...spadeTables(await spadeParameters(network, name), method, channels), method };
  }
  const tables = seanTables(await seanParameters(network, layer), method, channels);
  return { ...tables, method: tables.patternMethod };
}

/** A tensor's own memory on the wasm back end, since a copy would take as long as the rest; valid until the next operation. */
function onHeap(x: tf.Tensor2D): Float32Array {
  return floatsOf(tf.backend() as unknown as WasmBackend, x);
}

/** Half of the columns of [rows, 2C]. */
function half(values: Float32Array, from: number, rows: number, channels: number): Bank {
  const out = new Float32Array(rows * channels);
  for (let row = 0; row < rows; row++) {
    const start = row * 2 * channels + from;
    out.set(values.subarray(start, start + channels), row * channels);
  }
  return { rows, channels, values: out };
}
