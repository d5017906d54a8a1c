import { describe, expect, test } from "vitest";
import { builtInLabelSet } from "../../src/labels/built-in.ts";
import { parseLabelSet } from "../../src/labels/label-set.ts";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import { asGenerator, networkOf } from "../../src/models/network.ts";
import type { Hints } from "../../src/models/resolve-config.ts";
import { generatorInfos, keysOnly, messageOf, PLAIN } from "../support/state-dicts.ts";

const CLADE = { kind: "clade", classes: 5, instanceEdges: false, positional: false } as const;

/** A SPADE network of so many input channels, of which one may be the edge map. */
const spade = (channels: number): GeneratorConfig => ({
  ...PLAIN,
  method: { kind: "spade", classes: channels, instanceEdges: false, hidden: 2, kernel: 1 },
});

function resolve(config: GeneratorConfig, hints: Hints = {}) {
  return asGenerator(networkOf(keysOnly(generatorInfos(config)), hints));
}

function edges(config: GeneratorConfig, hints: Hints = {}) {
  const { method } = resolve(config, hints).config;
  const { assumptions } = resolve(config, hints);
  const from = assumptions.find(({ what }) => what === "instance edges")?.from;
  return { instanceEdges: method.instanceEdges, classes: method.classes, from };
}

const labelSet = (rows: number) =>
  parseLabelSet(
    {
      name: `${rows} rows`,
      rows: Array.from({ length: rows }, (_, row) => ({ row, name: `${row}` })),
    },
    "test",
  );

describe("whether one of SPADE's channels is the edge map", () => {
  test("is what the options say, first of all", () => {
    const hints = { instances: true, labelSet: labelSet(6) };
    expect(edges(spade(6), { ...hints, options: { noInstance: true } })).toEqual({
      instanceEdges: false,
      classes: 6,
      from: "options",
    });
  });

  test("then what a label set says that the user names: one channel more than rows", () => {
    expect(edges(spade(6), { labelSet: labelSet(5) })).toEqual({
      instanceEdges: true,
      classes: 5,
      from: "label set 5 rows",
    });
    expect(edges(spade(6), { labelSet: labelSet(6), instances: true })).toEqual({
      instanceEdges: false,
      classes: 6,
      from: "label set 6 rows",
    });
  });

  test("then whether an instance map is given", () => {
    const hints = { labelSet: labelSet(6), labelSetGuessed: true, instances: true };
    expect(edges(spade(6), hints)).toEqual({
      instanceEdges: true,
      classes: 5,
      from: "instance map given",
    });
  });

  test("then what a guessed label set says", () => {
    expect(edges(spade(6), { labelSet: labelSet(5), labelSetGuessed: true })).toEqual({
      instanceEdges: true,
      classes: 5,
      from: "label set 5 rows",
    });
  });

  test("else it is not", () => {
    expect(edges(spade(6), { instances: false })).toEqual({
      instanceEdges: false,
      classes: 6,
      from: "default",
    });
  });

  test("is in CLADE's keys, and nothing is assumed", () => {
    const config: GeneratorConfig = { ...PLAIN, method: { ...CLADE, instanceEdges: true } };
    expect(edges(config)).toEqual({ instanceEdges: true, classes: 5, from: undefined });
  });
});

describe("what else keys leave open", () => {
  const open = (hints: Hints, config = PLAIN) => {
    const { config: resolved, dontCareRow, aspectRatio, cropSize } = resolve(config, hints);
    return { upsampling: resolved.upsampling, dontCareRow, aspectRatio, cropSize };
  };

  test("has defaults", () => {
    expect(open({})).toEqual({
      upsampling: "normal",
      dontCareRow: null,
      aspectRatio: 1,
      cropSize: null,
    });
  });

  test("comes from the label set's released defaults", () => {
    const config: GeneratorConfig = { ...PLAIN, method: { ...PLAIN.method, classes: 35 } };
    expect(open({ labelSet: builtInLabelSet("cityscapes") }, config)).toEqual({
      upsampling: "more",
      dontCareRow: null,
      aspectRatio: 2,
      cropSize: 512,
    });
  });

  test("comes from the options before that", () => {
    const options = {
      upsampling: "normal",
      aspectRatio: 1,
      cropSize: 128,
      labelNc: 34,
      containDontcareLabel: true,
    } as const;
    const config: GeneratorConfig = { ...PLAIN, method: { ...PLAIN.method, classes: 35 } };
    expect(open({ options, labelSet: builtInLabelSet("cityscapes") }, config)).toEqual({
      upsampling: "normal",
      dontCareRow: 34,
      aspectRatio: 1,
      cropSize: 128,
    });
  });

  test("the don't-care row is the last one where the options tell only that there is one", () => {
    expect(open({ options: { containDontcareLabel: true } }).dontCareRow).toBe(4);
  });

  test("upsampling comes from the user before all else", () => {
    expect(open({ upsampling: "more", options: { upsampling: "normal" } }).upsampling).toBe("more");
    const { assumptions } = resolve(PLAIN, { upsampling: "more" });
    expect(assumptions).toContainEqual({ what: "upsampling", value: "more", from: "--upsampling" });
  });
});

describe("a label set that does not fit", () => {
  test("is an error if the user names it", async () => {
    expect(await messageOf(() => resolve(PLAIN, { labelSet: labelSet(7) }))).toMatchInlineSnapshot(`
      "net_G.pth: the label set 7 rows does not fit this network
        expected  5 rows
        got       7 rows
        try       name another one with --label-set, or leave it out to use bank rows as they are"
    `);
  });

  test("is dropped if it was guessed", () => {
    const hints = { labelSet: labelSet(7), labelSetGuessed: true };
    expect(resolve(PLAIN, hints).labelSet).toBeNull();
  });
});

describe("contradictions", () => {
  const said = (hints: Hints, config = PLAIN) => messageOf(() => resolve(config, hints));
  const vae: GeneratorConfig = { ...PLAIN, latent: { zDim: 8, cells: 2 } };
  const most: GeneratorConfig = { ...PLAIN, ngf: 2, upsampling: "most" };

  test("between options and keys are errors", async () => {
    expect(await said({ options: { ngf: 64 } })).toMatchInlineSnapshot(`
      "net_G.pth: ngf as given contradicts the checkpoint
        expected  1
        got       64
        try       leave it out: the checkpoint tells"
    `);
    expect(await said({ options: { useVae: true } })).toMatchInlineSnapshot(`
      "net_G.pth: use_vae as given contradicts the checkpoint
        expected  false
        got       true
        try       leave it out: the checkpoint tells"
    `);
    expect(await said({ options: { zDim: 256 } }, vae)).toMatchInlineSnapshot(`
      "net_G.pth: z_dim as given contradicts the checkpoint
        expected  8
        got       256
        try       leave it out: the checkpoint tells"
    `);
    expect(await said({ options: { noInstance: false } })).toMatchInlineSnapshot(`
      "net_G.pth: no_instance as given contradicts the checkpoint
        expected  true
        got       false
        try       leave it out: the checkpoint tells"
    `);
  });

  test("in the upsampling, wherever it is given", async () => {
    expect(await said({ upsampling: "most" })).toMatchInlineSnapshot(`
      "net_G.pth: upsampling as given contradicts the checkpoint
        expected  normal or more (the keys hold no up_4)
        got       most
        try       leave it out: the checkpoint tells"
    `);
    expect(await said({ options: { upsampling: "more" } }, most)).toMatchInlineSnapshot(`
      "net_G.pth: upsampling as given contradicts the checkpoint
        expected  most (the keys hold up_4)
        got       more
        try       leave it out: the checkpoint tells"
    `);
  });

  test("in the number of classes", async () => {
    expect(await said({ options: { labelNc: 8 } })).toMatchInlineSnapshot(`
      "net_G.pth: the number of classes in the options does not fit this network
        expected  label_nc and the don't-care class together 5
        got       label_nc 8, contain_dontcare_label not given
        try       the network has 5 input channels, none of them the edge map"
    `);
    const options = { labelNc: 5, containDontcareLabel: true, noInstance: true };
    expect(await said({ options }, spade(5))).toMatchInlineSnapshot(`
      "net_G.pth: the number of classes in the options does not fit this network
        expected  label_nc and the don't-care class together 5
        got       label_nc 5, contain_dontcare_label true
        try       the network has 5 input channels, none of them the edge map"
    `);
    expect(await said({ options: { noInstance: false } }, spade(1))).toMatchInlineSnapshot(`
      "net_G.pth: the only input channel of this network cannot be the edge map
        expected  2 channels or more: a class and the edge map
        got       1
        try       leave the instance map out, or say no_instance in the options"
    `);
  });

  test("z_dim of a network without VAE says nothing, as the released options always have it", () => {
    expect(resolve(PLAIN, { options: { zDim: 256, useVae: false } }).config.latent).toBeNull();
  });
});
