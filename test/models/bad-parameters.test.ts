import { describe, expect, test } from "vitest";
import { discriminator } from "../../src/models/discriminator.ts";
import { imageEncoder } from "../../src/models/image-encoder.ts";
import { networkOf } from "../../src/models/network.ts";
import { trace } from "../../src/models/trace.ts";
import {
  generatorInfos,
  type Infos,
  infosOf,
  keysOnly,
  messageOf,
  PLAIN,
} from "../support/state-dicts.ts";

/** What is said of a good network's keys after `change`. */
function complaint(change: (infos: Infos) => void, config = PLAIN): Promise<string> {
  const infos = generatorInfos(config);
  change(infos);
  return messageOf(() => networkOf(keysOnly(infos)));
}

const remove =
  (...keys: string[]) =>
  (infos: Infos) => {
    for (const key of keys) infos.delete(key);
  };

const reshape = (key: string, shape: readonly number[]) => (infos: Infos) => {
  infos.set(key, { dtype: "float32", shape });
};

describe("missing parameters", () => {
  test("one", async () => {
    expect(await complaint(remove("up_2.conv_1.bias"))).toMatchInlineSnapshot(`
      "net_G.pth: 1 of 144 parameters is missing
        expected  up_2.conv_1.bias [2]
        got       161 tensors without it
        try       check that the file is complete and was saved from one network"
    `);
  });

  test("several", async () => {
    const keys = ["up_2.conv_1.bias", "up_3.conv_0.bias", "conv_img.bias"];
    expect(await complaint(remove(...keys))).toMatchInlineSnapshot(`
      "net_G.pth: 3 of 144 parameters are missing
        expected  up_2.conv_1.bias [2], up_3.conv_0.bias, …
        got       159 tensors without them
        try       check that the file is complete and was saved from one network"
    `);
  });

  test("the spectral vector u, from which v and σ come", async () => {
    const keys = ["up_2.conv_1.weight_u", "up_2.conv_1.weight_v"];
    expect(await complaint(remove(...keys))).toMatchInlineSnapshot(`
      "net_G.pth: 1 of 143 parameters is missing
        expected  up_2.conv_1.weight_u [2]
        got       160 tensors without it
        try       check that the file is complete and was saved from one network"
    `);
  });

  test("the weight that tells the width", async () => {
    expect(await complaint(remove("head_0.conv_0.weight_orig"))).toMatchInlineSnapshot(`
      "net_G.pth: the tensor head_0.conv_0.weight is missing
        expected  a complete network as the released code saves it
        got       "head_0.norm_0.param_free_norm.running_mean", "head_0.norm_0.param_free_norm.running_var", "head_0.norm_0.param_free_norm.num_batches_tracked" and 14 more
        try       check that the file is complete, and that it holds the generator (net_G)"
    `);
  });

  test("the bank that tells the method", async () => {
    const key = "head_0.norm_0.class_specified_affine.weight";
    expect(await complaint(remove(key))).toMatchInlineSnapshot(`
      "net_G.pth: head_0.norm_0: the layers have no modulation that cladescope knows
        expected  head_0.norm_0.mlp_shared.0.weight (SPADE) or head_0.norm_0.class_specified_affine.weight (CLADE)
        got       "head_0.norm_0.param_free_norm.running_mean", "head_0.norm_0.param_free_norm.running_var", "head_0.norm_0.param_free_norm.num_batches_tracked" and 14 more
        try       check that this is a generator with --norm_G …spade… or …clade…, or SEAN's"
    `);
  });

  test("all: a file of something else", async () => {
    const infos: Infos = new Map([["layer.0.weight", { dtype: "float32", shape: [1] }]]);
    expect(await messageOf(() => networkOf(keysOnly(infos)))).toMatchInlineSnapshot(`
      "net_G.pth: the keys are not those of a SPADE, CLADE or SEAN network
        expected  a generator (fc.weight, conv_img.weight, …), a discriminator or an image encoder
        got       1 tensor: "layer.0.weight"
        try       save the network alone: torch.save(net_G.state_dict(), FILE)"
    `);
    expect(await messageOf(() => networkOf(keysOnly(new Map())))).toContain("got       0 tensors");
  });
});

describe("misshapen parameters", () => {
  test("a bank of another class count", async () => {
    const key = "up_1.norm_0.class_specified_affine.bias";
    expect(await complaint(reshape(key, [6, 8]))).toMatchInlineSnapshot(`
      "net_G.pth: up_1.norm_0.class_specified_affine.bias: a parameter has the wrong shape
        expected  [5,8]
        got       [6,8]
        try       check that the file was saved from one network, and not changed since"
    `);
  });

  test("a width that no network has", async () => {
    const change = reshape("head_0.conv_0.weight_orig", [24, 24, 3, 3]);
    expect(await complaint(change)).toMatchInlineSnapshot(`
      "net_G.pth: head_0.conv_0.weight_orig: the width is not a multiple of 16
        expected  16 · ngf output channels in head_0
        got       24
        try       check that this is a generator of SPADE, CLADE or SEAN, saved whole"
    `);
  });

  test("a weight with too few axes", async () => {
    expect(await complaint(reshape("conv_img.weight", [3]))).toMatchInlineSnapshot(`
      "net_G.pth: conv_img.weight: a tensor has the wrong number of axes, or an empty one
        expected  4 axes
        got       [3]
        try       check that the file is a released network, unchanged"
    `);
  });

  test("an empty bank", async () => {
    const change = reshape("head_0.norm_0.class_specified_affine.weight", [0, 16]);
    expect(await complaint(change)).toMatchInlineSnapshot(`
      "net_G.pth: head_0.norm_0.class_specified_affine.weight: a tensor has the wrong number of axes, or an empty one
        expected  2 axes
        got       [0,16]
        try       check that the file is a released network, unchanged"
    `);
  });

  test("a linear map that is no whole number of start pixels", async () => {
    expect(await complaint(reshape("fc.weight", [17, 8]))).toMatchInlineSnapshot(`
      "net_G.pth: fc.weight: fc does not fit the width of the network
        expected  rows in multiples of 16 · ngf = 16, one for each pixel of the start
        got       [17,8]
        try       check that all tensors come from one network"
    `);
  });
});

describe("surplus tensors", () => {
  test("are refused by name, quoted", async () => {
    const add = (infos: Infos) => {
      for (const key of ["netD.a", "netD.b\n", "netD.c", "netD.d"]) reshape(key, [1])(infos);
    };
    expect(await complaint(add)).toMatchInlineSnapshot(`
      "net_G.pth: 4 tensors belong to no part of the network
        expected  the 162 keys of the released layout
        got       "netD.a", "netD.b\\n", "netD.c" and 1 more
        try       remove them from the state dict, or check that the file holds one network only"
    `);
  });

  test("of layers that the upsampling lacks", async () => {
    expect(await complaint(reshape("up_5.conv_0.bias", [1]))).toMatchInlineSnapshot(`
      "net_G.pth: 1 tensor belongs to no part of the network
        expected  the 162 keys of the released layout
        got       "up_5.conv_0.bias"
        try       remove them from the state dict, or check that the file holds one network only"
    `);
  });

  test("a counter of no layer is surplus too", async () => {
    expect(await complaint(reshape("nothing.num_batches_tracked", []))).toContain("no part");
  });

  test("both names of one tensor", async () => {
    const key = "up_0.conv_0.parametrizations.weight.original";
    expect(await complaint(reshape(key, [8, 16, 3, 3]))).toContain(key.slice(0, 30));
  });
});

describe("spectral vectors of old PyTorch", () => {
  const vectors = [...generatorInfos(PLAIN).keys()].filter((key) => key.endsWith(".weight_v"));

  test("a file without v says that they were derived", () => {
    const infos = generatorInfos(PLAIN);
    remove(...vectors)(infos);
    expect(networkOf(keysOnly(infos)).notes).toEqual([
      `derived ${vectors.length} spectral vectors v from weight and u`,
    ]);
  });

  test("a file with the normalised weights instead says that they are used", () => {
    const infos = generatorInfos(PLAIN);
    for (const vector of vectors) {
      const weight = vector.slice(0, -2);
      infos.set(weight, infos.get(`${weight}_orig`) ?? { dtype: "float32", shape: [] });
    }
    expect(networkOf(keysOnly(infos)).unused.map(({ reason }) => reason)).toContain(
      "follows from weight_orig",
    );
    remove(...vectors)(infos);
    expect(networkOf(keysOnly(infos)).notes).toEqual([
      `took ${vectors.length} normalised weights as saved, without spectral vectors v`,
    ]);
  });
});

describe("discriminators and encoders", () => {
  const disc = {
    semanticChannels: 4,
    imageChannels: 3,
    ndf: 2,
    scales: 2,
    layers: 4,
    spectralNorm: true,
    trunkKernel: 3,
  };

  test("a discriminator without a scale's verdict", async () => {
    const infos = infosOf(trace((ops) => discriminator(disc, ops)));
    remove("discriminator_1.model4.0.weight")(infos);
    expect(await messageOf(() => networkOf(keysOnly(infos)))).toMatchInlineSnapshot(`
      "net_G.pth: 1 of 26 parameters is missing
        expected  discriminator_1.model4.0.weight [1,16,4,4]
        got       25 tensors without it
        try       check that the file is complete and was saved from one network"
    `);
  });

  test("a discriminator that sees no label map", async () => {
    const infos = infosOf(trace((ops) => discriminator({ ...disc, semanticChannels: 0 }, ops)));
    expect(await messageOf(() => networkOf(keysOnly(infos)))).toMatchInlineSnapshot(`
      "net_G.pth: discriminator_0.model0.0.weight: the discriminator sees no label map
        expected  channels of the label map and 3 of the picture
        got       3 input channels
        try       use a discriminator trained with label maps, as those of SPADE and CLADE are"
    `);
  });

  test("an encoder with more layers than the released one has", async () => {
    const encoder = { ndf: 1, layers: 6, zDim: 2, spectralNorm: true };
    const infos = infosOf(trace((ops) => imageEncoder(encoder, ops)));
    reshape("layer7.0.weight_orig", [8, 8, 3, 3])(infos);
    expect(await messageOf(() => networkOf(keysOnly(infos)))).toMatchInlineSnapshot(`
      "net_G.pth: 1 tensor belongs to no part of the network
        expected  the 22 keys of the released layout
        got       "layer7.0.weight_orig"
        try       remove them from the state dict, or check that the file holds one network only"
    `);
  });
});
