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

  /** What two classes swapped in all layers changes, and what is left of it when they are swapped again. */
  readonly swapped: SwappedInPage;
}

export interface SwappedInPage {
  readonly image: readonly number[];
  readonly words: readonly string[];
  readonly changed: readonly string[];
  readonly twice: readonly string[];

  /** Mean |Δ| of the whole picture at each value of a mixture. */
  readonly moved: readonly number[];
}

async function swapped(
  network: cs.GeneratorNetwork,
  modulations: cs.LayerModulations,
  conditions: cs.Conditions,
): Promise<SwappedInPage> {
  const generator = await cs.TfjsGenerator.load(network);
  const swap = cs.swapClasses(0, 1);
  const once = await cs.intervene(generator, modulations, conditions, [swap]);
  const twice = await cs.intervene(generator, modulations, conditions, [swap, swap]);
  const values = [0, 0.5, 1];
  const { rows } = await cs.sweep(generator, modulations, conditions, values, (t) => [
    { ...swap, t },
  ]);
  generator.dispose();
  return {
    image: [...once.after.data],
    words: once.words,
    changed: once.changed,
    twice: twice.changed,
    moved: rows.filter((row) => row.class === null).map(({ meanAbsolute }) => meanAbsolute),
  };
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
  const interventions = await swapped(network, modulations, conditions);
  modulations.dispose();
  return {
    isolated: globalThis.crossOriginIsolated,
    images,
    convolutions,
    scale: [...cs.denseMaps(modulation).scale],
    swapped: interventions,
  };
}

export type Paint = typeof paint;

Object.assign(globalThis, { paint });
