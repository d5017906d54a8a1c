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
import { type Detected, detect, type Shapes } from "./detect.ts";
import { discriminator } from "./discriminator.ts";
import { generator } from "./generator.ts";
import { methodName, smallestSize } from "./generator-config.ts";
import { imageEncoder } from "./image-encoder.ts";
import { canonicalKeys } from "./key-aliases.ts";
import type { Size } from "./ops.ts";
import type { ParameterSpec } from "./parameters.ts";
import { type Hints, type ResolvedConfig, resolveConfig } from "./resolve-config.ts";
import { type StyleEncoderConfig, styleEncoder } from "./style-encoder.ts";
import { type Step, trace } from "./trace.ts";

/** Where a reader gets parameters from. */
export interface ParameterStore {
  /** The file or what else to name in messages. */
  readonly where: string;

  /** Whether there is a tensor of this key. */
  has(key: string): boolean;

  /** Its values, row-major in PyTorch's order, as float32. */
  parameter(key: string): Promise<Float32Array>;

  close(): Promise<void>;
}

/** A key in the file that no operation reads, and why that is right. */
export interface UnusedKey {
  readonly key: string;
  readonly reason: string;
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
    parameter: (key: string) => readFloat32(stateDict, keys.get(key) ?? key),
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

/** PyTorch before 0.4.1 did not save it; it follows from weight and u (see modulation/spectral-norm.ts). */
const OPTIONAL = /\.weight_v$/;

function checkKeys(
  steps: readonly Step[],
  shapes: Shapes,
  where: string,
): { unused: UnusedKey[]; notes: string[] } {
  const expected = new Map<string, ParameterSpec>();
  for (const spec of steps.flatMap((step) => step.parameters)) expected.set(spec.key, spec);

  const required = [...expected.values()].filter(
    ({ key, role }) => role !== "unused" && !OPTIONAL.test(key),
  );
  const missing = required.filter(({ key }) => !shapes.has(key));
  if (missing.length > 0) {
    const { key, shape } = missing[0];
    throw new ModelError({
      what: `${missing.length} of ${required.length} parameters are missing`,
      where,
      expected: `${key} [${shape.join(", ")}]${missing.length > 1 ? `, ${missing[1].key}, …` : ""}`,
      got: `${shapes.size} tensors without ${missing.length > 1 ? "them" : "it"}`,
      hint: "check that the file is complete and was saved from one network",
    });
  }
  for (const { key, shape, role } of expected.values()) {
    const found = shapes.get(key)?.shape;
    if (found === undefined || role === "unused" || sameShape(found, shape)) continue;
    throw new ModelError({
      what: "a parameter has the wrong shape",
      where: `${where}: ${key}`,
      expected: `[${shape.join(", ")}]`,
      got: `[${found.join(", ")}]`,
    });
  }

  const unused: UnusedKey[] = [];
  const surplus: string[] = [];
  for (const key of shapes.keys()) {
    const reason = whyUnused(key, expected);
    if (reason !== null) unused.push({ key, reason });
    else if (!expected.has(key)) surplus.push(key);
  }
  if (surplus.length > 0) {
    throw new ModelError({
      what: `${surplus.length} tensors belong to no part of the network`,
      where,
      expected: `the ${expected.size} keys of the released layout`,
      got: `${surplus.slice(0, 3).join(", ")}${surplus.length > 3 ? ", …" : ""}`,
      hint: "remove them from the state dict, or check that the file holds one network only",
    });
  }
  const vectors = [...expected.keys()].filter((key) => OPTIONAL.test(key));
  const lacking = vectors.filter((key) => !shapes.has(key)).length;
  const notes = lacking === 0 ? [] : [`derived ${lacking} spectral vectors v from weight and u`];
  return { unused, notes };
}

function whyUnused(key: string, expected: ReadonlyMap<string, ParameterSpec>): string | null {
  if (key.endsWith(".num_batches_tracked")) return "a counter that inference does not need";
  const role = expected.get(key)?.role;
  if (role === "unused") return "SEAN's inner SPADE module never calls its own normalisation";
  if (role === "idle") return "SEAN's last block has no style to blend";
  // PyTorch before 0.4.1 saved the normalised weight of the last forward pass beside weight_orig.
  if (key.endsWith(".weight") && expected.has(`${key}_orig`)) return "follows from weight_orig";
  return null;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
