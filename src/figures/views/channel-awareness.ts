/**
 * Which few channels paint a class: how active each is expected to be for it, against the mean class.
 *
 * @module
 */

import type { ClassChannelRow } from "../../analysis/classes/channel-awareness.ts";
import { domainOf } from "../chart/scale.ts";
import { sentence } from "../text/listed.ts";
import { numberText, percentText } from "../text/number-text.ts";
import type { Picture, View } from "../view.ts";

export interface ChannelAwarenessInput {
  readonly layer: string;
  readonly className: string;

  /** "leaky ReLU", or "none" behind a shortcut. */
  readonly activation: string;

  /** All channels, the strongest first. */
  readonly channels: readonly ClassChannelRow[];

  /** How many are drawn one by one. */
  readonly shown: number;

  /** Which channels are missing, and why; absent in figures that were saved before it was told. */
  readonly leftOut?: readonly string[] | undefined;
}

export const channelAwarenessView: View<ChannelAwarenessInput> = {
  name: "channel-awareness",
  picture: (input): Picture => {
    const { layer, className, activation, channels, shown, leftOut = [] } = input;
    const top = channels.slice(0, shown);
    const half = channels.findIndex(({ cumulativeShare }) => cumulativeShare >= 0.5 - 1e-12);
    const text = [
      channels.length === 0
        ? `no channel of ${className} in ${layer} is finite`
        : half < 0
          ? `${className} is the mean class in ${layer}`
          : `${half + 1} of ${channels.length} channels hold half of what sets ${className} apart`,
      ...(top.length > 0
        ? [`strongest: channel ${top[0].channel} (${numberText(top[0].deviation, 3)})`]
        : []),
      ...leftOut,
    ];
    const title = `Channels that paint ${className} in ${layer}`;
    const ranks = channels.map((_, i) => i + 1);
    return {
      title,
      alt: `Bars of the ${top.length} channels with the largest deviation from the mean class, and the share that the first channels hold. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: () => channels.map((row) => ({ ...row })),
      chart: () => ({
        title,
        columns: 2,
        notes: [
          `Expected activation behind ${activation === "none" ? "the shortcut's normalization" : `the ${activation}`} for x̂ standard normal, in closed form, less its mean over classes: what the bank does to an average pixel, not what is seen in a picture.`,
          ...leftOut.map(sentence),
        ],
        panels: [
          {
            title: "strongest channels",
            weight: 1.6,
            x: {
              kind: "linear",
              label: "expected activation less the mean class",
              domain: domainOf([top.map(({ deviation }) => deviation)], { include: [0] }),
            },
            y: { kind: "band", label: "channel", names: top.map(({ channel }) => String(channel)) },
            height: { points: Math.max(80, 10 * top.length) },
            marks: [
              {
                kind: "boxes",
                x0: top.map(({ deviation }) => Math.min(0, deviation)),
                x1: top.map(({ deviation }) => Math.max(0, deviation)),
                y0: top.map((_, i) => i + 0.15),
                y1: top.map((_, i) => i + 0.85),
                color: top.map(({ deviation }) => (deviation < 0 ? 0 : 1)),
                names: top.map(
                  (row) =>
                    `channel ${row.channel}: expected ${numberText(row.expected)}, mean class ${numberText(row.meanClass)}`,
                ),
              },
              { kind: "rule", x: 0, color: "ink" },
            ],
          },
          {
            title: "held by the first channels",
            x: { kind: "linear", label: "channels", domain: [0, Math.max(1, channels.length)] },
            y: {
              kind: "linear",
              label: "",
              domain: [0, 1],
              percent: true,
            },
            height: { points: Math.max(80, 10 * top.length) },
            marks: [
              { kind: "rule", y: 0.5, color: "soft", dashed: true },
              {
                kind: "line",
                x: [0, ...ranks],
                y: [0, ...channels.map(({ cumulativeShare }) => cumulativeShare)],
                color: 0,
                names: [
                  "",
                  ...channels.map(
                    (row) => `first ${row.rank}: ${percentText(row.cumulativeShare)}`,
                  ),
                ],
              },
            ],
          },
        ],
      }),
    };
  },
};
