/**
 * Scale against shift: a dot for each class and channel of a layer. After the γ–β scatters of Dumoulin et al., "Feature-wise
 * transformations", Distill 2018.
 *
 * @module
 */

import type { Ink, KeyEntry, Mark } from "../chart/chart.ts";
import { domainOf } from "../chart/scale.ts";
import { countText, numberText } from "../text/number-text.ts";
import type { Picture, Row, View } from "../view.ts";

export interface ScaleShiftInput {
  readonly layer: string;
  readonly convention: string;
  readonly channels: number;
  readonly classNames: readonly string[];

  /** Effective, [classes, channels] each. */
  readonly scale: Float32Array;
  readonly shift: Float32Array;

  /** What the colours tell apart. */
  readonly by: "class" | "channel";

  /** The classes or channels in colour, at most eight; the rest is grey. */
  readonly focus: readonly number[];
}

export const scaleShiftView: View<ScaleShiftInput> = {
  name: "scale-shift",
  picture: (input): Picture => {
    const { layer, convention, channels, classNames, scale, shift, by, focus } = input;
    const title = `Scale (${convention}) against shift of ${layer}: a dot for each class and channel`;
    const broken = scale.filter((s, i) => !Number.isFinite(s) || !Number.isFinite(shift[i])).length;
    const text = [
      `correlation of scale and shift ${numberText(correlation(scale, shift), 2)} over ${countText(scale.length - broken)} pairs`,
      ...(broken > 0 ? [`${countText(broken)} pairs are not finite and not shown`] : []),
    ];
    const nameOf = (i: number) => (by === "class" ? classNames[i] : `channel ${i}`);
    return {
      title,
      alt: `A scatter of ${countText(scale.length)} dots, in colour ${focus.map(nameOf).join(", ")}. ${text.join(". ")}.`,
      text: text.join("\n"),
      rows: function* (): Generator<Row> {
        for (const [k, className] of classNames.entries()) {
          for (let channel = 0; channel < channels; channel++) {
            const i = k * channels + channel;
            yield { layer, class: k, className, channel, scale: scale[i], shift: shift[i] };
          }
        }
      },
      chart: () => ({
        title,
        key: [
          ...focus.map((i, place): KeyEntry => ({ name: nameOf(i), color: place, sign: "dot" })),
          {
            name: `the other ${by === "class" ? "classes" : "channels"}`,
            color: "rest",
            sign: "dot",
          },
        ],
        notes: [
          `Lines: scale 1 and shift 0, which change nothing. Left of scale 0 a channel is turned upside down.${
            greyCount(input) > MOST_GREY
              ? ` Of ${countText(greyCount(input))} grey dots at most ${countText(MOST_GREY)} are drawn, evenly chosen; the rows have all.`
              : ""
          }`,
        ],
        panels: [
          {
            x: {
              kind: "linear",
              label: `scale (${convention})`,
              domain: domainOf([scale], { include: [1] }),
            },
            y: { kind: "linear", label: "shift (β)", domain: domainOf([shift], { include: [0] }) },
            height: { points: 270 },
            marks: [
              { kind: "rule", x: 1, color: "soft", dashed: true },
              { kind: "rule", y: 0, color: "soft", dashed: true },
              ...marksOf(input, nameOf),
            ],
          },
        ],
      }),
    };
  },
};

/** More grey dots than this only hide each other, and weigh megabytes. */
const MOST_GREY = 4000;

/** Every k-th, so that no more than MOST_GREY are left. */
function thinned(members: readonly number[]): readonly number[] {
  const step = Math.ceil(members.length / MOST_GREY);
  return step <= 1 ? members : members.filter((_, i) => i % step === 0);
}

/** Grey first, so that colours lie on top. */
function marksOf(
  { classNames, channels, scale, shift, by, focus }: ScaleShiftInput,
  nameOf: (i: number) => string,
): Mark[] {
  const groups = new Map<number, number[]>([
    [-1, []],
    ...focus.map((_, i) => [i, []] as [number, number[]]),
  ]);
  for (let i = 0; i < scale.length; i++) {
    const group = focus.indexOf(by === "class" ? Math.floor(i / channels) : i % channels);
    groups.get(group)?.push(i);
  }
  return [...groups].map(([place, all]): Mark => {
    const members = place < 0 ? thinned(all) : all;
    const color: Ink = place < 0 ? "rest" : place;
    return {
      kind: "dots",
      x: members.map((i) => scale[i]),
      y: members.map((i) => shift[i]),
      color,
      radius: place < 0 ? 1.2 : 1.9,
      opacity: place < 0 ? 0.7 : 0.9,
      names: members.map(
        (i) =>
          `${classNames[Math.floor(i / channels)]}, channel ${i % channels}: scale ${numberText(scale[i])}, shift ${numberText(shift[i])}`,
      ),
      ...(place >= 0 && { group: nameOf(focus[place]) }),
    };
  });
}

/** Classes by channels that are not in focus. */
function greyCount({ classNames, channels, by, focus }: ScaleShiftInput): number {
  const [all, each] =
    by === "class" ? [classNames.length, channels] : [channels, classNames.length];
  return (all - focus.length) * each;
}

function correlation(a: Float32Array, b: Float32Array): number {
  let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    if (!Number.isFinite(a[i]) || !Number.isFinite(b[i])) continue;
    n++;
    sa += a[i];
    sb += b[i];
  }
  const [ma, mb] = [sa / n, sb / n];
  for (let i = 0; i < a.length; i++) {
    if (!Number.isFinite(a[i]) || !Number.isFinite(b[i])) continue;
    saa += (a[i] - ma) ** 2;
    sbb += (b[i] - mb) ** 2;
    sab += (a[i] - ma) * (b[i] - mb);
  }
  return sab / Math.sqrt(saa * sbb);
}
