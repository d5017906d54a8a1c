import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseReleasedOptions } from "../../src/models/released-options.ts";
import { goldensWith } from "../support/goldens.ts";
import { messageOf } from "../support/state-dicts.ts";

describe("parseReleasedOptions()", () => {
  test("keeps what says something about the network, under our names", () => {
    const json = {
      ngf: 64,
      crop_size: 512,
      aspect_ratio: 2.0,
      num_upsampling_layers: "more",
      use_vae: true,
      z_dim: 256,
      label_nc: 35,
      contain_dontcare_label: false,
      no_instance: false,
      dataroot: "./datasets/cityscapes/",
      lambda_feat: 10.0,
    };
    expect(parseReleasedOptions(json, "opt.json")).toEqual({
      ngf: 64,
      cropSize: 512,
      aspectRatio: 2,
      upsampling: "more",
      useVae: true,
      zDim: 256,
      labelNc: 35,
      containDontcareLabel: false,
      noInstance: false,
    });
  });

  test("leaves out what is not given, or null", () => {
    expect(parseReleasedOptions({ ngf: null }, "opt.json")).toEqual({});
  });

  test.each([
    ["ngf", 0],
    ["ngf", 1.5],
    ["ngf", "64"],
    ["crop_size", 1e9],
    ["aspect_ratio", 0],
    ["aspect_ratio", -1],
    ["aspect_ratio", "2"],
    ["num_upsampling_layers", "lots"],
    ["num_upsampling_layers", "constructor"],
    ["use_vae", "yes"],
    ["z_dim", -1],
    ["label_nc", 1e6],
    ["contain_dontcare_label", 1],
    ["no_instance", "false"],
  ])("refuses %s: %j", async (name, value) => {
    const message = await messageOf(() => parseReleasedOptions({ [name]: value }, "opt.json"));
    expect(message).toContain(`opt.json: the option ${name} does not make sense`);
    expect(message).toContain(`got       ${JSON.stringify(value)}`);
    expect(message).toContain("expected  ");
  });

  test.each([
    ["a list", []],
    ["a text", "ngf"],
    ["null", null],
    ["nothing", undefined],
  ])("refuses %s in place of an object", async (_what, json) => {
    expect(await messageOf(() => parseReleasedOptions(json, "opt.json"))).toContain(
      'opt.json: the options are not a JSON object\n  expected  {"label_nc": 150, "contain_dontcare_label": true, …}',
    );
  });

  test("reads the options of every reference network", () => {
    for (const { folder } of goldensWith("opt.json")) {
      const json = JSON.parse(readFileSync(join(folder, "opt.json"), "utf8"));
      expect(parseReleasedOptions(json, folder)).toMatchObject({ labelNc: json.label_nc });
    }
  });
});
