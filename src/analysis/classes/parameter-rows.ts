/**
 * The parameters of a layer as tidy rows: one for each class, channel and kind. A network of 18 layers and 151 classes
 * has 3.3 million, so they come one by one and layer by layer.
 *
 * @module
 */

import type { ClassBank, Convention } from "./class-banks.ts";

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
  /** Bank rows; default: all. */
  readonly classes?: Iterable<number> | undefined;

  /** Default: all. */
  readonly channels?: Iterable<number> | undefined;
}

/** The rows of one layer: class by class, channel by channel, scale before shift. */
export function* parameterRows(
  bank: ClassBank,
  { classes, channels }: ParameterRowOptions = {},
): Generator<ParameterRow, void, undefined> {
  const { layer, convention, classNames, rawGamma, rawBeta, scale, shift } = bank;
  const columns = [...(channels ?? Array(bank.channels).keys())];
  for (const k of classes ?? Array(bank.classes).keys()) {
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
