/**
 * Interventions in a few words each, for titles and rows.
 *
 * @module
 */

import type { GeneratorNetwork } from "../../models/network.ts";
import { classNamesOf, resolveClass } from "../names.ts";
import type { Intervention } from "./intervention.ts";
import type { ScalePositions } from "./positions.ts";
import type { Pivot, Scale } from "./scale.ts";
import type { ClassName, Selection } from "./selection.ts";

/** One line for each: "sky and sea swapped", "scale × 2 for sky". The interventions fit the network. */
export function interventionWords(
  network: Pick<GeneratorNetwork, "config" | "labelSet">,
  interventions: readonly Intervention[],
): string[] {
  const known = { classes: network.config.method.classes, labelSet: network.labelSet };
  const names = classNamesOf(known);
  const name = (one: ClassName) => names[resolveClass(known, one)];
  return interventions.map((one) => `${what(one, name)}${selectionWords(one, name)}`);
}

function what(one: Intervention, name: (one: ClassName) => string): string {
  switch (one.kind) {
    case "relabel":
      return relabelWords(
        one.classes.map(([from, to]) => [name(from), name(to)] as const),
        one.t,
      );
    case "scale":
      return scaleWords(one);
    case "keep-variation":
      return `only ${one.variation} variation of ${partWords(one)}`;
    case "scale-positions":
      return positionWords(one);
    case "exchange":
      return `${partWords(one)} of ${one.by.network.where.split("/").at(-1)}`;
    case "restyle": {
      const regions = one.codes.map(({ region }) => name(region)).join(", ");
      return `other style for ${regions}${one.t === 1 ? "" : `, t = ${number(one.t)}`}`;
    }
    default:
      return one satisfies never;
  }
}

function relabelWords(pairs: readonly (readonly [string, string])[], t: number): string {
  const [[a, b] = ["", ""], second] = pairs;
  const swap = pairs.length === 2 && second[0] === b && second[1] === a;
  if (swap) return `${a} and ${b} swapped${t === 1 ? "" : `, t = ${number(t)}`}`;
  return pairs
    .map(([from, to]) => (t === 1 ? `${from} as ${to}` : `${from} towards ${to}, t = ${number(t)}`))
    .join("; ");
}

const LEFT: Readonly<Record<Pivot, string>> = {
  zero: "zero",
  neutral: "what changes nothing",
  mean: "the mean over pixels",
};

function scaleWords(one: Scale): string {
  if (one.factor === 0) return `${partWords(one)} set to ${LEFT[one.about]}`;
  const about = one.about === "zero" ? "" : ` about ${LEFT[one.about]}`;
  return `${partWords(one)} × ${number(one.factor)}${about}`;
}

/** A factor of 0 is said by what is off, and what is left is always said. */
function positionWords({ part, factor, about }: ScalePositions): string {
  const whose = partWords({ part });
  if (factor === 0) {
    return about === "bias"
      ? `positions (bias kept) of ${whose} off`
      : `positional factors (bias included) of ${whose} off`;
  }
  return about === "bias"
    ? `positions (bias kept) of ${whose} × ${number(factor)}`
    : `positional factors of ${whose}: 1 + ${number(factor)} (f − 1)`;
}

function partWords({ part = "both" }: Pick<Selection, "part">): string {
  return part === "both" ? "scale and shift" : part;
}

function selectionWords(one: Intervention, name: (one: ClassName) => string): string {
  const { layers } = one;
  const named = one.kind === "relabel" || one.kind === "restyle"; // its classes, in what() it is
  const classes = named ? undefined : one.classes;
  const channels = "channels" in one ? one.channels : undefined;
  const part = one.kind === "relabel" ? one.part : undefined;
  return [
    ...(part === undefined || part === "both" ? [] : [`, ${part} alone`]),
    ...(classes === undefined ? [] : [` for ${classes.map(name).join(", ")}`]),
    ...(channels === undefined
      ? []
      : [`, channel${channels.length === 1 ? "" : "s"} ${channels.join(", ")}`]),
    ...(layers === undefined ? [] : [`, in ${layers.join(", ")}`]),
  ].join("");
}

function number(value: number): string {
  return String(Number(value.toPrecision(4))).replaceAll("-", "−");
}
