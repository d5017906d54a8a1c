/**
 * Interventions from JSON.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { checkOptionNames } from "../../labels/check-choice.ts";
import type { Exchange } from "./exchange.ts";
import type { Intervention } from "./intervention.ts";
import type { ScalePositions } from "./positions.ts";
import type { Relabel } from "./relabel.ts";
import type { Scale } from "./scale.ts";
import type { Restyle } from "./styles.ts";
import type { KeepVariation } from "./variation.ts";

/** Another network's modulation, the network by its file. */
export type PlainExchange = Omit<Exchange, "by"> & { readonly by: string };

/** What can be written down. */
export type PlainIntervention = Exclude<Intervention, Exchange> | PlainExchange;

/** A field's value, if it is of the right kind; what it should be, for messages. */
interface Field {
  readonly fits: (value: unknown) => boolean;
  readonly expected: string;

  /** Taken where the field is missing; needed where there is none. */
  readonly fallback?: unknown;
}

const isName = (value: unknown) => typeof value === "string" || typeof value === "number";
const listOf = (each: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(each);
const isNumber = (value: unknown) => typeof value === "number";
const isText = (value: unknown) => typeof value === "string";
const isPair = (value: unknown) => listOf(isName)(value) && (value as unknown[]).length === 2;

const LAYERS: Field = {
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
const FIELDS = {
  relabel: {
    classes: {
      fits: listOf(isPair),
      expected: 'pairs of a class and what it is modulated as: [["sky", "water"]]',
    },
    t: T,
    layers: LAYERS,
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
  "scale-positions": { factor: FACTOR, layers: LAYERS, classes: CLASSES, part: PART },
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
} as const satisfies { readonly [K in Kinds["kind"]]: FieldsOf<Extract<Kinds, { kind: K }>> };

type Kinds = Relabel | Scale | KeepVariation | ScalePositions | Restyle | PlainExchange;
type FieldsOf<I> = { readonly [K in Exclude<keyof I, "kind">]-?: Field };

/**
 * @param json One intervention, or a list of them. Whether classes, layers and numbers fit a network is seen when they are
 * applied.
 * @param where What the JSON is, for messages.
 * @throws EngineError that names the intervention and its field.
 */
export function parseInterventions(json: unknown, where: string): PlainIntervention[] {
  const list = Array.isArray(json) ? json : [json];
  return list.map((one: unknown, i) => parsed(one, `${where}: intervention ${i + 1}`));
}

function parsed(json: unknown, where: string): PlainIntervention {
  const given = typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
  const { kind, ...values } = given;
  const fields: Readonly<Record<string, Field>> | undefined =
    typeof kind === "string" && Object.hasOwn(FIELDS, kind)
      ? FIELDS[kind as keyof typeof FIELDS]
      : undefined;
  if (fields === undefined) {
    throw new EngineError({
      what: "there is no such intervention",
      where,
      expected: `an object with a "kind": ${Object.keys(FIELDS).join(", ")}`,
      got: shown(json),
      hint: '{"kind": "scale", "factor": 2, "classes": ["sky"]}',
    });
  }
  checkOptionNames(EngineError, `${where}, ${kind}`, values, Object.keys(fields));
  const out: Record<string, unknown> = { kind };
  for (const [name, { fits, expected, ...more }] of Object.entries(fields)) {
    const value = values[name];
    if (value === undefined && "fallback" in more) {
      if (more.fallback !== undefined) out[name] = more.fallback;
    } else if (fits(value)) out[name] = value;
    else {
      throw new EngineError({
        what: value === undefined ? "a field is missing" : "a field is of another kind",
        where: `${where}, ${kind}: ${name}`,
        expected,
        got: value === undefined ? "none" : shown(value),
        hint: `the fields of ${kind} are ${Object.keys(fields).join(", ")}`,
      });
    }
  }
  return out as unknown as PlainIntervention; // every field was checked
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 80);
}
