/**
 * `--sweep t=0,0.5,1`: the values of one number of the interventions.
 *
 * A number that --do writes down stays as it is; where it is left out, it takes these values one after the other.
 *
 * @module
 */

import type { Intervention } from "../../analysis/interventions/intervention.ts";
import { EngineError } from "../../errors.ts";
import type { Arguments } from "../command.ts";

type WithNumber<P extends string> = Extract<Intervention, { readonly [K in P]: number }>["kind"];

/** Which interventions have the number. */
const KINDS: {
  readonly t: readonly WithNumber<"t">[];
  readonly factor: readonly WithNumber<"factor">[];
} = { t: ["relabel", "restyle"], factor: ["scale", "scale-positions"] };
const PARAMETERS = ["t", "factor"] as const;

export interface SweepWish {
  readonly parameter: "t" | "factor";

  /** In the order of the strip. */
  readonly values: readonly number[];
}

/** What --sweep says; undefined without. @throws UsageError if it makes no sense. */
export function sweepWish(args: Arguments): SweepWish | undefined {
  const text = args.string("sweep");
  if (text === undefined) return undefined;
  const wrong = (what: string) =>
    args.usage(
      `--sweep takes t or factor and its values, such as t=0,0.25,0.5,0.75,1, not "${text}": ${what}`,
    );
  const [name, list, ...more] = text.split("=");
  const parameter = PARAMETERS.find((one) => one === name.trim());
  if (parameter === undefined) {
    throw wrong(
      list === undefined ? "it does not begin with t= or factor=" : `"${name.trim()}" is neither`,
    );
  }
  if (list === undefined || list.trim() === "" || more.length > 0) throw wrong("no list of values");
  const values = list.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const odd = values.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) throw wrong(`value ${odd + 1} is no number`);
  return { parameter, values };
}

/** Interventions with the first value where the number is left out, and which those are. */
export function takeSwept(
  json: unknown,
  { parameter, values }: SweepWish,
  where: string,
): { readonly json: readonly unknown[]; readonly swept: ReadonlySet<number> } {
  const list: readonly unknown[] = Array.isArray(json) ? json : [json];
  const kinds: readonly unknown[] = KINDS[parameter];
  const having = [...list.keys()].filter((i) => kinds.includes(field(list[i], "kind")));
  const swept = new Set(having.filter((i) => field(list[i], parameter) === undefined));
  if (swept.size === 0) {
    throw new EngineError({
      what: "no intervention is swept",
      where,
      expected: `an intervention (${kinds.join(", ")}) that leaves out ${parameter}: it takes the values of --sweep`,
      got:
        having.length === 0
          ? list.map((one) => String(field(one, "kind") ?? "no kind")).join(", ") || "none"
          : `${parameter} written down in ${having.length === 1 ? "it" : "each"}`,
      hint:
        having.length === 0
          ? "relabel and restyle have t, scale and scale-positions have factor"
          : `leave out "${parameter}" where it is swept; where it is written down it stays`,
    });
  }
  const taken = list.map((one, i) =>
    swept.has(i) ? { ...(one as object), [parameter]: values[0] } : one,
  );
  return { json: taken, swept };
}

/** The interventions at a value. */
export function sweptAt(
  interventions: readonly Intervention[],
  swept: ReadonlySet<number>,
  parameter: SweepWish["parameter"],
  value: number,
): Intervention[] {
  return interventions.map((one, i) => (swept.has(i) ? { ...one, [parameter]: value } : one));
}

function field(one: unknown, name: string): unknown {
  return typeof one === "object" && one !== null
    ? (one as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
