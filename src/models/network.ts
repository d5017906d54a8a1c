/**
 * A checkpoint understood as a network: configuration, parameters by key, and nothing left over.
 *
 * Parameters are read from the file when they are asked for; a `Network` of a 290 MB checkpoint costs next to
 * nothing until then.
 *
 * @module
 */

import { fileHash } from "../checkpoint/contents.ts";
import { readFloat32, type StateDict } from "../checkpoint/state-dict.ts";
import type { TensorInfo } from "../checkpoint/tensor.ts";
import { ModelError } from "../errors.ts";
import type { NormLayer } from "../modulation/norm-layer.ts";
import { checkCodes, type StyleCodes } from "../modulation/style-codes.ts";
import { checkFinite } from "./check-finite.ts";
import { checkKeys, type UnusedKey } from "./check-keys.ts";
import { detect, type Shapes } from "./detect.ts";
import { type MethodName, methodName } from "./generator-config.ts";
import { canonicalKeys } from "./key-aliases.ts";
import { type Hints, type ResolvedConfig, resolveConfig } from "./resolve-config.ts";
import { countParameters, type NetworkConfig, networkSteps } from "./steps.ts";

/** How a parameter is read. */
export interface ReadOptions {
  /** What happens to NaN and infinity: `"refuse"`, the default, or `"keep"`. */
  readonly notFinite?: "refuse" | "keep";
}

/** Where a reader gets parameters from. */
export interface ParameterStore {
  /** The file or what else to name in messages. */
  readonly where: string;

  /** SEAN: the style codes of every picture that brings none of its own; see `withStyles`. */
  readonly styles?: StyleCodes | undefined;

  /** Whether there is a tensor of this key. */
  has(key: string): boolean;

  /**
   * Its values, row-major in PyTorch's order, as float32.
   *
   * @throws ModelError if some are not finite, unless the caller can show NaN and infinity as what they are.
   */
  parameter(key: string, options?: ReadOptions): Promise<Float32Array>;

  close(): Promise<void>;
}

/** Whose values parameter functions read, as they are. */
const stateDicts = new WeakMap<ParameterStore["parameter"], StateDict>();

/**
 * SHA-256 of the file that all parameters of a network come from, as it is now; null for tensors in memory, and for
 * networks some of whose parameters were replaced: `{ ...network, parameter }` has another function.
 */
export async function checkpointHash({ parameter }: ParameterStore): Promise<string | null> {
  const stateDict = stateDicts.get(parameter);
  return stateDict === undefined ? null : fileHash(stateDict);
}

interface CommonNetwork extends ParameterStore {
  /** Number of learned parameters, as the field counts them (buffers not included). */
  readonly parameterCount: number;
  readonly unused: readonly UnusedKey[];

  /** What was done to the file to read it: "removed the prefix 'module.'". */
  readonly notes: readonly string[];
  readonly metadata: ReadonlyMap<string, string>;
}

export type GeneratorNetwork = CommonNetwork &
  Extract<NetworkConfig, { network: "generator" }> &
  ResolvedConfig & {
    readonly kind: MethodName | "msca";
    readonly layers: readonly NormLayer[];
  };

export type DiscriminatorNetwork = CommonNetwork &
  Extract<NetworkConfig, { network: "discriminator" }>;

export type EncoderNetwork = CommonNetwork & Extract<NetworkConfig, { network: "encoder" }>;

export type Network = GeneratorNetwork | DiscriminatorNetwork | EncoderNetwork;

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
  if (detected.network !== "generator") return { ...common(detected), ...detected };

  const resolved = resolveConfig(detected, hints, where);
  const { styleEncoder } = detected;
  const network = { network: "generator", config: resolved.config, styleEncoder } as const;
  const layers = networkSteps(network).flatMap((step) =>
    step.kind === "modulate" ? [step.layer] : [],
  );
  const { msca, method } = resolved.config;
  const kind = msca ? "msca" : methodName(method);
  return { ...common(network), ...resolved, ...network, kind, layers };

  function common(network: NetworkConfig): CommonNetwork {
    const steps = networkSteps(network);
    const { unused, notes } = checkKeys(steps, shapes, where, stateDict.unsupported);
    const parameter: ParameterStore["parameter"] = async (key, { notFinite = "refuse" } = {}) => {
      const values = await readFloat32(stateDict, keys.get(key) ?? key);
      return notFinite === "keep" ? values : checkFinite(values, key, where);
    };
    stateDicts.set(parameter, stateDict);
    return {
      where,
      parameterCount: countParameters(steps),
      unused,
      notes: [...stateDict.notes, ...notes],
      metadata: stateDict.metadata,
      has: (key) => keys.has(key),
      parameter,
      close: () => stateDict.close(),
    };
  }
}

/**
 * A SEAN network that paints in one style: with its codes given, all of its modulation is a table, and can be analysed
 * and painted with as that of other networks. Shares the file with `network`.
 *
 * @throws ModelError if the network takes no style, EngineError if the codes do not fit it.
 */
export function withStyles(network: GeneratorNetwork, styles: StyleCodes): GeneratorNetwork {
  const { method } = network.config;
  if (method.kind !== "sean" || method.styleLength === null) {
    throw new ModelError({
      what: "this network takes no style codes",
      where: network.where,
      expected: "a SEAN network",
      got: network.kind,
      hint: "VAE networks take a latent code z in their place",
    });
  }
  checkCodes(styles, method.classes, method.styleLength, network.where);
  return { ...network, styles };
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

const NAMES = {
  generator: "a generator (net_G)",
  discriminator: "a discriminator (net_D)",
  encoder: "an image encoder (net_E)",
} as const;

/** `network` as a generator. @throws ModelError if it is something else. */
export function asGenerator(network: Network): GeneratorNetwork {
  if (network.network === "generator") return network;
  throw notWhatIsWanted(network, "generator");
}

/** `network` as a discriminator. @throws ModelError if it is something else. */
export function asDiscriminator(network: Network): DiscriminatorNetwork {
  if (network.network === "discriminator") return network;
  throw notWhatIsWanted(network, "discriminator");
}

/** `network` as a VAE's image encoder. @throws ModelError if it is something else. */
export function asEncoder(network: Network): EncoderNetwork {
  if (network.network === "encoder") return network;
  throw notWhatIsWanted(network, "encoder");
}

function notWhatIsWanted({ network, where }: Network, wanted: keyof typeof NAMES): ModelError {
  return new ModelError({
    what: `this is ${NAMES[network]}`,
    where,
    expected: NAMES[wanted],
    got: NAMES[network],
    hint: "give the other file of the same training",
  });
}
