/**
 * A SPADE picture from tables and by convolutions on tfjs, in Node and in a page: how long each takes, and that they are
 * the same picture.
 *
 * @module
 */

import { TfjsGenerator } from "../src/engines/tfjs/generator.ts";
import type { GeneratorNetwork } from "../src/models/network.ts";
import { conditionsOf } from "../src/modulation/conditions.ts";
import { median } from "./median.ts";
import type { Row } from "./row.ts";
import { SIZE } from "./spade-network.ts";

/** Timed runs of each way. */
const RUNS = 3;

export interface BothTimes {
  /** Milliseconds of each run after the first. */
  readonly convolutions: readonly number[];
  readonly tables: readonly number[];

  /** Largest difference of the two pictures. */
  readonly worst: number;
}

/** @param rows Bank rows at `SIZE`. */
export async function bothWays(network: GeneratorNetwork, rows: Int32Array): Promise<BothTimes> {
  const conditions = conditionsOf({ labels: { ...SIZE, rows } });
  const times = { convolutions: [] as number[], tables: [] as number[] };
  const images: Float32Array[] = [];
  for (const spade of ["convolutions", "tables"] as const) {
    const generator = await TfjsGenerator.load(network, { spade });
    for (let run = 0; run <= RUNS; run++) {
      const start = performance.now();
      const { image } = await generator.synthesize(conditions);
      if (run > 0) times[spade].push(performance.now() - start);
      else images.push(image.data);
    }
    generator.dispose();
  }
  const worst = images[0].reduce((max, x, i) => Math.max(max, Math.abs(x - images[1][i])), 0);
  return { ...times, worst };
}

/**
 * @param where What the pictures were painted on: "wasm".
 * @throws Error if the pictures differ.
 */
export function rowOfBoth(
  where: string,
  map: string,
  { convolutions, tables, worst }: BothTimes,
): Row {
  if (!(worst <= 1e-4)) throw new Error(`${map}: tables and convolutions differ by ${worst}`);
  const [reference, ours] = [median(convolutions), median(tables)];
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  const spread = (times: readonly number[]) =>
    `${seconds(Math.min(...times))} to ${seconds(Math.max(...times))}`;
  return {
    measure: `SPADE picture 256², ngf 16, ${where}, ${map} (equal to ${worst.toExponential(0)})`,
    reference: `${seconds(reference)} s (convolutions, ${spread(convolutions)})`,
    ours: `${seconds(ours)} s (tables, ${spread(tables)})`,
    ratio: `${(reference / ours).toFixed(1)}x`,
    numbers: { reference, ours, ratio: reference / ours, convolutions, tables, worst },
  };
}
