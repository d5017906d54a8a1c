import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { useBackend } from "../../../src/engines/tfjs/backend.ts";
import { normParameters } from "../../../src/models/parameters.ts";
import type { Step } from "../../../src/models/trace.ts";
import type { NormLayer } from "../../../src/modulation/norm-layer.ts";
import type { SeanParameters } from "../../../src/modulation/sean.ts";
import { poolRegions } from "../../../src/modulation/style-codes.ts";
import { BatchInputs } from "../../../src/training/forward/batch-inputs.ts";
import { ParametersInUse } from "../../../src/training/forward/parameters-in-use.ts";
import { pooledRegions, seanModulation } from "../../../src/training/forward/sean.ts";
import { TrainableNetwork } from "../../../src/training/trainable-network.ts";
import { expectClose } from "../../support/close.ts";
import { type SeanCase, seanByConvolution, seanCases } from "../../support/sean-by-convolution.ts";
import { seededNumbers } from "../../support/seeded-numbers.ts";
import { trainingBackend as backend, useTrainingKernels } from "../training-backend.ts";

beforeEach(async () => {
  await useBackend(backend);
  useTrainingKernels();
});

const NAME = "up_2.ace_0";

/** A layer's parameters by their released names. */
function named({ method, parameters, channels }: SeanCase): Map<string, Float32Array> {
  const { spade, style, noise } = parameters;
  const values = new Map<string, Float32Array>([[`${NAME}.noise_var`, noise]]);
  const conv = (name: string, { weight, bias }: SeanParameters["spade"]["gamma"]) =>
    values.set(`${NAME}.${name}.weight`, weight).set(`${NAME}.${name}.bias`, bias);
  if (method.labels === "spade") {
    conv("Spade.mlp_shared.0", spade.shared);
    conv("Spade.mlp_gamma", spade.gamma);
    conv("Spade.mlp_beta", spade.beta);
  } else {
    const rows = ({ weight }: SeanParameters["spade"]["gamma"]) =>
      weight.map((_, i) => weight[(i % channels) * method.classes + Math.floor(i / channels)]);
    values.set(`${NAME}.class_specified_affine.weight`, rows(spade.gamma));
    values.set(`${NAME}.class_specified_affine.bias`, rows(spade.beta));
  }
  const logit = (share: number) => Float32Array.of(Math.log(share / (1 - share)));
  values.set(`${NAME}.blending_gamma`, logit(style?.blend.gamma ?? 0.5));
  values.set(`${NAME}.blending_beta`, logit(style?.blend.beta ?? 0.5));
  const { styleLength: length, classes } = method;
  if (style === null || length === null) return values;
  conv("conv_gamma", style.gamma);
  conv("conv_beta", style.beta);
  for (let k = 0; k < classes; k++) {
    const each = length * length;
    conv(`fc_mu${k}`, {
      weight: style.regions.weight.slice(k * each, (k + 1) * each),
      bias: style.regions.bias.slice(k * length, (k + 1) * length),
    });
  }
  return values;
}

/** The layer as a network of its own. */
async function networkOf(given: SeanCase): Promise<TrainableNetwork> {
  const { method, channels, conditions } = given;
  const layer: NormLayer = { name: NAME, channels, paramFreeNorm: "instance", method };
  const values = named(given);
  const step: Step = {
    ...{ kind: "modulate", name: NAME, layer, parameters: normParameters(layer) },
    output: { channels, height: conditions.height, width: conditions.width },
  };
  return TrainableNetwork.from([step], {
    parameter: async (key) => values.get(key) ?? new Float32Array(0),
  });
}

/** Scale 1 + γ and shift β of every pixel, [batch, height, width, channels] each. */
function maps(
  given: SeanCase,
  network: TrainableNetwork,
  batch: BatchInputs,
  flat: tf.Tensor1D,
  codes: tf.Tensor3D | undefined,
): [tf.Tensor4D, tf.Tensor4D] {
  const { method, channels, conditions } = given;
  const { batch: count, height, width } = conditions;
  const inUse = new ParametersInUse(network);
  inUse.take(flat);
  const made = seanModulation(inUse, NAME, method, batch, { height, width }, codes);
  if (made.kind === "maps") return [tf.add(made.gamma, 1), made.beta];
  const oneHot = made.index.oneHot(made.gamma.shape[0]);
  const dense = (rows: tf.Tensor2D) =>
    tf.reshape(tf.matMul(oneHot, rows), [count, height, width, channels]) as tf.Tensor4D;
  return [dense(made.gamma), dense(made.beta)];
}

const codesOf = ({ codes, method, conditions }: SeanCase): tf.Tensor3D | undefined =>
  method.styleLength === null
    ? undefined
    : tf.tensor3d(codes, [conditions.batch, method.classes, method.styleLength]);

test("SEAN in training is its convolutions over every pixel, by tables and by maps, whatever the layer", async () => {
  const before = tf.memory().numTensors;
  const check = fc.asyncProperty(seanCases, async (given) => {
    const { parameters, method, conditions, channels, codes } = given;
    const network = await networkOf(given);
    const batch = new BatchInputs(conditions);
    const style = codesOf(given);
    const [scale, shift] = tf.tidy(() => maps(given, network, batch, network.flat, style));
    const expected = seanByConvolution(parameters, method, codes, conditions, channels);
    const pixels = conditions.height * conditions.width;
    const last = (values: Float64Array) =>
      values.map((_, i) => {
        const [n, p, c] = [
          Math.floor(i / (pixels * channels)),
          Math.floor(i / channels) % pixels,
          i % channels,
        ];
        return values[(n * channels + c) * pixels + p];
      });
    expectClose(await scale.data(), last(expected.scale), 1e-4, "scale");
    expectClose(await shift.data(), last(expected.shift), 1e-4, "shift");
    tf.dispose([scale, shift, ...(style ? [style] : [])]);
    batch.dispose();
    network.dispose();
  });
  await fc.assert(check, { seed: 1911, numRuns: 80 });
  expect(tf.memory().numTensors).toBe(before);
});

/** (f(x + h d) − f(x − h d)) / 2h against the gradient's product with d, for some directions d. */
async function expectGradient(
  f: (x: tf.Tensor1D) => tf.Scalar,
  x: tf.Tensor1D,
  gradient: tf.Tensor1D,
  what: string,
): Promise<void> {
  const h = 1e-2;
  for (const seed of [1, 2, 3]) {
    const numbers = seededNumbers(seed)(x.size);
    const norm = Math.hypot(...numbers);
    const direction = tf.tensor1d(numbers.map((value) => value / norm));
    const at = async (step: number) => {
      const result = tf.tidy(() => f(tf.add(x, tf.mul(direction, step))));
      const [value] = await result.data();
      result.dispose();
      return value;
    };
    const measured = ((await at(h)) - (await at(-h))) / (2 * h);
    const product = tf.tidy(() => tf.sum(tf.mul(gradient, direction)));
    const [told] = await product.data();
    tf.dispose([product, direction]);
    const size = tf.tidy(() => tf.norm(gradient));
    const [scale] = await size.data();
    size.dispose();
    expect(Math.abs(measured - told) / (scale + 1e-6), `${what}, direction ${seed}`).toBeLessThan(
      0.02,
    );
  }
}

test("gradients of all of SEAN's parameters and of its style codes are those of finite differences", async () => {
  const styled = seanCases.filter(
    ({ method, conditions }) => method.styleLength !== null && conditions.labels.length > 8,
  );
  const cases = fc.sample(styled, { seed: 9, numRuns: 24 });
  const kinds = new Set<string>();
  for (const given of cases) {
    const { method, channels, conditions } = given;
    const network = await networkOf(given);
    const batch = new BatchInputs(conditions);
    const codes = codesOf(given) as tf.Tensor3D;
    const size = channels * conditions.labels.length;
    const shape = [conditions.batch, conditions.height, conditions.width, channels];
    const weights = [1, 2].map((seed) => tf.tensor(seededNumbers(seed)(size), shape));
    const loss = (flat: tf.Tensor1D, style: tf.Tensor3D): tf.Scalar => {
      const [scale, shift] = maps(given, network, batch, flat, style);
      return tf.add(tf.sum(tf.mul(scale, weights[0])), tf.sum(tf.mul(shift, weights[1])));
    };
    const flat = tf.tensor1d(await network.flat.data<"float32">());
    const flatCodes = tf.reshape(codes, [codes.size]) as tf.Tensor1D;
    const shaped = (values: tf.Tensor1D) => tf.reshape(values, codes.shape) as tf.Tensor3D;
    const [ofParameters, ofCodes] = tf.tidy(() =>
      tf.grads((p, s) => loss(p as tf.Tensor1D, shaped(s as tf.Tensor1D)))([flat, flatCodes]),
    ) as [tf.Tensor1D, tf.Tensor1D];
    const what = `${method.labels} ${method.kernel}×${method.kernel}`;
    await expectGradient((x) => loss(x, codes), flat, ofParameters, `parameters, ${what}`);
    await expectGradient((x) => loss(flat, shaped(x)), flatCodes, ofCodes, `codes, ${what}`);
    kinds.add(what);
    tf.dispose([flat, flatCodes, codes, ofParameters, ofCodes, ...weights]);
    batch.dispose();
    network.dispose();
  }
  expect([...kinds].sort()).toEqual(["clade 1×1", "spade 1×1", "spade 3×3"]);
});

test("pooled features are each region's mean, and their gradient is shared out among its pixels", async () => {
  const check = fc.asyncProperty(
    seanCases,
    fc.integer({ min: 1, max: 5 }),
    async (given, length) => {
      const { conditions, method } = given;
      const { batch: count, height, width, labels } = conditions;
      const pixels = height * width;
      const values = seededNumbers(4)(count * pixels * length);
      const batch = new BatchInputs(conditions);
      const features = tf.tensor4d(values, [count, height, width, length]);
      const weight = tf.tensor3d(seededNumbers(5)(count * method.classes * length), [
        count,
        method.classes,
        length,
      ]);
      const [codes, gradient] = tf.tidy(() => {
        const of = (x: tf.Tensor) =>
          pooledRegions(x as tf.Tensor4D, batch.regionShares(method.classes, { height, width }));
        return [of(features), tf.grad((x) => tf.sum(tf.mul(of(x), weight)))(features)];
      });
      const [own, dy, w] = [await codes.data(), await gradient.data(), await weight.data()];
      for (let n = 0; n < count; n++) {
        const region = labels.slice(n * pixels, (n + 1) * pixels);
        const first = Float32Array.from({ length: length * pixels }, (_, i) => {
          return values[(n * pixels + (i % pixels)) * length + Math.floor(i / pixels)];
        });
        const pooled = poolRegions(first, region, method.classes);
        const from = n * method.classes * length;
        expectClose(own.slice(from, from + pooled.values.length), pooled.values, 1e-5);
        for (const [p, k] of region.entries()) {
          const share = region.reduce((sum, other) => sum + Number(other === k), 0);
          for (let j = 0; j < length; j++) {
            const told = dy[(n * pixels + p) * length + j];
            expect(told).toBeCloseTo(w[from + k * length + j] / share, 5);
          }
        }
      }
      tf.dispose([features, weight, codes, gradient]);
      batch.dispose();
    },
  );
  await fc.assert(check, { seed: 3, numRuns: 25 });
});
