/**
 * Checkpoints and label maps of data sets that cladescope does not know, and networks of unusual make: each goes from
 * the file to picture, report and cost by the command line alone.
 */

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import type { Method } from "../../src/modulation/norm-layer.ts";
import { greyPng } from "../labels/write-png.ts";
import { writeRandomGenerator } from "./random-network.ts";
import { checkPage, picturesOf } from "./report-page.ts";
import { ok, problem, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();

function configOf(method: Method, more: Partial<GeneratorConfig> = {}): GeneratorConfig {
  return {
    method,
    paramFreeNorm: "batch",
    ngf: 2,
    outputChannels: 3,
    upsampling: "normal",
    spectralNorm: true,
    trunkKernel: 3,
    latent: null,
    ...more,
  };
}

function writeJson(name: string, json: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(json));
  return path;
}

/** A PNG whose pixels take `values` in turn, in blocks of 8 × 8. */
function writeBlocks(
  name: string,
  height: number,
  width: number,
  values: readonly number[],
): string {
  const columns = Math.ceil(width / 8);
  const block = (p: number) => Math.floor(p / width / 8) * columns + Math.floor((p % width) / 8);
  const path = join(folder, name);
  const pixels = Array.from({ length: height * width }, (_, p) => values[block(p) % values.length]);
  writeFileSync(path, greyPng(width, height, pixels));
  return path;
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

async function inspected(checkpoint: string, ...options: string[]) {
  return JSON.parse(await ok(["inspect", checkpoint, ...options, "--json"]));
}

/** Paints a picture, counts and reports; gives the picture's size. */
async function wholeWay(
  checkpoint: string,
  labels: string,
  of: readonly string[],
  more: readonly string[],
) {
  const into = mkdtempSync(join(folder, "out-"));
  const [png, html] = [join(into, "out.png"), join(into, "out.html")];
  await ok(["synthesize", checkpoint, labels, ...of, ...more, "-o", png]);
  const { height, width, data } = decode(readFileSync(png));
  expect(new Set(data).size).toBeGreaterThan(20); // neither flat nor saturated
  await ok(["report", checkpoint, labels, ...of, ...more, "-o", html]);
  const page = readFileSync(html, "utf8");
  checkPage(page);
  // With many classes, those in the label map have a picture of their own beside that of all.
  const banks = labelRows(page) > 40 ? 4 : 2;
  expect(picturesOf(page).length).toBe(4 + banks * 18);
  const cost = JSON.parse(await ok(["cost", checkpoint, ...of, "--json"]));
  return { height, width, cost };
}

/** Classes as the table of facts on a report has them. */
function labelRows(page: string): number {
  return Number(/<td>classes<\/td><td>(\d+)/.exec(page)?.[1]);
}

describe("CLADE with 30 classes and a don't-care row, ngf 6, 96 × 96:", () => {
  const method: Method = { kind: "clade", classes: 31, instanceEdges: false, positional: false };
  const checkpoint = writeRandomGenerator(folder, "garden.pth", configOf(method, { ngf: 6 }));
  const labels = writeBlocks("garden.png", 120, 96, [...upTo(30), 255]);
  const opt = {
    ngf: 6,
    label_nc: 30,
    contain_dontcare_label: true,
    crop_size: 96,
    aspect_ratio: 1,
  };

  test.concurrent("opt.json says all that the keys do not", async () => {
    const options = ["--options", writeJson("opt.json", { ...opt, no_instance: true })];
    const file = await checkpoint;
    expect(await inspected(file, ...options)).toMatchObject({
      kind: "clade",
      classes: 31,
      ngf: 6,
      labelSet: null,
      dontCareRow: 30,
      defaultSize: { height: 96, width: 96 },
    });
    const { height, width, cost } = await wholeWay(file, labels, options, []);
    expect({ height, width }).toEqual({ height: 96, width: 96 });
    expect(cost).toMatchObject({ ngf: 6, size: { height: 96, width: 96 } });
  });

  test.concurrent("without it 255 is refused, and the message says what would do", async () => {
    const out = join(folder, "refused.png");
    expect(await problem(["synthesize", await checkpoint, labels, "-o", out])).toMatch(
      /no class\n.*0…30 .*\n.*255 \(\d+ pixels\)\n.*--options with contain_dontcare_label true/,
    );
  });

  test.concurrent("a label set of one's own does as well", async () => {
    const rows = upTo(31).map((row) => ({
      row,
      value: row === 30 ? 255 : row,
      name: `plant ${row}`,
    }));
    const set = writeJson("garden.json", { name: "garden", rows, dontCareRow: 30 });
    const options = ["--label-set", set];
    const file = await checkpoint;
    expect(await inspected(file, ...options)).toMatchObject({
      labelSet: "garden",
      dontCareRow: 30,
    });
    await wholeWay(file, labels, options, ["--size", "96x96"]);
  });
});

test.concurrent("Cityscapes: 35 rows, instance edges, VAE, 'more' upsampling, 128 × 256", async () => {
  const method: Method = { kind: "clade", classes: 35, instanceEdges: true, positional: true };
  const config = configOf(method, { upsampling: "more", latent: { zDim: 16, cells: 2 * 4 } });
  const file = await writeRandomGenerator(folder, "city.pth", config);
  const labels = writeBlocks("city.png", 128, 256, upTo(34));
  const instances = ["--instances", writeBlocks("city-ids.png", 128, 256, [7, 7, 8])];
  expect(await inspected(file)).toMatchObject({
    kind: "clade-icpe",
    instanceEdges: true,
    vae: { zDim: 16 },
    labelSet: "cityscapes",
    upsampling: "more",
    defaultSize: { height: 128, width: 256 },
  });
  const { height, width } = await wholeWay(file, labels, [], [...instances, "--seed", "3"]);
  expect({ height, width }).toEqual({ height: 128, width: 256 });
  const z = join(folder, "z.npy");
  writeFileSync(z, encodeNpy({ dtype: "float32", shape: [1, 16], data: new Float32Array(16) }));
  const out = join(folder, "z.png");
  await ok(["synthesize", file, labels, ...instances, "--z", z, "-o", out]);
});

test.concurrent("SPADE with classes of one's own, in a label set file", async () => {
  const method: Method = { kind: "spade", classes: 3, instanceEdges: false, hidden: 8, kernel: 3 };
  const file = await writeRandomGenerator(folder, "toy.pth", configOf(method));
  const rows = ["sky", "sea", "sand"].map((name, row) => ({ row, value: 50 * row, name }));
  const set = ["--label-set", writeJson("beach.json", { name: "beach", rows })];
  const labels = writeBlocks("beach.png", 64, 64, [0, 50, 100]);
  expect(await inspected(file, ...set)).toMatchObject({
    kind: "spade",
    labelSet: "beach",
    hidden: 8,
  });
  const { height, width } = await wholeWay(file, labels, set, []);
  expect({ height, width }).toEqual({ height: 64, width: 64 });
});

test.concurrent("COCO-Stuff: CLADE-ICPE with 183 rows and instance edges", async () => {
  const method: Method = { kind: "clade", classes: 183, instanceEdges: true, positional: true };
  const file = await writeRandomGenerator(folder, "coco.pth", configOf(method));
  const labels = writeBlocks("coco.png", 64, 96, [0, 17, 181, 255]);
  const instances = ["--instances", writeBlocks("coco-ids.png", 64, 96, [1, 2])];
  expect(await inspected(file)).toMatchObject({
    kind: "clade-icpe",
    labelSet: "coco-stuff",
    dontCareRow: 182,
  });
  const { height, width } = await wholeWay(file, labels, [], instances);
  expect({ height, width }).toEqual({ height: 64, width: 96 });
});

test.concurrent("SPADE with an edge channel, which the keys do not tell, is told by --instances", async () => {
  const method: Method = { kind: "spade", classes: 4, instanceEdges: true, hidden: 4, kernel: 3 };
  const file = await writeRandomGenerator(folder, "edges.pth", configOf(method));
  const labels = writeBlocks("four.png", 32, 32, upTo(4));
  const out = join(folder, "edges.png");
  const { code, stderr } = await run([
    "synthesize",
    file,
    labels,
    "--instances",
    writeBlocks("ids.png", 32, 32, [1, 2]),
    "-o",
    out,
  ]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr:
      "note: --instances is given, so the last of 5 input channels is taken for instance edges\n",
  });
  expect(await inspected(file)).toMatchObject({ classes: 5, instanceEdges: false });
});
