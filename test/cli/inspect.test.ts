import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { goldensWith } from "../support/goldens.ts";
import { golden } from "./goldens.ts";
import { ok, problem } from "./run.ts";

async function inspected(file: string, ...options: string[]) {
  return JSON.parse(await ok(["inspect", file, "--json", ...options]));
}

const netG = (name: string) => join(golden(name).folder, "net_G.pth");

const GENERATOR = {
  network: "generator",
  vae: null,
  upsampling: "normal",
  paramFreeNorm: "batch",
  spectralNorm: true,
  trunkKernel: 3,
  labelSet: null,
  metadata: {},
};

test.concurrent.each<[string, object]>([
  ["tiny/clade", { kind: "clade", ngf: 2, classes: 6, instanceEdges: false, positional: false }],
  [
    "tiny/clade_icpe_instance",
    { kind: "clade-icpe", classes: 6, instanceEdges: true, semanticChannels: 7, positional: true },
  ],
  ["tiny/spade", { kind: "spade", classes: 6, instanceEdges: false, hidden: 8, kernel: 3 }],
  ["tiny/sean", { kind: "sean", classes: 6, instanceEdges: false, hidden: 8, styleLength: 8 }],
  ["networks/clade_most", { kind: "clade", upsampling: "most" }],
  ["networks/clade_vae", { kind: "clade", vae: { zDim: 8 } }],
  ["networks/spade_instance_norm", { kind: "spade", paramFreeNorm: "instance" }],
  ["networks/spade_no_spectral_norm", { kind: "spade", spectralNorm: false }],
])("inspect --json tells what %s is", async (name, expected) => {
  const facts = await inspected(netG(name));
  expect(facts).toMatchObject({ ...GENERATOR, file: netG(name), ...expected });
});

test.concurrent("inspect accounts for every key and marks what the keys do not tell", async () => {
  const facts = await inspected(netG("tiny/clade"));
  expect(facts.parameters).toBe(71329);
  expect(facts.layers).toBe(18);
  expect(facts.unusedKeys).toMatchObject([
    { reason: "a counter that inference does not need", count: 18 },
  ]);
  expect(facts.assumed).toEqual([
    { what: "upsampling", value: "normal", from: "default" },
    { what: "aspect ratio", value: "1", from: "default" },
    { what: "don't-care row", value: "null", from: "default" },
  ]);
});

test.concurrent("inspect --options takes the released options instead of assumptions", async () => {
  const { folder } = golden("networks/clade_icpe_more");
  const facts = await inspected(join(folder, "net_G.pth"), "--options", join(folder, "opt.json"));
  expect(facts).toMatchObject({ upsampling: "more", defaultSize: { height: 64, width: 64 } });
  expect(facts.assumed).toContainEqual({ what: "upsampling", value: "more", from: "options" });
});

test.concurrent("inspect without --json is a short table for people", async () => {
  const text = await ok(["inspect", netG("tiny/clade_icpe_instance")]);
  expect(text).toMatch(/^kind +clade-icpe generator$/m);
  expect(text).toMatch(/^classes +6 bank rows, and instance edges$/m);
  expect(text).toMatch(/^assumed +upsampling: normal \(default\)$/m);
  expect(text).not.toMatch(/undefined|\[object/);
});

test.concurrent("inspect --layers lists every operation with its parameter names", async () => {
  const text = await ok(["inspect", netG("tiny/clade"), "--layers"]);
  expect(text).toMatch(/^up_0\.conv_s: spectral conv 1×1, 32 → 16 → /m);
  expect(text).toMatch(/^ {2}class_specified_affine\.weight \[6, 32\]$/m);
  const { layers } = await inspected(netG("tiny/clade"), "--layers");
  expect(layers[0]).toMatchObject({
    name: "fc",
    parameters: ["weight [32, 6, 3, 3]", "bias [32]"],
  });
});

test.concurrent("inspect --classes names the bank rows, or numbers them without a label set", async () => {
  const sean = "data/checkpoints/toy-sean.safetensors";
  expect(await ok(["inspect", sean, "--classes"])).toMatch(/\n {4}0 {2}unlabelled\n {4}1 {2}sky\n/);
  const { classNames } = await inspected(netG("tiny/clade"), "--classes");
  expect(classNames).toEqual(Array.from({ length: 6 }, (_, row) => `class ${row}`));
});

test.concurrent("inspect takes a label set that fits and refuses one that does not", async () => {
  const options = ["--label-set", "ade20k"];
  expect(await problem(["inspect", netG("tiny/clade"), ...options])).toMatch(
    /label set ade20k does not fit.*\n {2}expected {2}6 rows\n {2}got {7}151 rows/,
  );
});

describe.each([
  ["net_D.pth", "discriminator", ["imageChannels", "semanticChannels", "ndf", "scales", "layers"]],
  ["net_E.pth", "encoder", ["ndf", "layers", "zDim"]],
] as const)("inspect tells what %s is:", (file, kind, fields) => {
  test.concurrent.each(goldensWith(file))("$name", async ({ folder }) => {
    const facts = await inspected(join(folder, file));
    expect(facts).toMatchObject({ network: kind, kind });
    for (const field of fields) expect(facts[field]).toBeGreaterThan(0);
    expect(await ok(["inspect", join(folder, file)])).toMatch(
      new RegExp(`^kind +(image )?${kind}$`, "m"),
    );
    expect(await ok(["inspect", join(folder, file), "--layers"])).toMatch(/conv/);
  });
});

test.concurrent("inspect tells the metadata of the bundled checkpoint", async () => {
  const facts = await inspected("data/checkpoints/random-clade-icpe.safetensors");
  expect(facts).toMatchObject({ kind: "clade-icpe", labelSet: "toy-scenes" });
  expect(facts.metadata.weights).toMatch(/^random/);
});
