/**
 * A training as a file: everything that going on needs, in one safetensors file, and the networks in the released
 * layout.
 *
 * | tensor | what |
 * | --- | --- |
 * | `G.KEY`, `D.KEY`, `E.KEY` | parameters and buffers under their released keys |
 * | `adam.G.v.KEY`, `adam.G.m.KEY` … | second and, where β₁ is not 0, first moments |
 *
 * The metadata's `training` is JSON: step, optimiser steps, configuration, description of the data.
 *
 * @module
 */

import { writeFileAtomically } from "../checkpoint/atomic-file.ts";
import { openCheckpoint } from "../checkpoint/open-checkpoint.ts";
import { type SafetensorsEntry, writeSafetensors } from "../checkpoint/safetensors.ts";
import { readFloat32, type StateDict } from "../checkpoint/state-dict.ts";
import type { Tensor } from "../checkpoint/tensor.ts";
import { TrainingError } from "../errors.ts";
import { checkFinite } from "../models/check-finite.ts";
import type { ParameterStore } from "../models/network.ts";
import type { Step } from "../models/trace.ts";
import type { AdamState } from "./adam.ts";
import { disposeParts, type Part, type Parts, stepsOf, trainedPart } from "./networks.ts";
import { parseTrainingConfig } from "./parse-config.ts";
import { TrainableNetwork } from "./trainable-network.ts";
import type { TrainingConfig } from "./training-config.ts";

/** Version of the layout above. */
const VERSION = 1;

/** What is known of a training without reading its tensors. */
export interface TrainingHead {
  /** Steps taken. */
  readonly step: number;
  readonly config: TrainingConfig;

  /** `TrainingData.description` of what it was trained on. */
  readonly data: string;
}

interface Metadata extends TrainingHead {
  readonly version: number;
  readonly adamSteps: Readonly<Partial<Record<Part, number>>>;
}

/**
 * Writes a training's state, whole or not at all.
 *
 * @throws ModelError if a parameter or a moment is not finite: what is there already stays, so the last good state is kept.
 * @throws CheckpointError if the file cannot be written.
 */
export async function writeTrainingState(
  path: string,
  parts: Parts,
  head: TrainingHead,
): Promise<void> {
  const entries: SafetensorsEntry[] = [];
  const adamSteps: Partial<Record<Part, number>> = {};
  for (const [part, tensors, adam] of await readParts(parts, path)) {
    adamSteps[part] = adam.step;
    for (const [key, tensor] of tensors) entries.push({ name: `${part}.${key}`, ...tensor });
    const { network } = parts[part] as NonNullable<Parts[Part]>;
    for (const [moment, values] of [
      ["v", adam.v],
      ["m", adam.m],
    ] as const) {
      if (values === null) continue;
      for (const [key, tensor] of network.named(values)) {
        const name = `adam.${part}.${moment}.${key}`;
        checkFinite(tensor.data as Float32Array, name, path);
        entries.push({ name, ...tensor });
      }
    }
  }
  const metadata: Metadata = { version: VERSION, ...head, adamSteps };
  await writeFileAtomically(
    path,
    writeSafetensors(entries, [
      ["format", "pt"],
      ["training", JSON.stringify(metadata)],
    ]),
  );
}

async function readParts(
  parts: Parts,
  where: string,
): Promise<[Part, Map<string, Tensor>, AdamState][]> {
  const read: [Part, Map<string, Tensor>, AdamState][] = [];
  for (const part of ["G", "D", "E"] as const) {
    const trained = parts[part];
    if (trained === null) continue;
    const tensors = await trained.network.tensors();
    for (const [key, { data }] of tensors) {
      if (data instanceof Float32Array) checkFinite(data, key, where);
    }
    read.push([part, tensors, await trained.adam.state()]);
  }
  return read;
}

/** Opens a training's state; the caller closes it. @throws TrainingError if the file is something else. */
export async function openTrainingState(path: string): Promise<OpenTrainingState> {
  const stateDict = await openCheckpoint(path);
  try {
    return new OpenTrainingState(stateDict, parseMetadata(stateDict));
  } catch (error) {
    await stateDict.close();
    throw error;
  }
}

export class OpenTrainingState {
  readonly head: TrainingHead;
  readonly #stateDict: StateDict;
  readonly #metadata: Metadata;

  constructor(stateDict: StateDict, metadata: Metadata) {
    this.#stateDict = stateDict;
    this.#metadata = metadata;
    const { step, config, data } = metadata;
    this.head = { step, config, data };
  }

  /**
   * The parts as they were. The back end must be in use.
   *
   * @throws CheckpointError, ModelError if a tensor is missing, has another shape or is not finite.
   */
  async parts(): Promise<Parts> {
    const { config } = this.head;
    const steps = stepsOf(config);
    const made: Partial<Record<Part, Parts["G"] | null>> = {};
    try {
      made.G = await this.#part("G", steps.G);
      made.D = await this.#part("D", steps.D);
      made.E = steps.E && (await this.#part("E", steps.E));
      return made as Parts;
    } catch (error) {
      disposeParts({ G: null, D: null, E: null, ...made } as unknown as Parts);
      throw error;
    }
  }

  async #part(part: Part, steps: readonly Step[]): Promise<Parts["G"]> {
    const network = await TrainableNetwork.from(steps, this.#store(`${part}.`));
    try {
      const { twoTimeScales } = this.head.config;
      const moment = (name: string) => network.flatFrom(this.#store(`adam.${part}.${name}.`), "");
      const state: AdamState = {
        step: this.#metadata.adamSteps[part] ?? 0,
        v: await moment("v"),
        m: twoTimeScales ? null : await moment("m"),
      };
      return trainedPart(this.head.config, network, state);
    } catch (error) {
      network.dispose();
      throw error;
    }
  }

  #store(prefix: string): Pick<ParameterStore, "parameter"> {
    const { where } = this.#stateDict;
    return {
      parameter: async (key) =>
        checkFinite(
          await readFloat32(this.#stateDict, `${prefix}${key}`),
          `${prefix}${key}`,
          where,
        ),
    };
  }

  close(): Promise<void> {
    return this.#stateDict.close();
  }
}

function parseMetadata({ metadata, where }: StateDict): Metadata {
  const text = metadata.get("training");
  const parsed = text === undefined ? null : (parseJson(text) as Partial<Metadata> | null);
  const { step, adamSteps, data } = parsed ?? {};
  if (
    parsed?.version === VERSION &&
    isCount(step) &&
    typeof data === "string" &&
    Object.values(adamSteps ?? { missing: null }).every(isCount)
  ) {
    const config = parseTrainingConfig(parsed.config, where);
    return { version: VERSION, step, config, data, adamSteps: adamSteps ?? {} };
  }
  throw new TrainingError({
    what: "this is not the state of a training",
    where,
    expected: `a training.safetensors of cladescope train, version ${VERSION}`,
    got:
      text === undefined
        ? "a file without training metadata"
        : `metadata of version ${String(parsed?.version ?? "unknown")}`,
    hint: "give the folder of a training, not one of its networks",
  });
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
