/**
 * The fields of each kind of intervention, for whoever checks one: JSON, and plain data in a notebook, which is not always
 * checked before it runs.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { checkOptionNames } from "../../labels/check-choice.ts";
import type { Exchange } from "./exchange.ts";
import type { ScalePositions } from "./positions.ts";
import type { Relabel } from "./relabel.ts";
import type { Scale } from "./scale.ts";
import type { Restyle } from "./styles.ts";
import type { KeepVariation } from "./variation.ts";

/** Another network's modulation, the network by its file. */
export type PlainExchange = Omit<Exchange, "by"> & { readonly by: string };

/** A field's value, if it is of the right kind; what it should be, for messages. */
export interface Field {
  readonly fits: (value: unknown) => boolean;
  readonly expected: string;

  /** Taken by JSON where the field is missing; needed where there is none. */
  readonly fallback?: unknown;
}

const isName = (value: unknown) => typeof value === "string" || typeof value === "number";
const listOf =
  (each: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    (Array.isArray(value) || ArrayBuffer.isView(value)) && [...(value as unknown[])].every(each);
const isNumber = (value: unknown) => typeof value === "number";
const isText = (value: unknown): value is string => typeof value === "string";
const isPair = (value: unknown) => listOf(isName)(value) && (value as unknown[]).length === 2;

export const LAYERS: Field = {
  fits: listOf(isText),
  expected: 'names of layers: ["up_2.norm_0"]',
  fallback: undefined,
};
const CLASSES: Field = {
  fits: listOf(isName),
  expected: 'names or bank rows: ["sky", 3]',
  fallback: undefined,
};
const CHANNELS: Field = {
  fits: listOf(isNumber),
  expected: "numbers: [0, 7]",
  fallback: undefined,
};
const PART: Field = { fits: isText, expected: '"scale", "shift" or "both"', fallback: undefined };
const FACTOR: Field = { fits: isNumber, expected: "a number" };
const T: Field = { fits: isNumber, expected: "a number", fallback: 1 };

const SELECTION = { layers: LAYERS, classes: CLASSES, channels: CHANNELS, part: PART };

/** The fields of each kind. */
export const FIELDS: { readonly [K in Kinds["kind"]]: FieldsOf<Extract<Kinds, { kind: K }>> } = {
  relabel: {
    classes: {
      fits: listOf(isPair),
      expected: 'pairs of a class and what it is modulated as: [["sky", "water"]]',
    },
    t: T,
    layers: LAYERS,
    channels: CHANNELS,
    part: PART,
  },
  scale: {
    factor: FACTOR,
    about: { fits: isText, expected: '"zero", "neutral" or "mean"', fallback: "zero" },
    ...SELECTION,
  },
  "keep-variation": {
    variation: { fits: isText, expected: '"between-class" or "within-class"' },
    ...SELECTION,
  },
  "scale-positions": {
    factor: FACTOR,
    about: { fits: isText, expected: '"neutral" or "bias"', fallback: "neutral" },
    layers: LAYERS,
    classes: CLASSES,
    part: PART,
  },
  exchange: { by: { fits: isText, expected: "the path of a checkpoint" }, ...SELECTION },
  restyle: {
    codes: {
      fits: listOf((one) => {
        const { region, code } = (one ?? {}) as { region?: unknown; code?: unknown };
        return isName(region) && listOf(isNumber)(code);
      }),
      expected: 'regions with their codes: [{"region": "hair", "code": [0.1, …]}]',
    },
    t: T,
    layers: LAYERS,
  },
};

type Kinds = Relabel | Scale | KeepVariation | ScalePositions | Restyle | PlainExchange;
type FieldsOf<I> = { readonly [K in Exclude<keyof I, "kind">]-?: Field };

/** The fields of a kind; undefined where there is no such kind. */
export function fieldsOf(kind: unknown): Readonly<Record<string, Field>> | undefined {
  return typeof kind === "string" && Object.hasOwn(FIELDS, kind)
    ? FIELDS[kind as keyof typeof FIELDS]
    : undefined;
}

/**
 * Checks names and values of fields. One that is missing and has a fallback is left to whoever takes it.
 *
 * @param where The intervention with its kind.
 * @throws EngineError for a field that there is not, one that is needed and missing, and a value of another kind.
 */
export function checkFields(
  values: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Field>>,
  where: string,
): void {
  const names = Object.keys(fields);
  checkOptionNames(EngineError, where, values, names);
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name];
    if (value === undefined ? "fallback" in field : field.fits(value)) continue;
    throw new EngineError({
      what: value === undefined ? "a field is missing" : "a field is of another kind",
      where: `${where}: ${name}`,
      expected: field.expected,
      got: value === undefined ? "none" : shown(value),
      hint:
        value !== undefined && field.fits([value])
          ? `put it in a list: ${shown([value])}`
          : `the fields are ${names.join(", ")}`,
    });
  }
}

/** For messages. */
export function shown(value: unknown): string {
  const text = typeof value === "object" || isText(value) ? JSON.stringify(value) : undefined;
  return (text ?? String(value)).slice(0, 80);
}
