/**
 * What modulation adds to a generator in percent, beside what was published.
 *
 * @module
 */

import type { Ink, Panel } from "../chart/chart.ts";
import { numberText } from "../text/number-text.ts";
import type { MethodCostInput } from "./cost.ts";
import { logAxis } from "./log-axis.ts";

/** What the lower panels count, and whether it is what was published. */
export function overheadNote(methods: readonly MethodCostInput[]): string {
  const given = methods.filter(
    ({ overhead, published }) => overhead !== null && published !== null,
  );
  const same = given.every(
    ({ overhead, published }) =>
      overhead?.parameters === published?.parameters && overhead?.compute === published?.compute,
  );
  const said =
    given.length === 0
      ? ""
      : same
        ? " They are those that the abstract of arXiv 2004.02867 (first version of CLADE) gives for ADE20K."
        : " Published in the abstract of arXiv 2004.02867 (first version of CLADE), for ADE20K at 256 × 256; this network is another.";
  return `Below: what the modulation adds to the convolutions of the residual blocks, weights alone, conv_s counted as 3 × 3, without fc and conv_img.${said}`;
}

export function overheadPanel(
  methods: readonly MethodCostInput[],
  quantity: "parameters" | "compute",
): Panel {
  const shown = methods.flatMap(({ name, overhead, published }, i) => {
    if (overhead === null) return [];
    const known = published?.[quantity] ?? null;
    return [{ name, color: i as Ink, value: overhead[quantity], published: known }];
  });
  const at = shown.map((_, i) => i + 0.5);
  const values = shown.flatMap(({ value, published }) => [value, published ?? value]);
  const what = quantity === "compute" ? "computation" : "parameters";
  return {
    x: logAxis(`added ${what} in %`, values, 2),
    y: { kind: "band", label: "", names: shown.map(({ name }) => name) },
    height: { points: Math.max(30, 16 * shown.length) },
    marks: [
      {
        kind: "dots",
        x: shown.map(({ published }) => published ?? Number.NaN),
        y: at,
        color: "rest",
        radius: 5,
        names: shown.map(({ name, published }) =>
          published === null ? name : `${name}: published +${percent(published)}`,
        ),
      },
      {
        kind: "dots",
        x: shown.map(({ value }) => (value > 0 ? value : Number.NaN)),
        y: at,
        color: shown.map(({ color }) => color),
        radius: 2.4,
        names: shown.map(({ name, value }) => `${name}: +${percent(value)}`),
      },
    ],
    caption: shown.map(
      ({ name, value, published }) =>
        `${name}: +${percent(value)}${published === null ? "" : published === value ? ", as published" : `; published: +${percent(published)}`}`,
    ),
  };
}

function percent(value: number): string {
  return `${numberText(value, 6)} %`;
}
