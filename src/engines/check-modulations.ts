/**
 * Whether modulations fit the layers that they are given for.
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import { layerNamed } from "../models/layer-named.ts";
import { layerSizes } from "../models/layer-sizes.ts";
import type { GeneratorNetwork } from "../models/network.ts";
import type { Size } from "../models/ops.ts";
import type { Conditions } from "../modulation/conditions.ts";
import type { Bank, ClassBanks, Modulation } from "../modulation/modulation.ts";
import { appendedChannels, type NormLayer } from "../modulation/norm-layer.ts";

/**
 * @param banks Rows by class that are given for other layers.
 * @throws ModelError if the network has no such layer; EngineError if a modulation is of another size or number of
 * channels, lacks the channel that its layer appends, or stands beside a bank.
 */
export function checkModulations(
  network: GeneratorNetwork,
  conditions: Conditions,
  modulations: ReadonlyMap<string, Modulation>,
  banks: ReadonlyMap<string, ClassBanks> = new Map(),
): void {
  if (modulations.size === 0) return;
  const sizes = layerSizes(network, conditions);
  for (const [name, modulation] of modulations) {
    const layer = layerNamed(network, name);
    const where = `${network.where}: ${name}`;
    if (banks.has(name)) {
      throw new EngineError({
        what: "a layer is given a bank and a modulation",
        where,
        expected: "one of them",
        got: "both",
        hint: "leave it out of banks, or out of modulations",
      });
    }
    checkShape(layer, modulation, conditions.batch, sizes.get(name) as Size, where);
    checkIndex(modulation, where);
  }
}

function checkShape(
  { channels, method }: NormLayer,
  { scale, shift, index, spatial, appended }: Modulation,
  batch: number,
  { height, width }: Size,
  where: string,
): void {
  const pixels = batch * height * width;
  const bank = ({ rows, channels, values }: Bank) =>
    `[${rows}, ${channels}] with ${values.length} values`;
  const whole = (one: Bank) =>
    one.channels === channels &&
    one.rows === scale.rows &&
    one.values.length === one.rows * channels;
  const appends = appendedChannels(method) > 0;
  const checks: readonly [fits: boolean, what: string, expected: string, got: string][] = [
    [
      whole(scale) && whole(shift),
      "scale and shift do not fit the layer",
      `[rows, ${channels}], as many rows for one as for the other`,
      `${bank(scale)}, and ${bank(shift)}`,
    ],
    [
      index.batch === batch &&
        index.height === height &&
        index.width === width &&
        index.rows.length === pixels,
      "the index is not of the layer's size",
      `${batch} × ${height} × ${width}`,
      `${index.batch} × ${index.height} × ${index.width}, ${index.rows.length} values`,
    ],
    [
      spatial === undefined || (spatial.scale.length === pixels && spatial.shift.length === pixels),
      "the spatial factors are not one for each pixel",
      `${pixels} each`,
      `${spatial?.scale.length} and ${spatial?.shift.length}`,
    ],
    [
      (appended?.length ?? 0) === (appends ? pixels : 0),
      appends ? "the channel that the layer appends is missing" : "the layer appends no channel",
      appends ? `appended, ${pixels} values` : "no appended",
      `${appended?.length ?? 0} values`,
    ],
  ];
  const wrong = checks.find(([fits]) => !fits);
  if (wrong === undefined) return;
  const [, what, expected, got] = wrong;
  throw new EngineError({
    what,
    where,
    expected,
    got,
    hint: "start from the layer's own modulation at its size in this picture: layerModulation()",
  });
}

function checkIndex({ index, scale }: Modulation, where: string): void {
  const wrong = index.rows.find((row) => row < 0 || row >= scale.rows);
  if (wrong === undefined) return;
  throw new EngineError({
    what: "the index names a row that is not there",
    where,
    expected: `rows 0 to ${scale.rows - 1}`,
    got: `${wrong}`,
    hint: "number the rows of scale and shift from 0",
  });
}
