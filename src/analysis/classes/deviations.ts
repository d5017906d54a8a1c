/**
 * What the classes of a layer differ in: scale and shift less their neutral values, which change nothing.
 *
 * @module
 */

import { ModelError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import { centreColumns, type Matrix, rowOf, transpose } from "../statistics/matrix.ts";
import { checkBank } from "./check-bank.ts";
import type { ClassBank } from "./class-banks.ts";

/**
 * Which parameters count: `"both"` puts scale − 1 and shift side by side as they are. Both are in units of a
 * normalised activation's standard deviation, the scale's as change per unit of x̂, so neither is rescaled.
 */
export type Part = "scale" | "shift" | "both";

/**
 * What is taken off before classes are compared: `"none"`, nothing, so that classes are alike where they all do the
 * same; or `"mean class"`, each channel's mean over the classes, so that only what tells classes apart counts.
 */
export type Centring = "none" | "mean class";

export interface DeviationOptions {
  /** Default `"both"`. */
  readonly part?: Part | undefined;

  /** Default `"none"`. */
  readonly centring?: Centring | undefined;
}

/** The scale that changes nothing is 1, the shift 0. */
export const NEUTRAL: { readonly scale: 1; readonly shift: 0 } = { scale: 1, shift: 0 };

/**
 * scale − 1, shift, or both side by side; [classes, channels] or [classes, 2 · channels].
 *
 * @throws ModelError for a part or centring that there is not, or if this is not the bank of one layer.
 */
export function deviations(
  bank: ClassBank,
  { part = "both", centring = "none" }: DeviationOptions = {},
): Matrix {
  checkBank(bank);
  checkChoice(ModelError, "part", part, ["scale", "shift", "both"]);
  checkChoice(ModelError, "centring", centring, ["none", "mean class"]);
  const { classes, channels } = bank;
  const parts = part === "both" ? (["scale", "shift"] as const) : [part];
  const columns = parts.length * channels;
  const values = new Float64Array(classes * columns);
  for (const [p, name] of parts.entries()) {
    for (let k = 0; k < classes; k++) {
      const out = k * columns + p * channels;
      for (let c = 0; c < channels; c++) {
        values[out + c] = bank[name][k * channels + c] - NEUTRAL[name];
      }
    }
  }
  const matrix = { rows: classes, columns, values };
  return centring === "none" ? matrix : centreColumns(matrix);
}

/**
 * The same with a row for each channel, [channels, classes] or [channels, 2 · classes], to compare channels. Centring
 * is that of the classes, as in `deviations`: it takes each channel's mean off its own row.
 */
export function channelDeviations(bank: ClassBank, options: DeviationOptions = {}): Matrix {
  const { part = "both" } = options;
  if (part !== "both") return transpose(deviations(bank, options));
  const scale = transpose(deviations(bank, { ...options, part: "scale" }));
  const shift = transpose(deviations(bank, { ...options, part: "shift" }));
  const columns = 2 * bank.classes;
  const values = new Float64Array(bank.channels * columns);
  for (let c = 0; c < bank.channels; c++) {
    values.set(rowOf(scale, c), c * columns);
    values.set(rowOf(shift, c), c * columns + bank.classes);
  }
  return { rows: bank.channels, columns, values };
}
