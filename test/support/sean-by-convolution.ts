/** SEAN's scale and shift the way the paper computes them: convolutions of maps over every pixel, in float64. */

import fc from "fast-check";
import type { Conditions } from "../../src/modulation/conditions.ts";
import type { SeanMethod } from "../../src/modulation/norm-layer.ts";
import type { SeanParameters } from "../../src/modulation/sean.ts";
import { spadeOfBank, spadePart } from "../../src/modulation/sean-label-part.ts";
import { convolve, type Dense } from "./dense-convolution.ts";
import { seededNumbers } from "./seeded-numbers.ts";
import { spadeByConvolution, spadeParametersOf } from "./spade-by-convolution.ts";

/** Scale 1 + γ and shift β, [batch, channels, height, width]. @param codes [batch, classes, styleLength] */
export function seanByConvolution(
  { spade, style }: SeanParameters,
  method: SeanMethod,
  codes: Float32Array,
  conditions: Conditions,
  channels: number,
): { scale: Float64Array; shift: Float64Array } {
  const { scale, shift } = spadeByConvolution(spade, spadePart(method), conditions, channels);
  const { classes, styleLength: length } = method;
  if (style === null || length === null) return { scale, shift };
  const { batch, height, width, labels } = conditions;
  const pixels = height * width;
  for (let n = 0; n < batch; n++) {
    const data = new Float64Array(length * pixels);
    for (let p = 0; p < pixels; p++) {
      const k = labels[n * pixels + p];
      for (let i = 0; i < length; i++) {
        let sum = style.regions.bias[k * length + i];
        for (let j = 0; j < length; j++) {
          sum +=
            style.regions.weight[(k * length + i) * length + j] *
            codes[(n * classes + k) * length + j];
        }
        data[i * pixels + p] = Math.max(0, sum);
      }
    }
    const map: Dense = { channels: length, height, width, data };
    const part = (conv: { weight: Float32Array; bias: Float32Array }) =>
      convolve(map, { ...conv, size: 3, out: channels }).data;
    const [gamma, beta] = [part(style.gamma), part(style.beta)];
    const from = n * channels * pixels;
    for (let i = 0; i < channels * pixels; i++) {
      const spadeGamma = scale[from + i] - 1;
      scale[from + i] = 1 + style.blend.gamma * gamma[i] + (1 - style.blend.gamma) * spadeGamma;
      shift[from + i] = style.blend.beta * beta[i] + (1 - style.blend.beta) * shift[from + i];
    }
  }
  return { scale, shift };
}

export interface SeanCase {
  readonly method: SeanMethod;
  readonly parameters: SeanParameters;
  readonly channels: number;
  readonly codes: Float32Array;
  readonly conditions: Conditions;
}

/** Parameters in about [−1, 1], from a seed. */
function seanParametersOf(method: SeanMethod, channels: number, seed: number): SeanParameters {
  const numbers = seededNumbers(seed);
  const { classes, styleLength: length } = method;
  const bank = () => seededNumbers(seed + 2)(classes * channels);
  const spade =
    method.labels === "clade"
      ? spadeOfBank({ gamma: bank(), beta: bank().map((b) => b / 2) }, classes)
      : spadeParametersOf(spadePart(method), channels, seed + 1);
  const noise = numbers(channels);
  if (length === null) return { spade, style: null, noise };
  const conv = () => ({ weight: numbers(channels * length * 9), bias: numbers(channels) });
  const [gamma, beta] = Array.from(numbers(2), (x) => (x + 1) / 2);
  return {
    spade,
    noise,
    style: {
      regions: { weight: numbers(classes * length * length), bias: numbers(classes * length) },
      gamma: conv(),
      beta: conv(),
      blend: { gamma, beta },
    },
  };
}

/** Any SEAN layer over any label maps: noise, stripes and plain areas, from 1×1 on, one to three pictures. */
export const seanCases: fc.Arbitrary<SeanCase> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 8 }),
    width: fc.integer({ min: 1, max: 8 }),
    classes: fc.integer({ min: 1, max: 4 }),
    hidden: fc.integer({ min: 1, max: 4 }),
    channels: fc.integer({ min: 1, max: 4 }),
    labels: fc.constantFrom("spade", "spade", "clade"),
    kernel: fc.constantFrom(1, 3, 3),
    styleLength: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 6 }),
    seed: fc.nat(),
    pattern: fc.constantFrom("noise", "plain", "stripes", "blocks"),
  })
  .map(({ batch, height, width, channels, seed, pattern, ...rest }) => {
    const bank = rest.labels === "clade" && { hidden: rest.classes, kernel: 1 };
    const method: SeanMethod = { kind: "sean", instanceEdges: false, ...rest, ...bank };
    const random = seededNumbers(seed + 1)(batch * height * width);
    const labels = Int32Array.from(random, (r, p) => {
      const [y, x] = [Math.floor(p / width), p % width];
      const of = { noise: (r + 1) * 1e4, plain: 0, stripes: y, blocks: (y >> 2) + (x >> 2) };
      return Math.floor(of[pattern]) % method.classes;
    });
    const length = method.styleLength ?? 0;
    return {
      method,
      channels,
      parameters: seanParametersOf(method, channels, seed),
      codes: seededNumbers(seed + 3)(batch * method.classes * length),
      conditions: { batch, height, width, labels },
    };
  });
