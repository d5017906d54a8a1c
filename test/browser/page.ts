/** What the page of spade.test.ts runs: a golden network, painted by the ways that it is asked for. */

import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import * as cs from "../../src/browser.ts";

setWasmPaths("/wasm/");

/** Conditions as JSON. */
export interface PageConditions {
  readonly height: number;
  readonly width: number;
  readonly rows: readonly number[];
  readonly edges: readonly number[] | null;
}

export interface Painted {
  readonly isolated: boolean;

  /** Values of the picture, by way. */
  readonly images: Readonly<Record<string, readonly number[]>>;

  /** How many convolutions each way ran. */
  readonly convolutions: Readonly<Record<string, number>>;

  /** Scale of one layer as dense maps, from TfjsModulations. */
  readonly scale: readonly number[];
}

async function paint(
  checkpoint: string,
  options: unknown,
  { height, width, rows, edges }: PageConditions,
  ways: readonly ("auto" | "tables" | "convolutions")[],
  { name, size }: { name: string; size: { height: number; width: number } },
): Promise<Painted> {
  const bytes = new Uint8Array(await (await fetch(checkpoint)).arrayBuffer());
  const stateDict = await cs.openCheckpoint(cs.bytesSource(bytes, checkpoint));
  const released = cs.parseReleasedOptions(options, "opt.json");
  const network = cs.asGenerator(cs.networkOf(stateDict, { options: released }));
  const conditions = cs.conditionsOf({
    labels: { height, width, rows: Int32Array.from(rows) },
    edges: edges === null ? undefined : Uint8Array.from(edges),
  });
  const images: Record<string, readonly number[]> = {};
  const convolutions: Record<string, number> = {};
  for (const spade of ways) {
    const generator = await cs.TfjsGenerator.load(network, { spade });
    const { kernels } = await tf.profile(async () => {
      images[spade] = [...(await generator.synthesize(conditions)).image.data];
      return tf.scalar(0);
    });
    convolutions[spade] = kernels.filter(({ name }) => /Conv2D$/.test(name)).length;
    generator.dispose();
  }
  const modulations = await cs.TfjsModulations.load(network);
  const layer = network.layers.find((one) => one.name === name);
  if (layer === undefined) throw new Error(`no layer ${name}`);
  const modulation = await modulations.source(layer, conditions, size);
  modulations.dispose();
  return {
    isolated: globalThis.crossOriginIsolated,
    images,
    convolutions,
    scale: [...cs.denseMaps(modulation).scale],
  };
}

export type Paint = typeof paint;

Object.assign(globalThis, { paint });
