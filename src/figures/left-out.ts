/**
 * What a comparison of classes leaves out, in words: parameters that are NaN or infinite for every class tell no two
 * classes apart and would make all of them incomparable, so they are dropped (`dropBrokenColumns`), and the figure says
 * how many and which.
 *
 * @module
 */

import type { ClassBank } from "../analysis/classes/class-banks.ts";
import {
  channelDeviations,
  type DeviationOptions,
  deviations,
} from "../analysis/classes/deviations.ts";
import { dropBrokenColumns, finiteRows, rowOf } from "../analysis/statistics/matrix.ts";
import { joinedDeviations } from "./banks.ts";
import { listed } from "./text/listed.ts";
import { countText } from "./text/number-text.ts";

export interface LeftOutOptions extends Pick<DeviationOptions, "part"> {
  /** Whether the layers are compared as one table; else each by itself. */
  readonly joined?: boolean | undefined;
}

/**
 * "3 parameters are finite for no class and left out: scale of channels 3 and 7, shift of channel 3 in up_2.norm_0";
 * nothing where nothing is dropped.
 */
export function leftOutParameters(
  banks: readonly ClassBank[],
  { part = "both", joined = false }: LeftOutOptions = {},
): string[] {
  const parts = part === "both" ? (["scale", "shift"] as const) : [part];
  const tables = joined
    ? [joinedDeviations(banks, { part })]
    : banks.map((bank) => deviations(bank, { part }));
  const kept = new Set<number>();
  let start = 0;
  for (const table of tables) {
    for (const column of dropBrokenColumns(table).kept) kept.add(start + column);
    start += table.columns;
  }
  let [column, count] = [0, 0];
  const layers: string[] = [];
  for (const { layer, channels } of banks) {
    const words: string[] = [];
    for (const name of parts) {
      const out = Array.from({ length: channels }, (_, c) => c).filter(
        (c) => !kept.has(column + c),
      );
      column += channels;
      count += out.length;
      if (out.length === 0) continue;
      words.push(`${name} of ${out.length === 1 ? "channel" : "channels"} ${listed(out)}`);
    }
    if (words.length > 0) layers.push(`${words.join(", ")} in ${layer}`);
  }
  if (count === 0) return [];
  const are = count === 1 ? "parameter is" : "parameters are";
  return [
    `${countText(count)} ${are} finite for no class and left out: ${listed(layers, "; ", "layers")}`,
  ];
}

/**
 * The classes that are not finite in a layer, which have no part in comparisons of that layer as a whole: "left out
 * where a parameter is not finite: water in up_2.norm_0".
 *
 * @param options `but`: bank row of a class of which `leftOutLayers` tells.
 */
export function leftOutClasses(
  banks: readonly ClassBank[],
  { part = "both", but }: Pick<DeviationOptions, "part"> & { readonly but?: number } = {},
): string[] {
  const layers = banks.flatMap((bank) => {
    const finite = new Set(finiteRows(dropBrokenColumns(deviations(bank, { part })).matrix));
    const out = bank.classNames.filter((_, k) => k !== but && !finite.has(k));
    return out.length === 0 ? [] : [`${listed(out)} in ${bank.layer}`];
  });
  if (layers.length === 0) return [];
  return [`classes left out where a parameter is not finite: ${listed(layers, "; ", "layers")}`];
}

/**
 * Layers in which one class has no part, of a figure that is about that class: "water has no finite value in up_2.norm_0",
 * and where some of its numbers are none, "water is left out where one of its parameters is not finite: up_3.norm_0".
 */
export function leftOutLayers(
  banks: readonly ClassBank[],
  row: number,
  { part = "both" }: Pick<DeviationOptions, "part"> = {},
): string[] {
  const name = banks[0]?.classNames[row];
  const [none, some]: [string[], string[]] = [[], []];
  for (const bank of banks) {
    const { matrix } = dropBrokenColumns(deviations(bank, { part }));
    const own = rowOf(matrix, row);
    if (matrix.columns > 0 && own.every(Number.isFinite)) continue;
    (own.some(Number.isFinite) ? some : none).push(bank.layer);
  }
  const all = none.length === banks.length && banks.length > 1;
  return [
    ...(none.length > 0
      ? [`${name} has no finite value in ${all ? "any layer" : listed(none, ", ", "layers")}`]
      : []),
    ...(some.length > 0
      ? [
          `${name} is left out where one of its parameters is not finite: ${listed(some, ", ", "layers")}`,
        ]
      : []),
  ];
}

/** Of a heat map that shows them in grey: they have no part in the order of its rows. */
export function ofOrder(words: readonly string[]): string[] {
  return words.map((one) => one.replace("left out:", "left out of the order of classes:"));
}

/** Classes that are finite in no channel of the layer, which have no part in the order of its channels. */
export function leftOutOfChannelOrder(bank: ClassBank, part: "scale" | "shift"): string[] {
  const { kept, dropped } = dropBrokenColumns(channelDeviations(bank, { part }));
  if (dropped === 0) return [];
  const out = bank.classNames.filter((_, k) => !kept.includes(k));
  return [`classes finite in no channel, left out of the order of channels: ${listed(out)}`];
}

/** Channels that have no expected activation for a class; the mean class is that of those which are finite. */
export function leftOutChannels(
  { layer, channels }: ClassBank,
  className: string,
  shown: readonly number[],
): string[] {
  const inside = new Set(shown);
  const out = Array.from({ length: channels }, (_, c) => c).filter((c) => !inside.has(c));
  if (out.length === 0) return [];
  const are = out.length === 1 ? "channel is" : "channels are";
  return [
    `${countText(out.length)} ${are} not finite for ${className} and left out: ${listed(out)} in ${layer}`,
  ];
}
