/**
 * Semantic against spatial: the statistics of a network's modulation, all layers, over any number of label maps, one
 * picture at a time.
 *
 * ```ts
 * const statistics = await openStatistics(network);
 * for (const labels of maps) await addConditions(statistics, network, conditionsOf({ labels }));
 * layerRows(statistics); // how much of the variance is within classes, layer by layer
 * ```
 *
 * Memory does not grow with the number of pictures: for SPADE 64 bytes for each class that occurs and channel (128 MB
 * for COCO-Stuff's 183 rows × 10,944 channels, and its 113 MB of parameters), for CLADE and CLADE-ICPE a few numbers a
 * class.
 *
 * SEAN's values depend on a style besides: its statistics are those of one set of style codes for all pictures, the
 * network's (`withStyles`). With each picture in a style of its own, variance between styles would count as spatial.
 *
 * @module
 */

import type { ModulationSource } from "../../engines/modulations.ts";
import { EngineError } from "../../errors.ts";
import { inOneStyle } from "../../models/in-one-style.ts";
import { layerNamed } from "../../models/layer-named.ts";
import {
  cladeParameters,
  layerModulation,
  layerStyles,
  seanParameters,
  spadeParameters,
} from "../../models/layer-parameters.ts";
import { layerSizes } from "../../models/layer-sizes.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Size } from "../../models/ops.ts";
import { type Conditions, conditionsAt, picturesOf } from "../../modulation/conditions.ts";
import type { Bank } from "../../modulation/modulation.ts";
import type { NormLayer } from "../../modulation/norm-layer.ts";
import { seanInterior } from "../../modulation/sean-interior.ts";
import { spadeInterior } from "../../modulation/spade-interior.ts";
import { checkLabels } from "./check-labels.ts";
import {
  addPicture,
  type Distances,
  distancesOf,
  emptyStatistics,
  type LayerDescription,
  type LayerStatistics,
  mergeInto,
} from "./layer-statistics.ts";

/** One entry for each normalisation layer, in the order of the network. */
export type SpatialStatistics = readonly LayerStatistics[];

/**
 * Statistics without pictures.
 *
 * @param layers Names of the layers to look at; default all.
 * @throws ModelError for unknown layers, EngineError for a SEAN network without style codes.
 */
export async function openStatistics(
  network: GeneratorNetwork,
  layers: readonly string[] = network.layers.map(({ name }) => name),
): Promise<SpatialStatistics> {
  const descriptions: LayerStatistics[] = [];
  for (const name of layers) {
    descriptions.push(emptyStatistics(await describeLayer(network, layerNamed(network, name))));
  }
  return descriptions;
}

/**
 * Adds the pictures of a batch, one by one. If it throws on the way, a picture may be counted in some layers alone, and
 * `statistics` are of no use any more.
 *
 * @param conditions At the network's output size.
 * @param source Where modulations come from; default the network's parameters.
 * @throws LabelError for a label that is no bank row, EngineError for a picture in another style than the network's,
 *   before anything is counted.
 */
export async function addConditions(
  statistics: SpatialStatistics,
  network: GeneratorNetwork,
  conditions: Conditions,
  source: ModulationSource = (layer, here, size) => layerModulation(network, layer, here, size),
): Promise<void> {
  checkLabels(conditions, network.config.method.classes);
  const sizes = layerSizes(network, conditions);
  for (const picture of picturesOf(inOneStyle(network, conditions))) {
    const known = new Map<string, { here: Conditions; distances: Distances }>();
    const at = ({ height, width }: Size) => {
      const key = `${height}x${width}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const here = conditionsAt(picture, height, width);
      const made = { here, distances: distancesOf(here) };
      known.set(key, made);
      return made;
    };
    for (const to of statistics) {
      const layer = layerNamed(network, to.description.layer);
      const size = sizes.get(layer.name) as Size; // every layer of the network has one
      const { here, distances } = at(size);
      addPicture(to, await source(layer, here, size), distances);
    }
  }
}

/** Adds statistics of other pictures to `to`. @throws EngineError if they are of other layers. */
export function mergeStatistics(to: SpatialStatistics, from: SpatialStatistics): void {
  for (const [i, own] of to.entries()) {
    const other = from[i];
    const same =
      other !== undefined &&
      from.length === to.length &&
      describes(own.description, other.description);
    if (!same) {
      throw new EngineError({
        what: "these statistics are of different networks or layers",
        where: `statistics of ${own.description.layer}`,
        expected: describe(own.description),
        got: other === undefined ? "no such layer" : describe(other.description),
        hint: "merge only statistics of one checkpoint and the same layers",
      });
    }
  }
  for (const [i, own] of to.entries()) mergeInto(own, from[i]);
}

/**
 * Whether statistics are of this network: layers, kind, classes, channels, and what its first layer gives each class.
 *
 * @throws EngineError that says which layer is not, and what it is.
 */
export async function checkNetwork(
  statistics: SpatialStatistics,
  network: GeneratorNetwork,
): Promise<void> {
  const wrong = (own: LayerDescription, got: string, expected: string): EngineError =>
    new EngineError({
      what: "the statistics are of another network than the one that paints",
      where: `${network.where}, layer ${own.layer}`,
      expected,
      got,
      hint: "take statistics of this checkpoint: openStatistics(network), addConditions(…)",
    });
  for (const { description: own } of statistics) {
    const layer = network.layers.find(({ name }) => name === own.layer);
    if (layer === undefined) throw wrong(own, describe(own), "a layer of the network");
    const { classes } = network.config.method;
    const here = describe({ ...own, kind: kindOf(layer), classes, channels: layer.channels });
    if (here !== describe(own)) throw wrong(own, describe(own), here);
  }
  const [first] = statistics;
  if (first === undefined) return;
  const own = first.description;
  const here = await describeLayer(network, layerNamed(network, own.layer));
  if (describes(own, here)) return;
  throw wrong(own, "other values in the classes' interiors", `those of ${network.kind}`);
}

/** How the layer's values come about. */
function kindOf({ method }: NormLayer): LayerDescription["kind"] {
  if (method.kind === "clade") return method.positional ? "plane" : "lookup";
  const byLabel = method.kind === "spade" && method.kernel === 1 && !method.instanceEdges;
  return byLabel ? "lookup" : "neighbourhood";
}

async function describeLayer(store: GeneratorNetwork, layer: NormLayer): Promise<LayerDescription> {
  const { name, channels, method } = layer;
  const { classes } = method;
  const common = {
    ...{ layer: name, classes, channels },
    labelSet: store.labelSet?.name ?? null,
    classNames: store.labelSet?.rows.map((row) => row.name) ?? null,
  } as const;
  switch (method.kind) {
    case "clade": {
      const { gamma, beta, positional } = await cladeParameters(store, layer);
      const bank = (values: Float32Array): Bank => ({ rows: classes, channels, values });
      const numbers = ({ weight, bias }: { weight: Float32Array; bias: number }) =>
        [weight[0], weight[1], bias] as const;
      return {
        ...common,
        kind: kindOf(layer),
        symbolsPerClass: 1,
        interior: { scale: bank(gamma), shift: bank(beta) },
        planes: positional
          ? { scale: numbers(positional.gamma), shift: numbers(positional.beta) }
          : null,
      };
    }
    case "spade":
      return {
        ...common,
        kind: kindOf(layer),
        symbolsPerClass: method.instanceEdges ? 2 : 1,
        interior: spadeInterior(await spadeParameters(store, name), method, channels),
        planes: null,
      };
    case "sean":
      return {
        ...common,
        kind: kindOf(layer),
        symbolsPerClass: 1,
        interior: seanInterior(
          await seanParameters(store, layer),
          method,
          layerStyles(store, layer, { batch: 1 }),
          channels,
        ),
        planes: null,
      };
    default:
      return method satisfies never;
  }
}

function describes(a: LayerDescription, b: LayerDescription): boolean {
  const sameBank = (x: Bank, y: Bank) =>
    x.values.every((value, i) => Object.is(value, y.values[i]) || value === y.values[i]);
  return (
    describe(a) === describe(b) &&
    sameBank(a.interior.scale, b.interior.scale) &&
    sameBank(a.interior.shift, b.interior.shift)
  );
}

function describe({ layer, kind, classes, channels }: LayerDescription): string {
  return `${layer}, ${kind}, ${classes} classes × ${channels} channels`;
}
