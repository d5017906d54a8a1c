/**
 * What one normalisation layer is, apart from its parameters and its resolution.
 *
 * @module
 */

/** SPADE: γ and β from two stacked convolutions over the one-hot label map (arXiv 1903.07291). */
export interface SpadeMethod {
  readonly kind: "spade";

  /** Label rows K, without the edge channel. */
  readonly classes: number;

  /** Whether the instance edge map is the last input channel of `mlp_shared`. */
  readonly instanceEdges: boolean;

  /** Width of the hidden layer; 128 in every released network. */
  readonly hidden: number;

  /** Size of all three kernels, 3 as released or 1. */
  readonly kernel: number;
}

/** CLADE: γ and β looked up by class (arXiv 2012.04644), with positions CLADE-ICPE. */
export interface CladeMethod {
  readonly kind: "clade";

  /** Bank rows N_c. */
  readonly classes: number;

  /** Whether a channel `w·edge + b` is appended to the modulated activation. */
  readonly instanceEdges: boolean;

  /** Whether γ and β are scaled by a plane over the intra-class positional map (ICPE). */
  readonly positional: boolean;
}

/** SEAN: per-region styles blended with a part of the labels alone (arXiv 1911.12861; module `ACE`). */
export interface SeanMethod {
  readonly kind: "sean";
  readonly classes: number;
  readonly instanceEdges: false;

  /**
   * Where γᵒ and βᵒ of the label part come from: SPADE's convolutions, as released, or CLADE's look-up ("sean-clade"), as
   * CLADE is meant to go into other SPADE-based methods. No network of the second kind is published.
   */
  readonly labels: "spade" | "clade";

  /**
   * Hidden width and kernel of the SPADE part. A bank is a 1×1 SPADE part whose hidden layer is the one-hot label map, so
   * with `labels: "clade"` they are `classes` and 1.
   */
  readonly hidden: number;
  readonly kernel: number;

  /** Length of a region's style code, 512 as released; null in the last block, which has no style. */
  readonly styleLength: number | null;
}

export type Method = SpadeMethod | CladeMethod | SeanMethod;

export interface NormLayer {
  /** Key prefix in the released checkpoints: "up_2.norm_0". */
  readonly name: string;

  /** Channels C of the activation it normalises. */
  readonly channels: number;

  /** How x̂ is made: statistics of the training set (folded at inference) or of the picture at hand. */
  readonly paramFreeNorm: "batch" | "instance";

  readonly method: Method;
}

/** Channels of the one-hot label map with its edge channel: the released code's `semantic_nc`. */
export function semanticChannels(method: Method): number {
  return method.classes + (method.instanceEdges ? 1 : 0);
}

/** Channels that CLADE appends to the C it has modulated: one with instance edges, else none. */
export function appendedChannels(method: Method): number {
  return method.kind === "clade" && method.instanceEdges ? 1 : 0;
}
