/**
 * Holds a checkpoint's keys against those that a model text asks for: none missing, none misshapen, none left over.
 *
 * @module
 */

import { counted, listed, shapeText } from "../checkpoint/message.ts";
import { ModelError } from "../errors.ts";
import type { Shapes } from "./detect.ts";
import type { ParameterSpec } from "./parameters.ts";
import type { Step } from "./trace.ts";

/** A key in the file that no operation reads, and why that is right. */
export interface UnusedKey {
  readonly key: string;
  readonly reason: string;
}

/**
 * @param unsupported Tensors that are in the file with an element type that cannot be read: name → type.
 * @returns The keys that nobody reads, and what was done about spectral vectors that the file lacks.
 * @throws ModelError on missing, misshapen or surplus tensors.
 */
export function checkKeys(
  steps: readonly Step[],
  shapes: Shapes,
  where: string,
  unsupported: ReadonlyMap<string, string> = new Map(),
): { unused: UnusedKey[]; notes: string[] } {
  const expected = new Map<string, ParameterSpec>();
  for (const spec of steps.flatMap((step) => step.parameters)) expected.set(spec.key, spec);
  const notes = replaceLackingVectors(expected, shapes);
  checkMissing(expected, shapes, where, unsupported);
  checkShapes(expected, shapes, where);
  return { unused: checkSurplus(expected, shapes, where), notes };
}

/**
 * PyTorch before 0.4.1 did not save the spectral vector v, but the normalised weight of the last training step, and
 * that is what it ran with. Files that lack both keep u, from which v follows (modulation/spectral-norm.ts).
 */
function replaceLackingVectors(expected: Map<string, ParameterSpec>, shapes: Shapes): string[] {
  let normalised = 0;
  let derived = 0;
  for (const { key, shape } of [...expected.values()]) {
    const name = key.replace(/_orig$/, "");
    if (name === key || shapes.has(`${name}_v`)) continue;
    expected.delete(`${name}_v`);
    if (shapes.has(name)) {
      expected.set(name, { key: name, shape, role: "buffer" });
      normalised++;
    } else if (shapes.has(`${name}_u`)) derived++;
  }
  const notes: string[] = [];
  if (normalised > 0) {
    notes.push(
      `took ${counted(normalised, "normalised weight")} as saved, without spectral vectors v`,
    );
  }
  if (derived > 0) notes.push(`derived ${counted(derived, "spectral vector")} v from weight and u`);
  return notes;
}

function checkMissing(
  expected: ReadonlyMap<string, ParameterSpec>,
  shapes: Shapes,
  where: string,
  unsupported: ReadonlyMap<string, string>,
): void {
  const required = [...expected.values()].filter(({ role }) => role !== "unused");
  const missing = required.filter(({ key }) => !shapes.has(key));
  if (missing.length === 0) return;
  const { key, shape } = missing[0];
  const one = missing.length === 1;
  throw new ModelError({
    what: `${missing.length} of ${required.length} parameters ${one ? "is" : "are"} missing`,
    where,
    expected: `${key} ${shapeText(shape)}${one ? "" : `, ${missing[1].key}, …`}`,
    got: `${counted(shapes.size, "tensor")} without ${one ? "it" : "them"}`,
    hint: unsupported.has(key)
      ? `its element type ${unsupported.get(key)} is not supported: save the network as float32`
      : "check that the file is complete and was saved from one network",
  });
}

function checkShapes(
  expected: ReadonlyMap<string, ParameterSpec>,
  shapes: Shapes,
  where: string,
): void {
  for (const { key, shape, role } of expected.values()) {
    const found = shapes.get(key)?.shape;
    if (found === undefined || role === "unused" || sameShape(found, shape)) continue;
    throw new ModelError({
      what: "a parameter has the wrong shape",
      where: `${where}: ${key}`,
      expected: shapeText(shape),
      got: shapeText(found),
      hint: "check that the file was saved from one network, and not changed since",
    });
  }
}

function checkSurplus(
  expected: ReadonlyMap<string, ParameterSpec>,
  shapes: Shapes,
  where: string,
): UnusedKey[] {
  const unused: UnusedKey[] = [];
  const surplus: string[] = [];
  for (const key of shapes.keys()) {
    const reason = whyUnused(key, expected);
    if (reason !== null) unused.push({ key, reason });
    else if (!expected.has(key)) surplus.push(key);
  }
  if (surplus.length === 0) return unused;
  throw new ModelError({
    what: `${counted(surplus.length, "tensor")} belong${surplus.length === 1 ? "s" : ""} to no part of the network`,
    where,
    expected: `the ${expected.size} keys of the released layout`,
    got: listed(surplus, 3),
    hint: "remove them from the state dict, or check that the file holds one network only",
  });
}

function whyUnused(key: string, expected: ReadonlyMap<string, ParameterSpec>): string | null {
  const role = expected.get(key)?.role;
  if (role === "idle") return "SEAN's last block has no style to blend";
  if (role === "unused") {
    return key.endsWith(".num_batches_tracked")
      ? "a counter that inference does not need"
      : "SEAN's inner SPADE module never calls its own normalisation";
  }
  if (role === undefined && expected.has(`${key}_orig`)) return "follows from weight_orig";
  return null;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
