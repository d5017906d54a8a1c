/**
 * Everything that a report takes from running the network as it is, in one run for each label map.
 *
 * @module
 */

import { type ActivationRow, activationRows } from "../../analysis/activations.ts";
import type { ActivationSource } from "../../analysis/layer-activations.ts";
import type { Activation } from "../../engines/activation.ts";
import type { PaintingEngine } from "../../engines/synthesis.ts";
import type { Conditions } from "../../modulation/conditions.ts";

export interface Painted {
  readonly images: readonly Activation[];

  /** Of the layers that were asked for, over all pictures. */
  readonly rows: readonly ActivationRow[];

  /** The first picture's activations of the layer that figures of one layer show, and of no other. */
  readonly followed: ActivationSource;
}

/**
 * Paints, and takes activations on the way: ONNX Runtime compiles a graph for each set of them, which takes longer than a
 * picture. Those of one picture at a time are in memory, beside one layer of the first.
 *
 * @param layers Whose activations `rows` tell of.
 * @param followed Name of the layer that is kept.
 * @param onPicture Called before each picture.
 */
export async function painted(
  painter: Pick<PaintingEngine, "network" | "synthesize">,
  conditions: readonly Conditions[],
  { layers, followed }: { readonly layers: readonly string[]; readonly followed: string },
  onPicture: (index: number) => void,
): Promise<Painted> {
  const { network } = painter;
  const images: Activation[] = [];
  const kept = new Map<string, Activation>();
  const isFollowed = (name: string) => name === followed || name === `${followed}.input`;
  const source: ActivationSource = {
    network,
    synthesize: async (one, { taps: asked = () => false } = {}) => {
      onPicture(images.length);
      const { image, taps } = await painter.synthesize(one, {
        taps: (name) => asked(name) || isFollowed(name),
      });
      for (const [name, activation] of images.length === 0 ? taps : []) {
        if (isFollowed(name)) kept.set(name, activation);
      }
      images.push(image);
      return { taps: new Map([...taps].filter(([name]) => asked(name))) };
    },
  };
  const rows = await activationRows(source, conditions, layers);
  return { images, rows, followed: { network, synthesize: async () => ({ taps: kept }) } };
}
