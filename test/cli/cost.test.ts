import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import { golden } from "./goldens.ts";
import { ok, problem, temporaryFolder } from "./run.ts";

const temporary = temporaryFolder();

const cost = async (...args: string[]) => JSON.parse(await ok(["cost", ...args, "--json"]));

test.concurrent.each([
  ["ade20k", 256, 256, [96_492_483, 71_427_267, 71_427_375]],
  ["coco-stuff", 256, 256, [97_480_899, 72_505_383, 72_505_491]],
  ["cityscapes", 256, 512, [93_048_003, 67_901_991, 67_902_099]],
] as const)(
  "cost --label-set %s counts the released networks: %i × %i, %j parameters",
  async (name, height, width, parameters) => {
    const facts = await cost("--label-set", name);
    expect(facts).toMatchObject({
      labelSet: name,
      checkpoint: null,
      size: { height, width },
      ngf: 64,
    });
    expect(facts.methods.map(({ method }: { method: string }) => method)).toEqual([
      "spade",
      "clade",
      "clade-icpe",
    ]);
    expect(facts.methods.map((m: { parameters: number }) => m.parameters)).toEqual(parameters);
  },
);

test.concurrent("cost --label-set ade20k reproduces the published overheads and the multiply-accumulates", async () => {
  const facts = await cost("--label-set", "ade20k");
  expect(facts.published).toEqual({
    spade: { parameters: 39.21, compute: 234.73 },
    clade: { parameters: 4.57, compute: 0.07 },
  });
  expect(facts.methods.map(({ macs }: { macs: number }) => (macs / 1e9).toFixed(2))).toEqual([
    "181.15",
    "42.25",
    "42.25",
  ]);
  expect(Object.keys(facts.conventions)).toEqual(["published", "asReleased", "wholeGenerator"]);
});

test.concurrent("cost --sean adds SEAN and SEAN with CLADE banks, and a SEAN checkpoint is counted both ways", async () => {
  const facts = await cost("--label-set", "ade20k", "--sean");
  const of = (name: string) =>
    facts.methods.find(({ method }: { method: string }) => method === name);
  expect(of("sean").parameters).toBeGreaterThan(of("sean-clade").parameters);
  expect(of("sean").modulation.macs).toBeGreaterThan(of("sean-clade").modulation.macs);
  const tiny = await cost(join(golden("tiny/sean").folder, "net_G.pth"), "--size", "64x64");
  expect(tiny.methods.map(({ method }: { method: string }) => method)).toEqual([
    "sean",
    "sean-clade",
  ]);
  expect(tiny.methods[1].parameters).toBeLessThan(tiny.methods[0].parameters);
});

test.concurrent("every number of cost --json is a plain integer, and layers add up to totals", async () => {
  for (const method of (await cost("--label-set", "cityscapes")).methods) {
    const sum = (field: "parameters" | "macs") =>
      method.layers.reduce(
        (total: number, layer: Record<string, number>) => total + layer[field],
        0,
      );
    for (const field of ["parameters", "macs"] as const) {
      expect(Number.isSafeInteger(method[field])).toBe(true);
      expect(sum(field)).toBe(method[field]);
    }
    expect(Number.isSafeInteger(method.modulation.macs)).toBe(true);
  }
});

test.concurrent("--size and --ngf change what is counted", async () => {
  const large = await cost("--label-set", "ade20k", "--size", "512x512");
  const usual = await cost("--label-set", "ade20k");
  expect(large.methods[1].macs).toBe(4 * usual.methods[1].macs);
  expect(large.methods[1].parameters).toBe(usual.methods[1].parameters);
  const narrow = await cost("--label-set", "ade20k", "--ngf", "8");
  expect(narrow.methods[1].parameters).toBeLessThan(usual.methods[1].parameters / 20);
  expect(await problem(["cost", "--label-set", "ade20k", "--size", "100x100"])).toMatch(
    /multiples of 32/,
  );
});

test.concurrent("cost CHECKPOINT counts the network in the file, as inspect does", async () => {
  const file = join(golden("tiny/clade").folder, "net_G.pth");
  const facts = await cost(file, "--size", "64x64");
  expect(facts).toMatchObject({ checkpoint: file, size: { height: 64, width: 64 }, ngf: 2 });
  expect(facts.methods).toMatchObject([{ method: "clade", parameters: 71329 }]);
});

test.concurrent("cost without --json is a table, with --layers of every layer", async () => {
  const text = await ok(["cost", "--label-set", "ade20k"]);
  expect(text).toMatch(/^spade +96,492,483 +181\.150 /m);
  expect(text).toMatch(/^as published +39\.21 +234\.73 +4\.57 +0\.07$/m);
  const layers = await ok(["cost", "--label-set", "ade20k", "--layers"]);
  expect(layers).toMatch(/^clade-icpe, layer by layer$/m);
  expect(layers).toMatch(/^up_3\.conv_0 /m);
});

test.concurrent("an unknown label set is told apart from a wrong option: exit code 1, and the known ones", async () => {
  expect(await problem(["cost", "--label-set", "imagenet"])).toMatch(
    /--label-set imagenet: no such label set\n {2}expected {2}ade20k, coco-stuff, cityscapes/,
  );
});

const map = (name: string) =>
  fileURLToPath(new URL(`../../data/label-maps/${name}.png`, import.meta.url));

test.concurrent("cost --labels adds what the onnx engine executes for that label map", async () => {
  const street = ["--labels", map("street"), "--instances", map("street.instances")];
  const facts = await cost("--label-set", "toy-scenes", ...street);
  expect(facts).toMatchObject({ labels: map("street"), memory: "normal" });
  const plain = await cost("--label-set", "toy-scenes");
  for (const [i, { executedMacs, layers, ...method }] of facts.methods.entries()) {
    expect({ ...method, layers: plain.methods[i].layers }).toEqual(plain.methods[i]);
    expect(executedMacs).toBeLessThan(0.6 * method.macs);
    let sum = 0;
    for (const layer of layers) {
      expect(Number.isSafeInteger(layer.executedMacs)).toBe(true);
      sum += layer.executedMacs;
    }
    expect(executedMacs).toBe(sum);
  }
  const ways = (method: number) =>
    new Set(facts.methods[method].layers.map(({ way }: { way: string }) => way));
  expect(ways(0)).toContain("taps");
  expect(ways(1)).not.toContain("taps");
  expect(await cost("--label-set", "toy-scenes", ...street, "--memory", "small")).not.toEqual(
    facts,
  );
});

test.concurrent("cost CHECKPOINT --labels is of the label map's own size, and a table says each layer's way", async () => {
  const file = fileURLToPath(
    new URL("../../data/checkpoints/toy-spade.safetensors", import.meta.url),
  );
  const text = await ok(["cost", file, "--labels", map("small/avenue"), "--layers"]);
  expect(text).toContain("toy-spade.safetensors, 64 × 64");
  expect(text).toMatch(
    /^What the onnx engine executes for \S+avenue\.png \(memory normal\), in GMAC$/m,
  );
  expect(text).toMatch(/^up_3\.norm_1 .* taps$/m);
  expect(text).toMatch(/^conv_img .* planes$/m);
});

test.concurrent("a label map that fits no class, and options without a label map are refused", async () => {
  const street = ["--labels", map("street")];
  expect(await problem(["cost", "--label-set", "toy-scenes", ...street])).toMatch(
    /instance map[\s\S]*--instances FILE/,
  );
  const tiny = (name: string) => join(golden(`tiny/${name}`).folder, "net_G.pth");
  expect(await problem(["cost", tiny("clade"), ...street])).toMatch(/values that are no class/);
  for (const option of [
    ["--memory", "small"],
    ["--values", "rows"],
    ["--instances", "x.png"],
  ]) {
    expect(await problem(["cost", "--label-set", "ade20k", ...option], { code: 2 })).toMatch(
      new RegExp(`^${option[0]} goes with --labels`, "m"),
    );
  }
});

test.concurrent("cost of a SEAN network counts its style encoder as it is, the rest as executed", async () => {
  const file = join(golden("tiny/sean").folder, "net_G.pth");
  const labels = join(temporary, "rows.npy");
  const data = new Int32Array(64 * 64);
  writeFileSync(labels, encodeNpy({ shape: [64, 64], dtype: "int32", data }));
  const { methods } = await cost(file, "--labels", labels);
  const [{ layers }] = methods;
  expect(layers[0]).toMatchObject({ name: "Zencoder.model.1", way: "direct" });
  expect(layers[0].executedMacs).toBe(layers[0].macs);
  const last = layers.find(({ name }: { name: string }) => name === "up_3.ace_1");
  expect(last).toMatchObject({ way: "taps" });
  expect(last.executedMacs).toBeLessThan(0.5 * last.macs);
});

test("cost --label-set takes no options of a checkpoint", async () => {
  const args = ["cost", "--label-set", "ade20k", "--options", "opt.txt"];
  expect(await problem(args, { code: 2 })).toMatch(/--options goes with CHECKPOINT/);
});
