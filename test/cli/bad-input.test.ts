/**
 * Bad files from end to end: each is refused with one message that says where, what was expected, what came and what
 * to do; nothing is written.
 */

import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { writeBadFiles } from "./bad-files.ts";
import { golden } from "./goldens.ts";
import { filesIn, problem, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
beforeAll(() => writeBadFiles(folder));

/** The command line after the command, and what the message says. */
type Case = readonly [what: string, args: string, message: RegExp];

const WHAT_TO_DO = /\n {2}try {7}\S.*\n$/;

const CHECKPOINTS: readonly Case[] = [
  ["that is not there", "nowhere.pth", /^nowhere\.pth: there is no such file\n {2}try/],
  ["that is a folder", ".", /^\.: this is a folder\n/],
  ["cut short", "truncated.pth", /^truncated\.pth: .*\n(.*\n)* {2}try +.*(copy|download)/],
  [
    "without a byte",
    "empty.pth",
    /^empty\.pth: the file is empty\n {2}try +download or copy it again/,
  ],
  ["that is text", "text.pth", /^text\.pth: .*text file.*\n.*\n {2}got +"Dear colleague/],
  ["that is a web page", "page.pth", /^page\.pth: .*a web page.*\n.*\n.*"Quota exceeded"\n.*try/],
  ["with the wrong magic", "magic.pth", /^magic\.pth: .*\n {2}expected .*\n {2}got +/],
  ["that calls os.system", "system.pth", /^system\.pth: .*asks Python for "os\.system"/],
  ["that calls eval", "eval.pth", /^eval\.pth: .*asks Python for "builtins\.eval"/],
  ["with a call inside a tensor", "nested.pth", /^nested\.pth: .*asks Python for "posix\.system"/],
  [
    "that unpacks to far more than it is",
    "bomb.pth",
    /^bomb\.pth: .*too long\n.*67108864.*\n {2}got +67108865\n/,
  ],
  ["whose entries lie about their size", "lying.pth", /^lying\.pth: .*\n/],
  [
    "with a header of 2^60 bytes",
    "header.safetensors",
    /^header\.safetensors: .*longer than it can be\n/,
  ],
  [
    "with a parameter missing",
    "missing.pth",
    /^missing\.pth: 1 of \d+ parameters is missing\n.*up_1\.conv_0\.weight_u/,
  ],
  [
    "with one too many",
    "surplus.pth",
    /^surplus\.pth: 1 tensor belongs to no part.*\n.*\n.*"fc\.extra"\n/,
  ],
  [
    "with a wrong shape",
    "misshapen.pth",
    /^misshapen\.pth: conv_img\.bias: .*wrong shape\n.*\[3\]\n.*\[3,1\]\n {2}try/,
  ],
];

test.concurrent.each(CHECKPOINTS)("a checkpoint %s", async (_, file, message) => {
  const text = await problem(["inspect", file], { code: 1, cwd: folder });
  expect(text).toMatch(message);
  expect(text).toMatch(WHAT_TO_DO);
});

const INPUTS: readonly Case[] = [
  ["no label map", "plain.pth nowhere.png", /^nowhere\.png: there is no such file\n {2}try/],
  [
    "labels out of range",
    "plain.pth range.png",
    /^range\.png: .*no class\n.*0…3.*\n.*9 \(5 pixels\)\n {2}try/,
  ],
  [
    "a black and white mask",
    "plain.pth mask.png",
    /^mask\.png: .*\n.*\n.*255 \(512 pixels\)\n.*0\/255 mask\?/,
  ],
  [
    "16-bit labels out of range",
    "plain.pth sixteen.png",
    /^sixteen\.png: .*\n.*\n.*768 \(32 pixels\)\n {2}try/,
  ],
  [
    "colours without a label set",
    "plain.pth rgb.png",
    /^rgb\.png: .*\n(.*\n)* {2}try .*--label-set/,
  ],
  ["a JPEG as label map", "plain.pth labels.jpg", /^labels\.jpg: .*lossy.*\n.*\n.*JPEG.*\n {2}try/],
  ["half a PNG", "plain.pth cut.png", /^cut\.png: .*\n(.*\n)* {2}try/],
  [
    "negative labels",
    "plain.pth negative.npy",
    /^negative\.npy: .*negative\n.*\n.*2 of 1024 .*y 0, x 3\n {2}try/,
  ],
  [
    "fractional labels",
    "plain.pth fraction.npy",
    /^fraction\.npy: .*fractional\n.*\n.*1 of 1024 .*0\.5 at y 0, x 7/,
  ],
  [
    "scores instead of labels",
    "plain.pth scores.npy",
    /^scores\.npy: .*not one label map\n.*\n.*\[4, 32, 32\]/,
  ],
  [
    "a label map of 16 pixels",
    "vae.pth small.png --size 64x64",
    /^vae\.pth: .*cannot make a picture of this size/,
  ],
  [
    "no instance map where one is needed",
    "icpe.pth labels.png",
    /^icpe\.pth: .*takes an instance map.*\n.*--instances FILE/,
  ],
  [
    "an instance map of another size",
    "icpe.pth labels.png --instances small.png",
    /^small\.png: .*\n.*32x32.*\n.*16x16.*\n {2}try/,
  ],
  [
    "one for a network that has no use for it",
    "plain.pth labels.png --instances small.png",
    /^small\.png: /,
  ],
  [
    "a positional map of another size",
    "icpe.pth labels.png --instances labels.png --positions small-positions.npy",
    /^small-positions\.npy: .*differ in size\n.*32x32.*\n.*16x16.*\n {2}try/,
  ],
  [
    "a positional map of one plane",
    "icpe.pth labels.png --instances labels.png --positions flat-positions.npy",
    /^flat-positions\.npy: .*\n.*\[2, height, width\].*\n.*\[32, 32\]/,
  ],
  [
    "a latent code of the wrong length",
    "vae.pth labels.png --z z.npy",
    /^z\.npy: .*\n {2}expected +8 finite numbers\n {2}got +an array of shape \[7\]\n {2}try/,
  ],
  [
    "a latent code that is not finite",
    "vae.pth labels.png --z z-nan.npy",
    /^z-nan\.npy: .*\n {2}expected +8 finite numbers\n {2}got +.*not finite\n {2}try/,
  ],
  [
    "a latent code for a network without VAE",
    "plain.pth labels.png --seed 1",
    /^plain\.pth: .*takes no latent code\n/,
  ],
  [
    "a style for a network without VAE",
    "plain.pth labels.png --style labels.png --encoder vae.pth",
    /^plain\.pth: .*takes no style\n/,
  ],
  [
    "a generator as encoder",
    "vae.pth labels.png --style labels.png --encoder plain.pth",
    /^plain\.pth: this is .*\n.*net_E/,
  ],
  [
    "a label set that does not fit",
    "plain.pth labels.png --label-set cityscapes",
    /^plain\.pth: .*cityscapes does not fit.*\n.*4 rows\n.*35 rows\n {2}try/,
  ],
  [
    "a label set of which there is none",
    "plain.pth labels.png --label-set nowhere.json",
    /nowhere\.json: .*\n.*ade20k/,
  ],
  [
    "a label set with gaps",
    "plain.pth labels.png --label-set rows.json",
    /^rows\.json: rows: .*\n.*each row from 0.*\n.*no row 1\n/,
  ],
  [
    "a checkpoint as label set",
    "plain.pth labels.png --label-set plain.pth",
    /^plain\.pth: .*not valid JSON\n.*\n {2}got +[\x20-\uffff]+\n {2}try/,
  ],
  [
    "a width that contradicts the file",
    "plain.pth labels.png --options ngf.json",
    /^plain\.pth: ngf .*contradicts.*\n {2}expected +1\n {2}got +64\n {2}try/,
  ],
  [
    "classes that contradict it",
    "plain.pth labels.png --options classes.json",
    /^plain\.pth: the number of classes.*\n.*4\n.*20/,
  ],
  [
    "a VAE that is none",
    "plain.pth labels.png --options vae.json",
    /^plain\.pth: use_vae .*contradicts/,
  ],
  [
    "edges that are not there",
    "plain.pth labels.png --options edges.json",
    /^plain\.pth: no_instance .*contradicts/,
  ],
  [
    "upsampling that contradicts it",
    "plain.pth labels.png --upsampling most",
    /^plain\.pth: upsampling .*contradicts/,
  ],
  [
    "options of the wrong type",
    "plain.pth labels.png --options wrong-type.json",
    /^wrong-type\.json: the option label_nc .*\n.*whole number.*\n.*"thirty"/,
  ],
  [
    "options that are no options",
    "plain.pth labels.png --options not.json",
    /^not\.json: the file holds no options\n.*\n {2}got/,
  ],
  [
    "weights that are not numbers",
    "nan.pth labels.png",
    /^nan\.pth: G_middle_0\.conv_0\.weight_orig: .*not finite\n.*\n.* (\d+) of \1 .*NaN\n/,
  ],
  [
    "a bank that is not numbers",
    "nan-bank.pth labels.png",
    /^nan-bank\.pth: up_0\.norm_0\..*not finite\n.*\n.*NaN\n/,
  ],
  ["a discriminator", "net_D.pth labels.png", /^net_D\.pth: this is a discriminator.*\n.*net_G/],
];

test.concurrent.each(INPUTS)(
  "synthesize refuses %s, and writes nothing",
  async (_, line, message) => {
    const into = mkdtempSync(join(folder, "out-"));
    const args = line.split(" ").map((arg) => (arg === "net_D.pth" ? discriminator() : arg));
    const text = await problem(["synthesize", ...args, "-o", join(into, "out.png")], {
      code: 1,
      cwd: folder,
    });
    expect(text.replaceAll(discriminator(), "net_D.pth")).toMatch(message);
    expect(text).toMatch(WHAT_TO_DO);
    expect(filesIn(into)).toEqual([]);
  },
);

const discriminator = () =>
  join(golden("tiny/clade").folder, "../../networks/discriminator/net_D.pth");

test.concurrent("report refuses the same, and writes nothing", async () => {
  const into = mkdtempSync(join(folder, "out-"));
  for (const line of ["plain.pth range.png", "icpe.pth labels.png", "nan.pth labels.png"]) {
    const args = ["report", ...line.split(" "), "-o", join(into, "out.html")];
    expect(await problem(args, { code: 1, cwd: folder })).toMatch(WHAT_TO_DO);
  }
  expect(filesIn(into)).toEqual([]);
});

test.concurrent("positions takes any labels, and refuses what are none", async () => {
  const into = mkdtempSync(join(folder, "out-"));
  for (const [line, message] of [
    ["negative.npy", /negative/],
    ["fraction.npy", /fractional/],
    ["labels.jpg", /JPEG/],
    ["plain.pth", /^plain\.pth: /],
    ["labels.png --unit instance --instances small.png", /^small\.png: .*\n.*32x32/],
  ] as const) {
    const args = ["positions", ...line.split(" "), "-o", join(into, "out.npy")];
    expect(await problem(args, { code: 1, cwd: folder })).toMatch(message);
  }
  expect(filesIn(into)).toEqual([]);
});

test.concurrent("export leaves no part of a file whose tensors turn out to be damaged", async () => {
  const into = mkdtempSync(join(folder, "out-"));
  for (const file of ["truncated.pth", "lying.pth", "checksum.pth"]) {
    const args = ["export", file, "-o", join(into, "out.safetensors")];
    expect(await problem(args, { code: 1, cwd: folder })).toMatch(WHAT_TO_DO);
  }
  expect(filesIn(into)).toEqual([]);
});
