/**
 * SPADE inside a region: where the 5×5 neighbourhood has one class, no edge and no border, γ and β are constants of
 * that class, in closed form. A trained SPADE so turns into a CLADE bank that is exact in region interiors.
 *
 * @module
 */

import type { Bank } from "./modulation.ts";
import type { SpadeMethod } from "./norm-layer.ts";
import { type SpadeParameters, spadeModulation } from "./spade.ts";

/** Effective scale 1 + γ and shift β of each class in its interior; [classes, channels] each. */
export function spadeInterior(
  parameters: SpadeParameters,
  method: SpadeMethod,
  channels: number,
): { scale: Bank; shift: Bank } {
  const { classes, instanceEdges } = method;
  // A batch of 5×5 pictures of one class each: the centre pixel of every picture sees nothing else.
  const labels = Int32Array.from({ length: classes * 25 }, (_, i) => Math.floor(i / 25));
  const conditions = {
    batch: classes,
    height: 5,
    width: 5,
    labels,
    edges: instanceEdges ? new Uint8Array(labels.length) : undefined,
  };
  const { scale, shift, index } = spadeModulation(parameters, method, conditions, channels);
  const centres = Array.from({ length: classes }, (_, k) => index.rows[k * 25 + 12]);
  const pick = (bank: Bank): Bank => ({
    rows: classes,
    channels,
    values: Float32Array.from({ length: classes * channels }, (_, i) => {
      return bank.values[centres[Math.floor(i / channels)] * channels + (i % channels)];
    }),
  });
  return { scale: pick(scale), shift: pick(shift) };
}
