/**
 * Reads one layer's parameters from a checkpoint, by their released names.
 *
 * @module
 */

import { EngineError, ModelError } from "../errors.ts";
import type { RunningStatistics } from "../modulation/batch-norm.ts";
import { type CladeParameters, cladeModulation, type Plane } from "../modulation/clade.ts";
import { type Conditions, conditionsAt, stylesOf } from "../modulation/conditions.ts";
import type { Modulation } from "../modulation/modulation.ts";
import type { NormLayer, SeanMethod } from "../modulation/norm-layer.ts";
import { type SeanParameters, type SeanStyle, seanModulation } from "../modulation/sean.ts";
import { spadeOfBank } from "../modulation/sean-label-part.ts";
import { type SpadeParameters, spadeModulation } from "../modulation/spade.ts";
import { spectralNorm } from "../modulation/spectral-norm.ts";
import type { ParameterStore } from "./network.ts";
import type { ConvSpec, Size } from "./ops.ts";

/**
 * The modulation of one layer of a network.
 *
 * @param conditions At the network's output size; resized here to the layer's by PyTorch's nearest rule.
 * @param size Of the layer.
 */
export async function layerModulation(
  store: ParameterStore,
  layer: NormLayer,
  conditions: Conditions,
  size: Size,
): Promise<Modulation> {
  const here = conditionsAt(conditions, size.height, size.width);
  const { method, channels } = layer;
  switch (method.kind) {
    case "clade":
      return cladeModulation(await cladeParameters(store, layer), here, channels);
    case "spade":
      return spadeModulation(await spadeParameters(store, layer.name), method, here, channels);
    case "sean": {
      const styles = layerStyles(store, layer, here);
      return seanModulation(await seanParameters(store, layer), method, styles, here, channels);
    }
    default:
      return method satisfies never;
  }
}

/** Statistics for x̂ of a layer with batch norm; null with instance norm, which keeps none. */
export async function runningStatistics(
  store: ParameterStore,
  { name, paramFreeNorm }: NormLayer,
): Promise<RunningStatistics | null> {
  if (paramFreeNorm === "instance") return null;
  const mean = await store.parameter(`${name}.param_free_norm.running_mean`);
  const variance = await store.parameter(`${name}.param_free_norm.running_var`);
  const negative = variance.find((v) => v < 0);
  if (negative === undefined) return { mean, variance };
  throw new ModelError({
    what: "a running variance is negative",
    where: `${store.where}: ${name}.param_free_norm.running_var`,
    expected: "variances of 0 or more",
    got: `${negative}`,
    hint: "the network was saved broken: use an earlier checkpoint",
  });
}

export async function cladeParameters(
  store: ParameterStore,
  { name, method }: NormLayer,
): Promise<CladeParameters> {
  const affine = `${name}.class_specified_affine`;
  const scalar = async (key: string) => (await store.parameter(key))[0];
  const plane = async (part: string): Promise<Plane> => ({
    weight: await store.parameter(`${affine}.${part}.weight`),
    bias: await scalar(`${affine}.${part}.bias`),
  });
  const positional = method.kind === "clade" && method.positional;
  return {
    ...(await bank(store, name)),
    positional: positional
      ? { gamma: await plane("dist_conv_w"), beta: await plane("dist_conv_b") }
      : undefined,
    instance: method.instanceEdges
      ? {
          weight: await scalar(`${name}.inst_conv.weight`),
          bias: await scalar(`${name}.inst_conv.bias`),
        }
      : undefined,
  };
}

/** The bank of a layer, [classes, channels] each. */
async function bank(
  store: ParameterStore,
  name: string,
): Promise<Pick<CladeParameters, "gamma" | "beta">> {
  const affine = `${name}.class_specified_affine`;
  return {
    gamma: await store.parameter(`${affine}.weight`),
    beta: await store.parameter(`${affine}.bias`),
  };
}

/** @param name Of the layer: "up_2.norm_0". */
export async function spadeParameters(
  store: ParameterStore,
  name: string,
): Promise<SpadeParameters> {
  return {
    shared: await convolutionOf(store, `${name}.mlp_shared.0`),
    gamma: await convolutionOf(store, `${name}.mlp_gamma`),
    beta: await convolutionOf(store, `${name}.mlp_beta`),
  };
}

/** SEAN's parameters of a layer; without style in the last block. */
export async function seanParameters(
  store: ParameterStore,
  { name, method }: NormLayer,
): Promise<SeanParameters> {
  return {
    spade: await seanLabels(store, name, method),
    style: await seanStyle(store, name, method),
    noise: await store.parameter(`${name}.noise_var`),
  };
}

/** SEAN's label part: its SPADE nets, or its bank as one (`spadeOfBank`). */
export async function seanLabels(
  store: ParameterStore,
  name: string,
  method: NormLayer["method"],
): Promise<SpadeParameters> {
  return method.kind === "sean" && method.labels === "clade"
    ? spadeOfBank(await bank(store, name), method.classes)
    : spadeParameters(store, `${name}.Spade`);
}

async function seanStyle(
  store: ParameterStore,
  name: string,
  method: NormLayer["method"],
): Promise<SeanStyle | null> {
  if (method.kind !== "sean" || method.styleLength === null) return null;
  return {
    regions: await seanRegions(store, name, method),
    gamma: await convolutionOf(store, `${name}.conv_gamma`),
    beta: await convolutionOf(store, `${name}.conv_beta`),
    blend: await seanBlend(store, name),
  };
}

/** `fc_mu0` to `fc_mu{K−1}` of a layer; see `SeanStyle`. */
export async function seanRegions(
  store: ParameterStore,
  name: string,
  { classes, styleLength }: Pick<SeanMethod, "classes" | "styleLength">,
): Promise<SeanStyle["regions"]> {
  const length = styleLength ?? 0;
  const weight = new Float32Array(classes * length * length);
  const bias = new Float32Array(classes * length);
  for (let region = 0; region < classes; region++) {
    const linear = `${name}.fc_mu${region}`;
    weight.set(await store.parameter(`${linear}.weight`), region * length * length);
    bias.set(await store.parameter(`${linear}.bias`), region * length);
  }
  return { weight, bias };
}

/** α of a layer that has a style. */
export async function seanBlend(store: ParameterStore, name: string): Promise<SeanStyle["blend"]> {
  const blend = async (part: string) =>
    1 / (1 + Math.exp(-(await store.parameter(`${name}.${part}`))[0]));
  return { gamma: await blend("blending_gamma"), beta: await blend("blending_beta") };
}

async function convolutionOf(store: ParameterStore, name: string) {
  return {
    weight: await store.parameter(`${name}.weight`),
    bias: await store.parameter(`${name}.bias`),
  };
}

/**
 * The style codes of each picture: the conditions' own, else those that the network was given (`withStyles`).
 *
 * @returns [batch, classes, styleLength]; empty where the layer has no style.
 * @throws EngineError if there are none, or their length is wrong.
 */
export function layerStyles(
  { where, styles: given }: Pick<ParameterStore, "where" | "styles">,
  { method }: Pick<NormLayer, "method">,
  conditions: Pick<Conditions, "batch" | "styles" | "styleLength">,
): Float32Array {
  if (method.kind !== "sean" || method.styleLength === null) return new Float32Array(0);
  const { batch, styleLength = method.styleLength } = conditions;
  const each = method.classes * method.styleLength;
  const own =
    conditions.styles === undefined && given !== undefined
      ? repeated(given.values, batch)
      : stylesOf(conditions, where);
  const isOwn = conditions.styles === undefined || styleLength === method.styleLength;
  if (isOwn && own.length === batch * each) return own;
  throw new EngineError({
    what: "the style codes do not fit the network",
    where,
    expected: `[${batch}, ${method.classes}, ${method.styleLength}], ${batch * each} numbers`,
    got: `${own.length} numbers${isOwn ? "" : ` in codes of length ${styleLength}`}`,
    hint: "take codes from the style encoder of the same network: encodeStyle()",
  });
}

function repeated(values: Float32Array, times: number): Float32Array {
  const out = new Float32Array(times * values.length);
  for (let n = 0; n < times; n++) out.set(values, n * values.length);
  return out;
}

/** The weight that a convolution multiplies with, [out, in, k, k]: spectrally normalised where it is to be. */
export async function effectiveWeight(
  store: ParameterStore,
  name: string,
  spec: Pick<ConvSpec, "spectral">,
): Promise<Float32Array> {
  const normalised = !store.has(`${name}.weight_v`) && store.has(`${name}.weight`); // PyTorch 0.4.0
  if (!spec.spectral || normalised) return store.parameter(`${name}.weight`);
  const weight = await store.parameter(`${name}.weight_orig`);
  const u = await store.parameter(`${name}.weight_u`);
  const v = store.has(`${name}.weight_v`) ? await store.parameter(`${name}.weight_v`) : undefined;
  const sigma = spectralNorm(weight, u, v);
  if (sigma !== 0 && Number.isFinite(sigma)) {
    const out = new Float32Array(weight.length);
    for (let i = 0; i < out.length; i++) out[i] = weight[i] / sigma; // thrice as fast as map()
    return out;
  }
  throw new ModelError({
    what: "the spectral norm of a weight is zero or not a number",
    where: `${store.where}: ${name}`,
    expected: "σ = uᵀ W v other than 0",
    got: `${sigma}`,
    hint: "the network was saved broken (NaN or all zeros): use an earlier checkpoint",
  });
}

/** The same parameters with NaN and infinity as they are, for readers that show them. */
export function keepingNotFinite(store: ParameterStore): ParameterStore {
  return {
    where: store.where,
    styles: store.styles,
    has: (key) => store.has(key),
    parameter: (key) => store.parameter(key, { notFinite: "keep" }),
    close: () => store.close(),
  };
}
