/**
 * Names and shapes of an operation's parameters, as the released checkpoints have them.
 *
 * Evidence: the listings that `torch.save(net.state_dict())` of the released modules gives; PyTorch's own names for
 * spectral norm (`weight_orig`, `weight_u`, `weight_v`) and batch norm (`running_mean`, `running_var`).
 *
 * @module
 */

import { type NormLayer, type SeanMethod, semanticChannels } from "../modulation/norm-layer.ts";
import type { ConvSpec, ConvTransposeSpec, LinearSpec } from "./ops.ts";

/** What a tensor is to its network. */
export type Role =
  /** Learned by gradient descent; counted as a parameter. */
  | "parameter"
  /** Kept by the forward pass (running statistics, spectral vectors); needed at inference, not counted. */
  | "buffer"
  /** Learned and counted, but read by nobody: the blending of SEAN's last block, which has no style. */
  | "idle"
  /** In the file, but read by nobody: `num_batches_tracked`, SEAN's inner `param_free_norm`. */
  | "unused";

export interface ParameterSpec {
  readonly key: string;

  /** PyTorch's order: [out, in, kernel, kernel] for a convolution. */
  readonly shape: readonly number[];

  readonly role: Role;
}

export function convParameters(name: string, spec: ConvSpec): ParameterSpec[] {
  const { inChannels, outChannels, kernel } = spec;
  const shape = [outChannels, inChannels, kernel, kernel];
  const bias = spec.bias ? [parameter(`${name}.bias`, [outChannels])] : [];
  if (!spec.spectral) return [parameter(`${name}.weight`, shape), ...bias];
  return [
    ...bias,
    parameter(`${name}.weight_orig`, shape),
    buffer(`${name}.weight_u`, [outChannels]),
    buffer(`${name}.weight_v`, [inChannels * kernel * kernel]),
  ];
}

export function convTransposeParameters(name: string, spec: ConvTransposeSpec): ParameterSpec[] {
  const { inChannels, outChannels } = spec; // PyTorch stores a transposed kernel as [in, out, k, k]
  return [
    parameter(`${name}.weight`, [inChannels, outChannels, 3, 3]),
    parameter(`${name}.bias`, [outChannels]),
  ];
}

export function linearParameters(name: string, spec: LinearSpec): ParameterSpec[] {
  return [
    parameter(`${name}.weight`, [spec.outFeatures, spec.inFeatures]),
    parameter(`${name}.bias`, [spec.outFeatures]),
  ];
}

export function normParameters(layer: NormLayer): ParameterSpec[] {
  const { name, channels, method } = layer;
  switch (method.kind) {
    case "spade":
      return [...runningStatistics(layer, name, "buffer"), ...spadeParameters(layer, name)];
    case "clade":
      return [...runningStatistics(layer, name, "buffer"), ...cladeParameters(layer)];
    case "sean":
      return [
        parameter(`${name}.noise_var`, [channels]),
        ...runningStatistics(layer, name, "buffer"),
        ...seanLabelParameters(layer, method),
        ...seanStyleParameters(layer),
      ];
    default:
      return method satisfies never;
  }
}

/** `BatchNorm2d(affine=False)`; instance norm keeps nothing. */
function runningStatistics(layer: NormLayer, name: string, role: Role): ParameterSpec[] {
  if (layer.paramFreeNorm === "instance") return [];
  return [
    { key: `${name}.param_free_norm.running_mean`, shape: [layer.channels], role },
    { key: `${name}.param_free_norm.running_var`, shape: [layer.channels], role },
    { key: `${name}.param_free_norm.num_batches_tracked`, shape: [], role: "unused" },
  ];
}

function spadeParameters({ channels, method }: NormLayer, name: string): ParameterSpec[] {
  if (method.kind === "clade") return [];
  const { hidden, kernel } = method;
  const conv = (part: string, inChannels: number, outChannels: number) =>
    convParameters(`${name}.${part}`, {
      inChannels,
      outChannels,
      kernel,
      bias: true,
      spectral: false,
    });
  return [
    ...conv("mlp_shared.0", semanticChannels(method), hidden),
    ...conv("mlp_gamma", hidden, channels),
    ...conv("mlp_beta", hidden, channels),
  ];
}

function cladeParameters({ name, channels, method }: NormLayer): ParameterSpec[] {
  if (method.kind !== "clade") return [];
  const affine = `${name}.class_specified_affine`;
  const plane = (part: string) => [
    parameter(`${affine}.${part}.weight`, [1, 2, 1, 1]),
    parameter(`${affine}.${part}.bias`, [1]),
  ];
  return [
    ...bankParameters(name, method.classes, channels),
    ...(method.positional ? [...plane("dist_conv_w"), ...plane("dist_conv_b")] : []),
    ...(method.instanceEdges
      ? [
          parameter(`${name}.inst_conv.weight`, [1, 1, 1, 1]),
          parameter(`${name}.inst_conv.bias`, [1]),
        ]
      : []),
  ];
}

/** One row for each class: `weight` for the scale, `bias` for the shift. */
function bankParameters(name: string, classes: number, channels: number): ParameterSpec[] {
  const affine = `${name}.class_specified_affine`;
  return [
    parameter(`${affine}.weight`, [classes, channels]),
    parameter(`${affine}.bias`, [classes, channels]),
  ];
}

/**
 * SEAN's label part. The names of its CLADE form are cladescope's own, CLADE's in the place of `Spade`: no such network
 * is published. Unlike CLADE's, its `weight` holds γᵒ without the 1 of 1 + γ, as SPADE's convolutions give it.
 */
function seanLabelParameters(layer: NormLayer, method: SeanMethod): ParameterSpec[] {
  const { name, channels } = layer;
  if (method.labels === "clade") return bankParameters(name, method.classes, channels);
  return [
    // It sits in a whole SPADE module, whose own normalisation is never called.
    ...runningStatistics(layer, `${name}.Spade`, "unused"),
    ...spadeParameters(layer, `${name}.Spade`),
  ];
}

function seanStyleParameters({ name, channels, method }: NormLayer): ParameterSpec[] {
  if (method.kind !== "sean") return [];
  const { styleLength: length, classes } = method;
  const role = length === null ? "idle" : "parameter";
  const blending: ParameterSpec[] = [
    { key: `${name}.blending_gamma`, shape: [1], role },
    { key: `${name}.blending_beta`, shape: [1], role },
  ];
  if (length === null) return blending;
  const conv = {
    inChannels: length,
    outChannels: channels,
    kernel: 3,
    bias: true,
    spectral: false,
  };
  const regions = Array.from({ length: classes }, (_, region) =>
    linearParameters(`${name}.fc_mu${region}`, { inFeatures: length, outFeatures: length }),
  );
  return [
    ...blending,
    ...regions.flat(),
    ...convParameters(`${name}.conv_gamma`, conv),
    ...convParameters(`${name}.conv_beta`, conv),
  ];
}

function parameter(key: string, shape: readonly number[]): ParameterSpec {
  return { key, shape, role: "parameter" };
}

function buffer(key: string, shape: readonly number[]): ParameterSpec {
  return { key, shape, role: "buffer" };
}
