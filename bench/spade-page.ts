/**
 * What the page of bench/spade-browser.ts runs: pictures from tables and by convolutions on the wasm back end.
 *
 * @module
 */

import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { type BothTimes, bothWays } from "./spade-both-ways.ts";
import { randomSpade } from "./spade-network.ts";

setWasmPaths("/wasm/");

export interface PageTimes extends BothTimes {
  /** Whether tfjs has threads here. */
  readonly threads: boolean;
}

async function bothWaysInPage(rows: readonly number[]): Promise<PageTimes> {
  const times = await bothWays(randomSpade(), Int32Array.from(rows));
  const threads = (await tf.env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT")) === true;
  return { ...times, threads };
}

export type BothWaysInPage = typeof bothWaysInPage;

Object.assign(globalThis, { bothWaysInPage });
