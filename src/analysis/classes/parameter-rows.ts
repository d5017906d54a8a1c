/**
 * The parameters of a layer as tidy rows: one for each class, channel and kind. A network of 18 layers and 151 classes
 * has 3.3 million, so they come one by one and layer by layer.
 *
 * @module
 */

import { resolveChannel } from "../names.ts";
import { checkBank } from "./check-bank.ts";
import { type ClassBank, type Convention, rowOfClass } from "./class-banks.ts";

/** One number of a bank. */
export interface ParameterRow {
  /** "up_2.norm_0". */
  readonly layer: string;

  /** Bank row. */
  readonly class: number;

  readonly className: string;
  readonly channel: number;
  readonly kind: "scale" | "shift";

  /** γ or β as the network holds or computes it; may be NaN or infinite. */
  readonly raw: number;

  /** What x̂ is multiplied with (`scale`) or what is added to it (`shift`). */
  readonly effective: number;

  /** How `effective` comes from `raw`, for the scale. */
  readonly convention: Convention;
}

export interface ParameterRowOptions {
  /** Bank rows or names of classes; default: all. */
  readonly classes?: Iterable<number | string> | undefined;

  /** Default: all. */
  readonly channels?: Iterable<number | string> | undefined;
}

/**
 * The rows of one layer: class by class, channel by channel, scale before shift.
 *
 * @throws LabelError for an unknown class, ModelError for an unknown channel, both before the first row.
 */
export function parameterRows(
  bank: ClassBank,
  { classes, channels }: ParameterRowOptions = {},
): Generator<ParameterRow, void, undefined> {
  checkBank(bank);
  const rows = classes && Array.from(classes, (wanted) => rowOfClass(bank, wanted));
  const columns =
    channels && Array.from(channels, (wanted) => resolveChannel(bank.channels, wanted, bank.layer));
  return rowsOf(
    bank,
    rows ?? [...Array(bank.classes).keys()],
    columns ?? [...Array(bank.channels).keys()],
  );
}

function* rowsOf(
  bank: ClassBank,
  rows: readonly number[],
  columns: readonly number[],
): Generator<ParameterRow, void, undefined> {
  const { layer, convention, classNames, rawGamma, rawBeta, scale, shift } = bank;
  for (const k of rows) {
    const className = classNames[k];
    for (const channel of columns) {
      const i = k * bank.channels + channel;
      const row = (kind: "scale" | "shift", raw: number, effective: number): ParameterRow => ({
        layer,
        class: k,
        className,
        channel,
        kind,
        raw,
        effective,
        convention,
      });
      yield row("scale", rawGamma[i], scale[i]);
      yield row("shift", rawBeta[i], shift[i]);
    }
  }
}
