import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DiscriminatorConfig, discriminator } from "../../src/models/discriminator.ts";
import { type GeneratorConfig, withBanks } from "../../src/models/generator-config.ts";
import { type ImageEncoderConfig, imageEncoder } from "../../src/models/image-encoder.ts";
import { asGenerator, networkOf } from "../../src/models/network.ts";
import { styleEncoder } from "../../src/models/style-encoder.ts";
import { trace } from "../../src/models/trace.ts";
import type { Method } from "../../src/modulation/norm-layer.ts";
import { generatorInfos, infosOf, keysOnly, PLAIN } from "../support/state-dicts.ts";

const classes = fc.integer({ min: 1, max: 9 });
const kernel = fc.constantFrom(1, 3);
const hidden = fc.integer({ min: 1, max: 4 });

const methods: fc.Arbitrary<Method> = fc.oneof(
  fc.record({
    kind: fc.constant("spade" as const),
    classes,
    instanceEdges: fc.boolean(),
    hidden,
    kernel,
  }),
  fc.record({
    kind: fc.constant("clade" as const),
    classes,
    instanceEdges: fc.boolean(),
    positional: fc.boolean(),
  }),
);

const latents = fc.option(
  fc.record({ zDim: fc.integer({ min: 1, max: 8 }), cells: fc.integer({ min: 1, max: 6 }) }),
);

const configs: fc.Arbitrary<GeneratorConfig> = fc.record({
  method: methods,
  paramFreeNorm: fc.constantFrom("batch" as const, "instance" as const),
  ngf: fc.constantFrom(2, 3),
  outputChannels: fc.constantFrom(1, 3),
  upsampling: fc.constantFrom("normal" as const, "more" as const, "most" as const),
  spectralNorm: fc.boolean(),
  trunkKernel: fc.constantFrom(1, 3),
  latent: latents,
});

describe("a generator is understood from its keys and shapes alone", () => {
  test("whatever its configuration; only what keys cannot tell is given", () => {
    const check = fc.property(configs, (config) => {
      const { instanceEdges } = config.method;
      const options = { noInstance: !instanceEdges, upsampling: config.upsampling };
      const network = asGenerator(networkOf(keysOnly(generatorInfos(config)), { options }));
      expect(network.config).toEqual(config);
      const { kind } = config.method;
      const icpe = kind === "clade" && config.method.positional;
      expect(network.kind).toBe(icpe ? "clade-icpe" : kind);
    });
    fc.assert(check, { seed: 31, numRuns: 100 });
  });

  test("and every key has its use: each is read once, or listed with a reason", () => {
    const check = fc.property(configs, (config) => {
      const infos = generatorInfos(config); // fails on a key that comes twice
      const { instanceEdges } = config.method;
      const options = { noInstance: !instanceEdges, upsampling: config.upsampling };
      const { unused } = networkOf(keysOnly(infos), { options });
      const counters = [...infos.keys()].filter((key) => key.endsWith(".num_batches_tracked"));
      expect(unused.map(({ key }) => key)).toEqual(counters);
    });
    fc.assert(check, { seed: 32, numRuns: 30 });
  });

  test("SEAN, with its style encoder; the keys that SEAN never uses are listed", () => {
    const method: Method = {
      kind: "sean",
      labels: "spade",
      classes: 3,
      instanceEdges: false,
      hidden: 4,
      kernel: 3,
      styleLength: 5,
    };
    const config = { ...PLAIN, method };
    const style = infosOf(trace((ops) => styleEncoder({ ngf: 2, styleLength: 5 }, ops)));
    const network = networkOf(keysOnly(new Map([...style, ...generatorInfos(config)])));
    expect(network).toMatchObject({
      kind: "sean",
      config,
      styleEncoder: { ngf: 2, styleLength: 5 },
    });
    expect([...new Set(network.unused.map(({ reason }) => reason))]).toEqual([
      "a counter that inference does not need",
      "SEAN's inner SPADE module never calls its own normalisation",
      "SEAN's last block has no style to blend",
    ]);
  });

  test("SEAN whose SPADE nets are replaced by CLADE banks, any number of classes", () => {
    const check = fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom("batch" as const, "instance" as const),
      (classes, styleLength, paramFreeNorm) => {
        const spade = {
          kind: "sean",
          classes,
          instanceEdges: false,
          labels: "spade",
          hidden: 4,
          kernel: 3,
          styleLength,
        } as const;
        const config = withBanks({ ...PLAIN, paramFreeNorm, method: spade });
        const style = infosOf(trace((ops) => styleEncoder({ ngf: 2, styleLength }, ops)));
        const network = networkOf(keysOnly(new Map([...style, ...generatorInfos(config)])));
        expect(network).toMatchObject({ kind: "sean-clade", config });
        expect(config.method).toMatchObject({ labels: "clade", hidden: classes, kernel: 1 });
        expect(network.has("up_2.ace_0.class_specified_affine.weight")).toBe(true);
        expect(network.has("up_2.ace_0.Spade.mlp_gamma.weight")).toBe(false);
      },
    );
    fc.assert(check, { seed: 35, numRuns: 20 });
  });
});

test("a discriminator is understood from its keys and shapes alone", () => {
  const configs: fc.Arbitrary<DiscriminatorConfig> = fc.record({
    semanticChannels: fc.integer({ min: 1, max: 9 }),
    imageChannels: fc.constant(3),
    ndf: fc.integer({ min: 1, max: 4 }),
    scales: fc.integer({ min: 1, max: 3 }),
    layers: fc.integer({ min: 2, max: 5 }),
    spectralNorm: fc.boolean(),
  });
  const check = fc.property(configs, (config) => {
    const infos = infosOf(trace((ops) => discriminator(config, ops)));
    const network = networkOf(keysOnly(infos));
    expect(
      network.network !== "generator" && { network: network.network, config: network.config },
    ).toEqual({
      network: "discriminator",
      config,
    });
  });
  fc.assert(check, { seed: 33, numRuns: 30 });
});

test("an image encoder is understood from its keys and shapes alone", () => {
  const configs: fc.Arbitrary<ImageEncoderConfig> = fc.record({
    ndf: fc.integer({ min: 1, max: 3 }),
    layers: fc.integer({ min: 1, max: 6 }),
    zDim: fc.integer({ min: 1, max: 9 }),
    spectralNorm: fc.boolean(),
  });
  const check = fc.property(configs, (config) => {
    const infos = infosOf(trace((ops) => imageEncoder(config, ops)));
    const network = networkOf(keysOnly(infos));
    expect(
      network.network !== "generator" && { network: network.network, config: network.config },
    ).toEqual({
      network: "encoder",
      config,
    });
  });
  fc.assert(check, { seed: 34, numRuns: 30 });
});
