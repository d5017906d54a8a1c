/**
 * What SEAN's layers make of style codes, kept for the pictures that follow in the same style: it is the same for every
 * label map, and takes reading three quarters of the network's parameters.
 *
 * A session of its own makes it, so that the session that paints holds none of those parameters; here they are mapped from
 * the file of weights, and not packed.
 *
 * @module
 */

import type { InferenceSession } from "onnxruntime-node";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { type Constant, Graph } from "./graph.ts";
import type { Feed } from "./inputs.ts";
import { modelBytes } from "./proto.ts";
import { onnxRuntime, openSession } from "./session.ts";
import { styleName } from "./sources.ts";
import { regionStyles, styleTable } from "./style-graph.ts";
import type { StyleSets } from "./style-sets.ts";
import { WEIGHTS } from "./weights-file.ts";

export interface StyleTablesOptions {
  readonly constants: ReadonlyMap<string, Constant>;

  /** Where each constant begins in the weights' file. */
  readonly offsets: ReadonlyMap<string, number>;

  /** The folder of the weights, checked or written again. */
  readonly folder: () => Promise<string>;
  readonly threads?: number | undefined;
}

/** "table": what the graph of tables takes; "mu": of convolutions. */
export type StyleKind = "table" | "mu";

export class StyleTables {
  readonly #layers: readonly NormLayer[];
  readonly #options: StyleTablesOptions;
  #session: { readonly key: string; readonly value: Promise<InferenceSession> } | null = null;
  #last: {
    readonly kind: StyleKind;
    readonly codes: Float32Array;
    readonly feeds: ReadonlyMap<string, Feed>;
  } | null = null;

  /** @param layers Of the network; those without style are passed over. */
  constructor(layers: readonly NormLayer[], options: StyleTablesOptions) {
    this.#layers = layers.filter(
      ({ method }) => method.kind === "sean" && method.styleLength !== null,
    );
    this.#options = options;
  }

  /** Inputs of the graph that paints, by their names; not made again for the same codes. */
  async of({ count, codes }: StyleSets, kind: StyleKind): Promise<ReadonlyMap<string, Feed>> {
    const last = this.#last;
    if (last?.kind === kind && same(last.codes, codes)) return last.feeds;
    const session = await this.#open(count, kind);
    const { Tensor } = await onnxRuntime();
    const [{ method }] = this.#layers;
    const dims = [count, method.classes, codes.length / (count * method.classes)];
    const results = await session.run({ codes: new Tensor("float32", codes, dims) });
    const feeds = new Map<string, Feed>();
    for (const [name, { data, dims }] of Object.entries(results)) {
      feeds.set(name, { data: data as Float32Array, dims });
    }
    this.#last = { kind, codes: codes.slice(), feeds };
    return feeds;
  }

  async release(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    this.#last = null;
    await (await session?.value.catch(() => null))?.release();
  }

  async #open(sets: number, kind: StyleKind): Promise<InferenceSession> {
    const key = `${sets} ${kind}`;
    if (this.#session?.key === key) return this.#session.value;
    await this.release();
    const { constants, offsets, folder, threads } = this.#options;
    const graph = stylesGraph(this.#layers, sets, kind, constants);
    const opening = async () => {
      const model = await modelBytes(graph, { location: WEIGHTS, offsets });
      return openSession(model, { threads, folder: await folder(), packing: false });
    };
    const session = { key, value: opening() };
    this.#session = session;
    session.value.catch(() => {
      if (this.#session === session) this.#session = null;
    });
    return session.value;
  }
}

function stylesGraph(
  layers: readonly NormLayer[],
  sets: number,
  kind: StyleKind,
  constants: ReadonlyMap<string, Constant>,
): Graph {
  const graph = new Graph({ viewed: true });
  const constant = (name: string) => graph.constant(constants.get(name) as Constant);
  for (const { name, channels, method } of layers) {
    const length = method.kind === "sean" ? (method.styleLength ?? 0) : 0;
    const rows = sets * method.classes;
    const codes = graph.input("codes", "float32", [sets, method.classes, length]);
    const maps = { regions: constant(`${name}.regions`), bias: constant(`${name}.regionBias`) };
    const mu = regionStyles(graph, codes, maps, { rows, length });
    const columns = 2 * channels;
    if (kind === "mu") {
      graph.output(mu, styleName("mu", name), [rows, length]);
    } else {
      const table = styleTable(graph, mu, constant(`${name}.style`), length);
      graph.output(table, styleName("table", name), [9 * (rows + 1), columns]);
    }
  }
  return graph;
}

function same(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
