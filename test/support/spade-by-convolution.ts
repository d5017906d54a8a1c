/** SPADE's scale and shift the way the paper computes them: two convolutions over every pixel, in float64. */

import fc from "fast-check";
import type { Conditions } from "../../src/modulation/conditions.ts";
import type { SpadeMethod } from "../../src/modulation/norm-layer.ts";
import type { SpadeParameters } from "../../src/modulation/spade.ts";
import { convolve, oneHotOf } from "./dense-convolution.ts";
import { seededNumbers } from "./seeded-numbers.ts";

/** Scale 1 + γ and shift β, [batch, channels, height, width]. */
export function spadeByConvolution(
  { shared, gamma, beta }: SpadeParameters,
  { classes, instanceEdges, hidden, kernel }: SpadeMethod,
  { batch, height, width, labels, edges }: Conditions,
  channels: number,
): { scale: Float64Array; shift: Float64Array } {
  const pixels = height * width;
  const scale = new Float64Array(batch * channels * pixels);
  const shift = new Float64Array(batch * channels * pixels);
  for (let n = 0; n < batch; n++) {
    const part = <T extends Int32Array | Uint8Array>(all: T) =>
      all.subarray(n * pixels, (n + 1) * pixels);
    const bits = instanceEdges && edges !== undefined ? part(edges) : undefined;
    const semantics = oneHotOf(part(labels), bits, classes, height, width);
    const first = convolve(semantics, { ...shared, size: kernel, out: hidden });
    const rectified = { ...first, data: first.data.map((x) => Math.max(0, x)) };
    const second = (conv: SpadeParameters["gamma"]) =>
      convolve(rectified, { ...conv, size: kernel, out: channels }).data;
    scale.set(
      second(gamma).map((g) => 1 + g),
      n * channels * pixels,
    );
    shift.set(second(beta), n * channels * pixels);
  }
  return { scale, shift };
}

export interface SpadeCase {
  readonly method: SpadeMethod;
  readonly parameters: SpadeParameters;
  readonly channels: number;
  readonly conditions: Conditions;
}

/** Parameters in about [−1, 1], from a seed. */
export function spadeParametersOf(
  { classes, instanceEdges, hidden, kernel }: SpadeMethod,
  channels: number,
  seed: number,
): SpadeParameters {
  const inputs = classes + (instanceEdges ? 1 : 0);
  const taps = kernel * kernel;
  const numbers = seededNumbers(seed);
  return {
    shared: { weight: numbers(hidden * inputs * taps), bias: numbers(hidden) },
    gamma: { weight: numbers(channels * hidden * taps), bias: numbers(channels) },
    beta: { weight: numbers(channels * hidden * taps), bias: numbers(channels) },
  };
}

/** Any SPADE layer over any label maps: noise, stripes and plain areas, from 1×1 on, one to three pictures. */
export function spadeCases(kernel: 1 | 3): fc.Arbitrary<SpadeCase> {
  const shape = fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    classes: fc.integer({ min: 1, max: 4 }),
    hidden: fc.integer({ min: 1, max: 5 }),
    channels: fc.integer({ min: 1, max: 4 }),
    instanceEdges: fc.boolean(),
    seed: fc.nat(),
    pattern: fc.constantFrom("noise", "plain", "stripes", "blocks"),
  });
  return shape.map(({ batch, height, width, channels, seed, pattern, ...rest }) => {
    const method: SpadeMethod = { kind: "spade", kernel, ...rest };
    const random = seededNumbers(seed + 1)(batch * height * width);
    const labels = Int32Array.from(random, (r, p) => {
      const [y, x] = [Math.floor(p / width), p % width];
      const of = { noise: (r + 1) * 1e4, plain: 0, stripes: y, blocks: (y >> 2) + (x >> 2) };
      return Math.floor(of[pattern]) % method.classes;
    });
    const bits = seededNumbers(seed + 2)(labels.length);
    const edges = method.instanceEdges ? Uint8Array.from(bits, (r) => Number(r > 0.3)) : undefined;
    return {
      method,
      channels,
      parameters: spadeParametersOf(method, channels, seed),
      conditions: { batch, height, width, labels, edges },
    };
  });
}
