/**
 * What each layer of a CLADE-ICPE makes of positions: the factor of its plane in the centre and at the four corners of a
 * component, and what it does to γ and β there.
 *
 * @module
 */

import { ModelError } from "../../errors.ts";
import { cladeParameters } from "../../models/layer-parameters.ts";
import type { GeneratorNetwork } from "../../models/network.ts";

export interface PlaneEffectRow {
  /** "up_2.norm_0". */
  readonly layer: string;

  /** γ is a scale, β a shift. */
  readonly kind: "scale" | "shift";
  readonly place: "centre" | "top left" | "top right" | "bottom left" | "bottom right";

  /** Offsets of the place, in (−1, 1) from the centre: y down, x right. */
  readonly dy: number;
  readonly dx: number;

  /** 1 + weightY·dy + weightX·dx + bias, the same for all classes and channels. */
  readonly factor: number;

  /** Mean |value| over classes and channels in the bank, and with the factor. */
  readonly bankMean: number;
  readonly effectiveMean: number;
}

const PLACES: readonly (readonly [PlaneEffectRow["place"], dy: number, dx: number])[] = [
  ["centre", 0, 0],
  ["top left", -1, -1],
  ["top right", -1, 1],
  ["bottom left", 1, -1],
  ["bottom right", 1, 1],
];

/**
 * Ten rows for each layer.
 *
 * @param extents Where the corners are; default 1, for offsets divided by the extent. Offsets in pixels (networks trained
 *   with `--norm no`) have corners at half a component's height and width.
 * @throws ModelError if the network has no planes.
 */
export async function planeEffectRows(
  network: GeneratorNetwork,
  extents: { readonly y: number; readonly x: number } = { y: 1, x: 1 },
): Promise<PlaneEffectRow[]> {
  const rows: PlaneEffectRow[] = [];
  for (const layer of network.layers) {
    const { positional, gamma, beta } =
      layer.method.kind === "clade"
        ? await cladeParameters(network, layer)
        : { positional: undefined, gamma: new Float32Array(), beta: new Float32Array() };
    if (positional === undefined) {
      throw new ModelError({
        what: "this network does not see positions",
        where: network.where,
        expected: "clade-icpe",
        got: network.kind,
        hint: "the planes are those of CLADE-ICPE networks",
      });
    }
    for (const kind of ["scale", "shift"] as const) {
      const { weight, bias } = kind === "scale" ? positional.gamma : positional.beta;
      const values = kind === "scale" ? gamma : beta;
      const bankMean = values.reduce((sum, v) => sum + Math.abs(v), 0) / values.length;
      for (const [place, y, x] of PLACES) {
        const [dy, dx] = [y * extents.y, x * extents.x];
        const factor = 1 + weight[0] * dy + weight[1] * dx + bias;
        const effectiveMean = bankMean * Math.abs(factor);
        rows.push({ layer: layer.name, kind, place, dy, dx, factor, bankMean, effectiveMean });
      }
    }
  }
  return rows;
}
