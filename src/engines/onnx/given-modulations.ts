/**
 * Modulations that stand in the place of a layer's own, as inputs of a graph. Their rows may be as many as they like, so
 * that one graph does for all modulations of the same layers.
 *
 * @module
 */

import { layerNamed } from "../../models/layer-named.ts";
import { runningStatistics } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { foldBatchNorm, foldedShift } from "../../modulation/batch-norm.ts";
import type { Bank, Modulation } from "../../modulation/modulation.ts";
import { appendedChannels, type NormLayer } from "../../modulation/norm-layer.ts";
import type { Graph } from "./graph.ts";
import { bankName, type Feed } from "./inputs.ts";
import { int64 } from "./int64.ts";

/**
 * What a layer is given: rows by class, or a modulation, without factors for each pixel ("rows") or with them
 * ("factors").
 */
export type Given = "classes" | "rows" | "factors";

export function givenAs({ spatial }: Modulation): Given {
  return spatial === undefined ? "rows" : "factors";
}

/** The inputs of each layer of `modulations`, batch norm folded in, by name. */
export async function modulationFeeds(
  network: GeneratorNetwork,
  modulations: ReadonlyMap<string, Modulation>,
): Promise<Map<string, Feed>> {
  const feeds = new Map<string, Feed>();
  for (const [name, { scale, shift, index, spatial, appended }] of modulations) {
    const statistics = await runningStatistics(network, layerNamed(network, name));
    const folded = statistics && foldBatchNorm(scale, statistics);
    const joins = statistics !== null && spatial === undefined;
    const pixels = index.rows.length;
    feeds.set(bankName("scale", name), rowsFeed(folded?.gain ?? scale));
    feeds.set(
      bankName("shift", name),
      rowsFeed(joins ? foldedShift(scale, shift, statistics) : shift),
    );
    feeds.set(`rows ${name}`, {
      data: int64(pixels, (p) => index.rows[p]),
      dims: [pixels],
    });
    if (spatial !== undefined) {
      feeds.set(`factors scale ${name}`, { data: spatial.scale, dims: [pixels, 1] });
      feeds.set(`factors shift ${name}`, { data: spatial.shift, dims: [pixels, 1] });
      const offset = folded?.offset ?? { ...scale, values: new Float32Array(scale.values.length) };
      feeds.set(`offset ${name}`, rowsFeed(offset));
    }
    if (appended !== undefined) {
      feeds.set(`appended ${name}`, { data: appended, dims: [pixels, 1] });
    }
  }
  return feeds;
}

function rowsFeed({ rows, channels, values }: Bank): Feed {
  return { data: values, dims: [rows, channels] };
}

/**
 * The layer's result; [pixels, C], or C + 1 with an appended channel.
 *
 * @param times `map · x̂`, pixel by pixel.
 */
export function givenModulated(
  graph: Graph,
  { name, channels, method }: NormLayer,
  given: Exclude<Given, "classes">,
  pixels: number,
  times: (map: string) => string,
): string {
  const rows = graph.input(`rows ${name}`, "int64", [pixels]);
  const bank = (input: string) => {
    const values = graph.input(input, "float32", [`rows of ${name}`, channels]);
    return graph.op("Gather", [values, rows], { axis: 0 });
  };
  const column = (input: string) => graph.input(input, "float32", [pixels, 1]);
  const scaled = times(bank(bankName("scale", name)));
  const shift = bank(bankName("shift", name));
  // With factors y = f_γ · (A x − offset) + f_β · shift.
  const y =
    given === "rows"
      ? graph.op("Add", [scaled, shift])
      : graph.op("Add", [
          graph.op("Mul", [
            graph.op("Sub", [scaled, bank(`offset ${name}`)]),
            column(`factors scale ${name}`),
          ]),
          graph.op("Mul", [shift, column(`factors shift ${name}`)]),
        ]);
  if (appendedChannels(method) === 0) return y;
  return graph.op("Concat", [y, column(`appended ${name}`)], { axis: 1 });
}
