/**
 * What the bench is asked for, checked as a whole before anything runs.
 *
 * @module
 */

import { parseArgs } from "node:util";
import type { MemoryMode } from "../../src/engines/onnx/choices.ts";
import { NETWORKS } from "./networks.ts";

const MEMORY_MODES: readonly MemoryMode[] = ["normal", "small", "large"];

/** Ways of `pytorch.py time`, and the Python packages that each needs. */
export const WAYS: Readonly<Record<string, readonly string[]>> = {
  eager: ["torch"],
  channels_last: ["torch"],
  compile: ["torch"],
  onnx: ["torch", "onnx", "onnxruntime"],
  openvino: ["torch", "onnx", "openvino"],
};

export interface Arguments {
  /** Folders of label maps. */
  readonly maps: readonly string[];

  /** Folders of instance maps with the label maps' file names. */
  readonly instances: readonly string[];
  readonly networks: readonly string[];
  readonly ways: readonly string[];
  readonly threads: readonly number[];
  readonly memory: readonly MemoryMode[];

  /** Timed runs for each label map in each round. */
  readonly runs: number;
  readonly rounds: number;

  /** How many label maps the peers are timed on. */
  readonly referenceMaps: number;
  readonly tfjs: boolean;

  /** Path of the results without .json and .md. */
  readonly output: string;
}

/** @throws Error that names the option, what it got and what there is. */
export function parseArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      maps: { type: "string", default: process.env.CLADESCOPE_LABEL_MAPS ?? "data/label-maps" },
      instances: { type: "string", default: "" },
      networks: { type: "string", default: "clade,spade" },
      ways: { type: "string", default: Object.keys(WAYS).join(",") },
      threads: { type: "string", default: "1,2" },
      memory: { type: "string", default: "normal,small,large" },
      runs: { type: "string", default: "3" },
      rounds: { type: "string", default: "2" },
      "reference-maps": { type: "string", default: "2" },
      tfjs: { type: "boolean", default: true },
      output: { type: "string", default: "out/benchmarks-engine" },
    },
    allowNegative: true,
  });
  return {
    maps: list(values.maps),
    instances: list(values.instances),
    networks: oneOf("networks", values.networks, Object.keys(NETWORKS)),
    ways: oneOf("ways", values.ways, Object.keys(WAYS)),
    threads: [...new Set(list(values.threads))].map((text) => atLeastOne("threads", text)),
    memory: oneOf("memory", values.memory, MEMORY_MODES),
    runs: atLeastOne("runs", values.runs),
    rounds: atLeastOne("rounds", values.rounds),
    referenceMaps: atLeastOne("reference-maps", values["reference-maps"]),
    tfjs: values.tfjs,
    output: values.output,
  };
}

function list(text: string): string[] {
  return text.split(",").filter((one) => one !== "");
}

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T[] {
  const names = [...new Set(list(text))];
  const unknown = names.filter((name) => !known.includes(name as T));
  if (unknown.length === 0) return names as T[];
  throw new Error(`--${option}: no ${unknown.join(", ")}; there are ${known.join(", ")}`);
}

function atLeastOne(option: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new Error(`--${option}: a whole number from 1 on, not ${text}`);
}
