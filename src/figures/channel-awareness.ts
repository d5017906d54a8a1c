/**
 * Which few channels paint a class.
 *
 * @module
 */

import { channelAwareness, classChannels } from "../analysis/classes/channel-awareness.ts";
import { checkBank } from "../analysis/classes/check-bank.ts";
import { type ClassBank, rowOfClass } from "../analysis/classes/class-banks.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { leftOutChannels } from "./left-out.ts";
import { channelAwarenessView } from "./views/channel-awareness.ts";

export interface ChannelAwarenessOptions extends FigureOptions {
  /** How many channels are drawn one by one; default 12. */
  readonly count?: number | undefined;
}

/** @throws LabelError for an unknown class, with the nearest names. */
export function channelAwarenessFigure(
  bank: ClassBank,
  wanted: number | string,
  options: ChannelAwarenessOptions = {},
): Figure {
  checkOptions("channel awareness", options, { count: null });
  checkBank(bank);
  const className = bank.classNames[rowOfClass(bank, wanted)];
  const channels = classChannels(bank, wanted);
  return Figure.of(
    channelAwarenessView,
    {
      layer: bank.layer,
      className,
      activation: channelAwareness(bank).activation,
      channels,
      shown: options.count ?? 12,
      leftOut: leftOutChannels(
        bank,
        className,
        channels.map(({ channel }) => channel),
      ),
    },
    options,
  );
}
