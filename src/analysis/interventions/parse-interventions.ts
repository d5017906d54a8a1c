/**
 * Interventions from JSON.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import type { Exchange } from "./exchange.ts";
import { checkFields, FIELDS, fieldsOf, type PlainExchange, shown } from "./fields.ts";
import type { Intervention } from "./intervention.ts";

/** What can be written down. */
export type PlainIntervention = Exclude<Intervention, Exchange> | PlainExchange;

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
  const fields = fieldsOf(kind);
  if (fields === undefined) {
    throw new EngineError({
      what: "there is no such intervention",
      where,
      expected: `an object with a "kind": ${Object.keys(FIELDS).join(", ")}`,
      got: shown(json),
      hint: '{"kind": "scale", "factor": 2, "classes": ["sky"]}',
    });
  }
  checkFields(values, fields, `${where}, ${kind}`);
  const out: Record<string, unknown> = { kind };
  for (const [name, { fallback }] of Object.entries(fields)) {
    const value = values[name] ?? fallback;
    if (value !== undefined) out[name] = value;
  }
  return out as unknown as PlainIntervention; // every field was checked
}
