/**
 * What the page of bench/spade-browser.ts runs: pictures from tables and by convolutions on the wasm back end.
 *
 * @module
 */

import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { TfjsGenerator } from "../src/engines/tfjs/generator.ts";
import { conditionsOf } from "../src/modulation/conditions.ts";
import { randomSpade, SIZE } from "./spade-network.ts";

setWasmPaths("/wasm/");

export interface PageTimes {
  /** Milliseconds of each run after the first. */
  readonly convolutions: readonly number[];
  readonly tables: readonly number[];

  /** Largest difference of the two pictures. */
  readonly worst: number;

  /** Whether tfjs has threads here. */
  readonly threads: boolean;
}

async function bothWays(rows: readonly number[], runs: number): Promise<PageTimes> {
  const network = randomSpade();
  const labels = { ...SIZE, rows: Int32Array.from(rows) };
  const conditions = conditionsOf({ labels });
  const times = { convolutions: [] as number[], tables: [] as number[] };
  const images: Float32Array[] = [];
  for (const spade of ["convolutions", "tables"] as const) {
    const generator = await TfjsGenerator.load(network, { spade });
    for (let run = 0; run <= runs; run++) {
      const start = performance.now();
      const { image } = await generator.synthesize(conditions);
      if (run > 0) times[spade].push(performance.now() - start);
      else images.push(image.data);
    }
    generator.dispose();
  }
  const worst = images[0].reduce((max, x, i) => Math.max(max, Math.abs(x - images[1][i])), 0);
  return {
    ...times,
    worst,
    threads: (await tf.env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT")) === true,
  };
}

export type BothWays = typeof bothWays;

Object.assign(globalThis, { bothWays });
