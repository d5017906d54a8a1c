/**
 * A generator's parameters as the graphs want them: spectral and batch norm folded in float64 and rounded once, kernels
 * tap by tap. One layout serves every way to compute a convolution, so all graphs of a network share one set.
 *
 * | constant | shape | |
 * | --- | --- | --- |
 * | `M.kernel`, `M.bias` | [k², in, out], [out] | a convolution |
 * | `M.rows`, `M.bias` | [k² (S + 1), out], [out] | `fc`, a convolution of the label map: a row for each tap and symbol, one of zeros for "outside" |
 * | `M.matrix`, `M.bias` | [in, out], [out] | a linear map |
 * | `L.scale`, `L.shift` | [K, C] each | CLADE; with ICPE `L.offset` [K, C] besides |
 * | `L.planes` | [3, 2] | ICPE: weights of dy and dx and 1 + bias, for scale and shift |
 * | `L.edge` | [2] | CLADE's appended channel: weight and bias |
 * | `L.first`, `L.firstBias` | [k² (S + 1), h], [h] | SPADE's first convolution, as `M.rows` |
 * | `L.second`, `L.secondBias` | [k², h, 2C], [2C] | its second ones, scale before shift; of SEAN blended: times 1 − α, with the biases of both parts |
 * | `L.style` | [9, S, 2C] | SEAN's style convolutions times α, for style codes of length S |
 * | `L.regions`, `L.regionBias` | [K, out, in], [K, out, 1] | its linear map for each region |
 * | `L.noise` | [C] | factor of its noise |
 *
 * A symbol is what a pixel shows: its class or, with an edge channel, 2 · class + edge; S of them.
 *
 * @module
 */

import { blendedSpadeParameters } from "../../models/blended-spade.ts";
import { smallestSize } from "../../models/generator-config.ts";
import {
  cladeParameters,
  effectiveWeight,
  runningStatistics,
  seanBlend,
  seanRegions,
  spadeParameters,
} from "../../models/layer-parameters.ts";
import type { GeneratorNetwork, ParameterStore } from "../../models/network.ts";
import type { ConvSpec } from "../../models/ops.ts";
import { generatorSteps } from "../../models/steps.ts";
import type { Step } from "../../models/trace.ts";
import { normalisation } from "../../modulation/batch-norm.ts";
import type {
  CladeMethod,
  NormLayer,
  SeanMethod,
  SpadeMethod,
} from "../../modulation/norm-layer.ts";
import { times } from "../../modulation/sean-blend.ts";
import type { SpadeParameters } from "../../modulation/spade.ts";
import { toKernelLast } from "../tfjs/layout.ts";
import type { Constant } from "./graph.ts";
import { unsupported } from "./unsupported.ts";
import { foldedKernels, symbolCount, symbolRows } from "./weight-layouts.ts";

/**
 * Changes with the values of constants whose names and shapes stay: what was folded by another version of this module,
 * or of weight-layouts.ts, is in caches.
 */
export const FOLDING = 1;

/** Every constant of a network's graphs, by name, in the order of its layers. */
export function networkConstants(network: GeneratorNetwork): Map<string, Constant> {
  const constants = new Map<string, Constant>();
  const symbols = symbolCount(network.config.method);
  const steps = generatorSteps(network.config, smallestSize(network.config));
  for (const constant of steps.flatMap((step) => constantsOf(network, step, symbols))) {
    constants.set(constant.name, constant);
  }
  return constants;
}

function constantsOf(store: ParameterStore, step: Step, symbols: number): Constant[] {
  const { name } = step;
  if (name.startsWith("msca.")) throw unsupported(name, "masked spatial-channel attention");
  switch (step.kind) {
    case "conv2d": {
      const { inChannels, outChannels, kernel, bias } = step.spec;
      if (!isPlain(step.spec)) throw unsupported(name, `a convolution of ${kernel} × ${kernel}`);
      const weight = () => effectiveWeight(store, name, step.spec);
      const biases = bias
        ? [floats(`${name}.bias`, [outChannels], () => store.parameter(`${name}.bias`))]
        : [];
      if (step.ofSemantics) {
        const dims = [kernel ** 2 * (symbols + 1), outChannels];
        const rows = async () =>
          symbolRows(await weight(), outChannels, inChannels, kernel, symbols);
        return [floats(`${name}.rows`, dims, rows), ...biases];
      }
      const kernels = async () => toKernelLast(await weight(), outChannels, inChannels, kernel);
      return [floats(`${name}.kernel`, [kernel ** 2, inChannels, outChannels], kernels), ...biases];
    }
    case "linear": {
      const { inFeatures, outFeatures } = step.spec;
      const matrix = async () =>
        toKernelLast(await store.parameter(`${name}.weight`), outFeatures, inFeatures);
      return [
        floats(`${name}.matrix`, [inFeatures, outFeatures], matrix),
        floats(`${name}.bias`, [outFeatures], () => store.parameter(`${name}.bias`)),
      ];
    }
    case "modulate":
      return layerConstants(store, step.layer, symbols);
    case "attention":
      throw unsupported(name, "masked spatial-channel attention");
    case "convTranspose2d":
      throw unsupported(name, "a transposed convolution");
    default:
      return step satisfies never;
  }
}

/** Whether the graphs have it: 1×1 or 3×3 of stride 1, zeros outside, the size unchanged. */
function isPlain({ kernel, stride = 1, padding, paddingMode = "zeros" }: ConvSpec): boolean {
  const side = (kernel - 1) / 2;
  const unchanged = stride === 1 && (padding ?? side) === side && paddingMode === "zeros";
  return unchanged && (kernel === 1 || kernel === 3);
}

function layerConstants(store: ParameterStore, layer: NormLayer, symbols: number): Constant[] {
  const { method } = layer;
  switch (method.kind) {
    case "clade":
      return cladeConstants(store, layer, method);
    case "spade": {
      const parameters = () => spadeParameters(store, layer.name);
      return spadeConstants(store, layer, method, symbols, parameters);
    }
    case "sean":
      return seanConstants(store, layer, method, symbols);
    default:
      return method satisfies never;
  }
}

/** x̂ = gain · x − offset; instance norm is part of the graph, and folds into nothing. */
async function foldOf(store: ParameterStore, layer: NormLayer) {
  const statistics = await runningStatistics(store, layer);
  const { channels } = layer;
  return statistics === null
    ? { gain: new Float64Array(channels).fill(1), offset: new Float64Array(channels) }
    : normalisation(statistics);
}

function cladeConstants(
  store: ParameterStore,
  layer: NormLayer,
  { classes, positional, instanceEdges }: CladeMethod,
): Constant[] {
  const { name, channels } = layer;
  const bank = (
    part: string,
    value: (gamma: number, beta: number, gain: number, offset: number) => number,
  ) =>
    floats(`${name}.${part}`, [classes, channels], async () => {
      const { gamma, beta } = await cladeParameters(store, layer);
      const { gain, offset } = await foldOf(store, layer);
      return gamma.map((g, i) => value(g, beta[i], gain[i % channels], offset[i % channels]));
    });
  const constants = [bank("scale", (gamma, _, gain) => gamma * gain)];
  if (positional) {
    constants.push(
      bank("offset", (gamma, _beta, _gain, offset) => -gamma * offset),
      bank("shift", (_, beta) => beta),
      floats(`${name}.planes`, [3, 2], async () => {
        const { positional: planes } = await cladeParameters(store, layer);
        const { gamma, beta } = planes as NonNullable<typeof planes>; // the method has some
        const parts = [gamma, beta];
        return Float32Array.from([
          ...parts.map(({ weight }) => weight[0]),
          ...parts.map(({ weight }) => weight[1]),
          ...parts.map(({ bias }) => 1 + bias),
        ]);
      }),
    );
  } else {
    constants.push(bank("shift", (gamma, beta, _, offset) => beta - gamma * offset));
  }
  if (instanceEdges) {
    const edge = async () => {
      const { instance } = await cladeParameters(store, layer);
      return Float32Array.of(instance?.weight ?? 0, instance?.bias ?? 0);
    };
    constants.push(floats(`${name}.edge`, [2], edge));
  }
  return constants;
}

function spadeConstants(
  store: ParameterStore,
  layer: NormLayer,
  {
    classes,
    instanceEdges,
    hidden,
    kernel,
  }: Pick<SpadeMethod, "classes" | "instanceEdges" | "hidden" | "kernel">,
  symbols: number,
  parameters: () => Promise<SpadeParameters>,
): Constant[] {
  const { name, channels } = layer;
  const taps = kernel ** 2;
  const inputs = classes + (instanceEdges ? 1 : 0);
  return [
    floats(`${name}.first`, [taps * (symbols + 1), hidden], async () => {
      const { shared } = await parameters();
      return symbolRows(shared.weight, hidden, inputs, kernel, symbols);
    }),
    floats(`${name}.firstBias`, [hidden], async () => {
      const { shared } = await parameters();
      return shared.bias;
    }),
    floats(`${name}.second`, [taps, hidden, 2 * channels], async () => {
      const { gamma, beta } = await parameters();
      return foldedKernels(gamma.weight, beta.weight, hidden, kernel, await foldOf(store, layer));
    }),
    floats(`${name}.secondBias`, [2 * channels], async () => {
      const { gamma, beta } = await parameters();
      const { gain, offset } = await foldOf(store, layer);
      const out = new Float32Array(2 * channels);
      for (let c = 0; c < channels; c++) {
        out[c] = (1 + gamma.bias[c]) * gain[c];
        out[c + channels] = beta.bias[c] - (1 + gamma.bias[c]) * offset[c];
      }
      return out;
    }),
  ];
}

function seanConstants(
  store: ParameterStore,
  layer: NormLayer,
  method: SeanMethod,
  symbols: number,
): Constant[] {
  const { name, channels } = layer;
  const { classes, styleLength: length } = method;
  const part = (key: string) => store.parameter(`${name}.${key}`);
  const blended = () => blendedSpadeParameters(store, layer, method);
  const constants = [
    ...spadeConstants(store, layer, { ...method, kernel: 3 }, symbols, blended),
    floats(`${name}.noise`, [channels], () => part("noise_var")),
  ];
  if (length === null) return constants;
  constants.push(
    floats(`${name}.style`, [9, length, 2 * channels], async () => {
      const blend = await seanBlend(store, name);
      const gamma = times(await part("conv_gamma.weight"), blend.gamma);
      const beta = times(await part("conv_beta.weight"), blend.beta);
      return foldedKernels(gamma, beta, length, 3, await foldOf(store, layer));
    }),
    floats(
      `${name}.regions`,
      [classes, length, length],
      async () => (await seanRegions(store, name, method)).weight,
    ),
    floats(`${name}.regionBias`, [classes, length, 1], async () => {
      const out = new Float32Array(classes * length);
      for (let k = 0; k < classes; k++) out.set(await part(`fc_mu${k}.bias`), k * length);
      return out;
    }),
  );
  return constants;
}

function floats(
  name: string,
  dims: readonly number[],
  values: () => Promise<Float32Array>,
): Constant {
  return {
    name,
    type: "float32",
    dims,
    byteLength: 4 * dims.reduce((a, b) => a * b, 1),
    load: async () => {
      const data = await values();
      return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    },
  };
}
