/**
 * What is given as interventions, before anything is made of it.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { checkModulations } from "./check-modulations.ts";
import { checkFields, FIELDS, fieldsOf, shown } from "./fields.ts";
import type { Intervention } from "./intervention.ts";

/**
 * @throws EngineError if it is no list, or one of it is no intervention, has a field that there is not, or a value of
 * another kind. Whether classes, layers and numbers fit a network is seen when they are applied.
 */
export function checkInterventions(interventions: readonly Intervention[]): void {
  if (!Array.isArray(interventions)) throw noList(interventions);
  for (const [i, one] of interventions.entries()) checkIntervention(one, `intervention ${i + 1}`);
}

function checkIntervention(intervention: Intervention, where: string): void {
  const { kind, ...values }: Record<string, unknown> = Object(intervention);
  const fields = fieldsOf(kind);
  if (fields === undefined) {
    throw new EngineError({
      what: "there is no such intervention",
      where,
      expected: `of kind ${Object.keys(FIELDS).join(", ")}`,
      got: kind === undefined ? shown(intervention) : String(kind),
      hint: "make it with swapClasses(), scaleModulation(), ablate(), keepVariation() and the like",
    });
  }
  const at = `${where}, ${kind}`;
  if (intervention.kind === "exchange") {
    checkModulations(intervention.by, `${at}: by`);
    checkFields({ ...values, by: "" }, fields, at); // what JSON has there is a path
  } else checkFields(values, fields, at);
}

function noList(given: unknown): EngineError {
  const { kind, then } = Object(given);
  return new EngineError({
    what: "interventions stand in a list",
    where: "interventions",
    expected: "a list of them, one after the other: [swapClasses(a, b)]",
    got: typeof then === "function" ? "a promise" : given === undefined ? "none" : shown(given),
    hint: fieldsOf(kind) ? "put it in a list: [ … ]" : "an empty list is the network itself",
  });
}
