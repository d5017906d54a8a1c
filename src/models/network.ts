/**
 * A checkpoint understood as a network: configuration, parameters by key, and nothing left over.
 *
 * Parameters are read from the file when they are asked for; a `Network` of a 290 MB checkpoint costs next to
 * nothing until then.
 *
 * @module
 */

import { readFloat32, type StateDict } from "../checkpoint/state-dict.ts";
import type { TensorInfo } from "../checkpoint/tensor.ts";
import { ModelError } from "../errors.ts";
import type { NormLayer } from "../modulation/norm-layer.ts";
import { checkFinite } from "./check-finite.ts";
import { checkKeys, type UnusedKey } from "./check-keys.ts";
import { type Detected, detect, type Shapes } from "./detect.ts";
import { discriminator } from "./discriminator.ts";
import { generator } from "./generator.ts";
import { methodName, smallestSize } from "./generator-config.ts";
import { imageEncoder } from "./image-encoder.ts";
import { canonicalKeys } from "./key-aliases.ts";
import type { Size } from "./ops.ts";
import { type Hints, type ResolvedConfig, resolveConfig } from "./resolve-config.ts";
import { type StyleEncoderConfig, styleEncoder } from "./style-encoder.ts";
import { type Step, trace } from "./trace.ts";

/** Where a reader gets parameters from. */
export interface ParameterStore {
  /** The file or what else to name in messages. */
  readonly where: string;

  /** Whether there is a tensor of this key. */
  has(key: string): boolean;

  /** Its values, row-major in PyTorch's order, as float32. @throws ModelError if some are not finite. */
  parameter(key: string): Promise<Float32Array>;

  close(): Promise<void>;
}

interface CommonNetwork extends ParameterStore {
  /** Number of learned parameters, as the field counts them (buffers not included). */
  readonly parameterCount: number;
  readonly unused: readonly UnusedKey[];

  /** What was done to the file to read it: "removed the prefix 'module.'". */
  readonly notes: readonly string[];
  readonly metadata: ReadonlyMap<string, string>;
}

export interface GeneratorNetwork extends CommonNetwork, ResolvedConfig {
  readonly network: "generator";
  readonly kind: "spade" | "clade" | "clade-icpe" | "sean";
  readonly layers: readonly NormLayer[];

  /** SEAN alone. */
  readonly styleEncoder: StyleEncoderConfig | null;
}

export interface OtherNetwork extends CommonNetwork {
  readonly network: "discriminator" | "encoder";
  readonly kind: "discriminator" | "encoder";
  readonly detected: Exclude<Detected, { network: "generator" }>;
}

export type Network = GeneratorNetwork | OtherNetwork;

/**
 * Understands a state dict; checks that every key is there once, with the right shape, and that none is left over.
 *
 * @throws ModelError on missing, surplus or misshapen parameters, or hints that contradict them.
 */
export function networkOf(stateDict: StateDict, hints: Hints = {}): Network {
  const { where } = stateDict;
  const keys = canonicalKeys(stateDict.tensors);
  const shapes = shapesOf(stateDict);
  const detected = detect(shapes, where);
  const resolved = detected.network === "generator" ? resolveConfig(detected, hints, where) : null;
  const steps = stepsOf(detected, resolved);
  const { unused, notes } = checkKeys(steps, shapes, where);

  const common = {
    where,
    parameterCount: countParameters(steps),
    unused,
    notes: [...stateDict.notes, ...notes],
    metadata: stateDict.metadata,
    has: (key: string) => keys.has(key),
    parameter: async (key: string) =>
      checkFinite(await readFloat32(stateDict, keys.get(key) ?? key), key, where),
    close: () => stateDict.close(),
  };
  if (detected.network !== "generator" || resolved === null) {
    const { network } = detected as OtherNetwork["detected"];
    return { ...common, network, kind: network, detected: detected as OtherNetwork["detected"] };
  }
  const layers = steps.flatMap((step) => (step.kind === "modulate" ? [step.layer] : []));
  return {
    ...common,
    ...resolved,
    network: "generator",
    styleEncoder: detected.network === "generator" ? detected.styleEncoder : null,
    kind: methodName(resolved.config.method),
    layers,
  };
}

/** The tensors of a state dict by their released names. */
export function shapesOf({ tensors }: StateDict): Shapes {
  const shapes = new Map<string, TensorInfo>();
  for (const [key, inFile] of canonicalKeys(tensors)) {
    const info = tensors.get(inFile);
    if (info !== undefined) shapes.set(key, info);
  }
  return shapes;
}

/** `network` as a generator. @throws ModelError if it is something else. */
export function asGenerator(network: Network): GeneratorNetwork {
  if (network.network === "generator") return network;
  throw new ModelError({
    what: `this is ${network.network === "encoder" ? "an image encoder" : "a discriminator"}`,
    where: network.where,
    expected: "a generator (net_G)",
    got: `net_${network.network === "encoder" ? "E" : "D"}`,
    hint: "give the net_G file of the same training",
  });
}

/** Sum of the learned parameters of `steps`. */
export function countParameters(steps: readonly Step[]): number {
  let count = 0;
  for (const step of steps) {
    for (const { role, shape } of step.parameters) {
      if (role === "parameter" || role === "idle") count += shape.reduce((a, b) => a * b, 1);
    }
  }
  return count;
}

/** The operations of a generator for an output of `size`, in the order in which they run. */
export function generatorSteps({ config }: Pick<ResolvedConfig, "config">, size: Size): Step[] {
  return trace((ops) => generator(config, size, ops));
}

/** The operations of any network, for an output of `size` where it is a generator (default: the smallest). */
export function stepsOfNetwork(network: Network, size?: Size): Step[] {
  if (network.network !== "generator") return stepsOf(network.detected, null);
  return withStyleEncoder(
    network.styleEncoder,
    generatorSteps(network, size ?? smallestSize(network.config)),
  );
}

function stepsOf(detected: Detected, resolved: ResolvedConfig | null): Step[] {
  if (detected.network === "discriminator")
    return trace((ops) => discriminator(detected.config, ops));
  if (detected.network === "encoder") return trace((ops) => imageEncoder(detected.config, ops));
  const { config } = resolved as ResolvedConfig;
  const steps = generatorSteps({ config }, smallestSize(config));
  return withStyleEncoder(detected.styleEncoder, steps);
}

function withStyleEncoder(config: StyleEncoderConfig | null, steps: Step[]): Step[] {
  return config === null ? steps : [...trace((ops) => styleEncoder(config, ops)), ...steps];
}
