/**
 * Which values of a network's modulation an intervention is about.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { checkChoice, checkOptionNames } from "../../labels/check-choice.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import { resolveChannel, resolveClass, resolveLayer } from "../names.ts";
import type { PartName } from "./exact-modulation.ts";

/** A class by its bank row, or by its name in the network's label set. */
export type ClassName = number | string;

/** Which layers; default all. */
export interface LayerSelection {
  /** Names: "up_2.norm_0". */
  readonly layers?: readonly string[] | undefined;
}

/** Which classes, channels and layers, and scale or shift; default all. */
export interface Selection extends LayerSelection {
  readonly classes?: readonly ClassName[] | undefined;

  /** Channels of every layer that is selected. */
  readonly channels?: readonly number[] | undefined;
  readonly part?: PartName | "both" | undefined;
}

/** The names of a selection's options. */
export const SELECTION_NAMES: readonly (keyof Selection)[] = [
  "classes",
  "channels",
  "layers",
  "part",
];

/**
 * The options that a function is called with, if they are an object and each is one that there is: notebooks are not
 * always checked before they run, and a misspelt one would select everything.
 *
 * @param call The function, for messages: "ablate".
 * @throws EngineError with what was likely meant.
 */
export function checkedOptions<O extends object>(
  call: string,
  options: O,
  names: readonly (keyof O & string)[],
): O {
  const isObject = typeof options === "object" && options !== null && !Array.isArray(options);
  if (isObject) {
    checkOptionNames(EngineError, `${call}: options`, options, names);
    return options;
  }
  const list = Array.isArray(options) ? options : [options];
  throw new EngineError({
    what: "options are an object",
    where: `${call}: options`,
    expected: `{ ${names.join(", ")} }, or none`,
    got: String(JSON.stringify(options) ?? options).slice(0, 80),
    hint: `say what it is: { ${names[0]}: ${JSON.stringify(list).slice(0, 60)} }`,
  });
}

/** A selection understood. */
export interface Selected {
  part(name: PartName): boolean;
  class(row: number): boolean;
  channel(channel: number): boolean;
}

/**
 * @param where The intervention, for messages.
 * @throws LabelError, ModelError or EngineError for a class, channel or part that there is not.
 */
export function selectedOf(
  network: GeneratorNetwork,
  { classes, channels, part = "both", layers }: Selection,
  where: string,
): Selected {
  checkChoice(EngineError, `${where}: part`, part, ["scale", "shift", "both"]);
  const known = {
    classes: network.config.method.classes,
    labelSet: network.labelSet,
  };
  checkNotEmpty(classes, `${where}: classes`);
  checkNotEmpty(channels, `${where}: channels`);
  const rows = classes && new Set(classes.map((one) => resolveClass(known, one, where)));
  for (const layer of network.layers) {
    if (layers !== undefined && !layers.includes(layer.name)) continue;
    for (const channel of channels ?? []) {
      resolveChannel(layer.channels, channel, `${where}: ${layer.name}`);
    }
  }
  const numbers = channels && new Set(channels);
  return {
    part: (name) => part === "both" || part === name,
    class: (row) => rows?.has(row) ?? true,
    channel: (channel) => numbers?.has(channel) ?? true,
  };
}

/** @throws ModelError for a layer that there is not. */
export function checkLayers(
  network: GeneratorNetwork,
  { layers }: LayerSelection,
  where: string,
): void {
  checkNotEmpty(layers, `${where}: layers`);
  for (const name of layers ?? []) resolveLayer(network.layers, name, where);
}

/** A list that is empty selects nothing, and is a slip more often than meant. @throws EngineError that says so. */
export function checkNotEmpty(list: readonly unknown[] | undefined, where: string): void {
  if (list === undefined || list.length > 0) return;
  throw new EngineError({
    what: "nothing is selected",
    where,
    expected: "one or more",
    got: "an empty list",
    hint: "leave the intervention out for none; where a list may be left out, that stands for all",
  });
}

/** @throws EngineError if it is no finite number. */
export function checkNumber(value: number, where: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new EngineError({
    what: "this is no number to intervene by",
    where,
    expected: "a finite number",
    got: String(value),
    hint: "0 and 1 are the ends of a mixture; a factor of 1 changes nothing",
  });
}
