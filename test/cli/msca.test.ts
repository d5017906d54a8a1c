import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { readFloat32 } from "../../src/checkpoint/state-dict.ts";
import { openExemplar } from "../../src/engines/open-exemplar.ts";
import { TfjsGenerator } from "../../src/engines/tfjs/generator.ts";
import { asGenerator } from "../../src/models/network.ts";
import { openNetwork } from "../../src/models/open-network.ts";
import { conditionsOf } from "../../src/modulation/conditions.ts";
import { expectClose } from "../support/close.ts";
import { CLASSES, SMALL_MSCA, someExemplar, WITH_MSCA } from "../support/small-msca.ts";
import { writeRandomGenerator } from "./random-network.ts";
import { ok, problem, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const size = { height: 64, width: 64 };

const checkpoint = await writeRandomGenerator(folder, "msca.pth", {
  ...WITH_MSCA,
  spectralNorm: true,
});
const target = someExemplar(2, size);
const exemplar = someExemplar(3, size);
save("labels.npy", "int32", [64, 64], target.labels);
save("style.npy", "float32", [3, 64, 64], exemplar.image);
save("style-labels.npy", "int32", [64, 64], exemplar.labels);

function save(
  name: string,
  dtype: "int32" | "float32",
  shape: number[],
  data: Int32Array | Float32Array,
): void {
  writeFileSync(at(name), encodeNpy({ dtype, shape, data } as Parameters<typeof encodeNpy>[0]));
}

const style = ["--style", at("style.npy"), "--style-labels", at("style-labels.npy")];
const synthesize = ["synthesize", checkpoint, at("labels.npy")];

describe("a network with masked spatial-channel attention, on the command line:", () => {
  test.concurrent("paints in the style of an exemplar what the library paints, and taps its attention", async () => {
    const out = at("all.safetensors");
    await ok([...synthesize, ...style, "--taps", "-o", out]);
    const file = await openCheckpoint(out);
    const network = asGenerator(await openNetwork(checkpoint));
    const painter = await TfjsGenerator.load(network);
    const labels = { ...size, rows: target.labels };
    const { image } = await painter.synthesize(conditionsOf({ labels, exemplar }));
    painter.dispose();
    await network.close();
    expectClose(await readFloat32(file, "output"), image.data, 1e-5);
    const maps = await readFloat32(file, "act/msca.up_1.spatial_attention");
    expect(file.tensors.get("act/msca.up_1.spatial_attention")?.shape).toEqual([1, 3, 16, 16]);
    expect(maps.reduce((a, b) => a + b, 0)).toBeCloseTo(SMALL_MSCA.slots, 4);
    for (const name of ["mask", "channel_attention", "styles"]) {
      expect([...file.tensors.keys()]).toContain(`act/msca.up_2.${name}`);
    }
    await file.close();
  });

  test.concurrent("an exemplar of another size is brought to that of the picture, as in training", async () => {
    const large = someExemplar(9, { height: 100, width: 100 });
    save("large.npy", "float32", [3, 100, 100], large.image);
    save("large-labels.npy", "int32", [100, 100], large.labels);
    const network = asGenerator(await openNetwork(checkpoint));
    const files = { image: at("large.npy"), labels: at("large-labels.npy") };
    const small = await openExemplar(network, files, { size });
    expect(await openExemplar(network, files)).toEqual({ ...large, image: large.image });
    await network.close();
    save("small.npy", "float32", [3, 64, 64], small.image);
    save("small-labels.npy", "int32", [64, 64], small.labels);
    const painted = async (name: string) => {
      const out = at(`${name}-out.safetensors`);
      const given = ["--style", at(`${name}.npy`), "--style-labels", at(`${name}-labels.npy`)];
      await ok([...synthesize, ...given, "-o", out]);
      const file = await openCheckpoint(out);
      const values = await readFloat32(file, "output");
      await file.close();
      return values;
    };
    expect(await painted("large")).toEqual(await painted("small"));
  });

  test.concurrent("inspect tells it, cost counts it", async () => {
    expect(JSON.parse(await ok(["inspect", checkpoint, "--json"]))).toMatchObject({
      kind: "msca",
      classes: CLASSES,
      msca: SMALL_MSCA,
      unusedKeys: [{ count: 18 }],
    });
    const text = await ok(["inspect", checkpoint, "--layers"]);
    expect(text).toMatch(/exemplar\s+3 style vectors into each of G_middle_0, up_0, up_1, up_2/);
    expect(text).toMatch(/msca\.up_2\.spread: attention, 3 style vectors → 256 pixels/);
    const { methods } = JSON.parse(await ok(["cost", checkpoint, "--size", "64x64", "--json"]));
    const [{ method, layers }] = methods;
    expect(method).toBe("msca");
    const attention = layers.filter(({ kind }: { kind: string }) => kind === "attention");
    expect(attention).toHaveLength(3 * SMALL_MSCA.blocks.length);
  });

  test.concurrent("report shows what it painted, and its attention at every scale", async () => {
    const out = at("report.html");
    await ok(["report", checkpoint, at("labels.npy"), ...style, "-o", out]);
    const page = readFileSync(out, "utf8");
    expect(page).toContain("Style of all that follows: style.npy with regions of style-labels.npy");
    expect(page).toContain("3 style vectors at each of 4 scales");
    expect(page).toContain("What it takes from the exemplar");
    for (const block of SMALL_MSCA.blocks) expect(page).toContain(`<h3>${block}</h3>`);
    const figures = page.match(/alt="For each of 3 style vectors a map of the exemplar/g);
    expect(figures).toHaveLength(SMALL_MSCA.blocks.length);
  });

  test.concurrent("scan needs no exemplar, which has no part in the modulation", async () => {
    const [out, styled] = [at("scan.json"), at("styled.json")];
    await ok(["scan", checkpoint, at("labels.npy"), "-o", out]);
    const { code, stderr } = await run([
      ...["scan", checkpoint, at("labels.npy"), ...style, "-o", styled],
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/--style makes no difference/);
    const layers = (path: string) => JSON.parse(readFileSync(path, "utf8")).layers;
    expect(layers(styled)).toEqual(layers(out));
  });

  test.concurrent("export --to-clade --check says what banks lose, of pictures too with an exemplar", async () => {
    const convert = ["export", checkpoint, "--to-clade", "--check", at("labels.npy")];
    const { code, stdout, stderr } = await run([...convert, "-o", at("clade.safetensors")]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/up_3\.norm_1\s+shift/);
    expect(stderr).toMatch(/depend on an exemplar/);
    const text = await ok([...convert, ...style, "-o", at("clade.safetensors")]);
    expect(text).toMatch(/labels\.npy: mean absolute difference/);
  });

  test.concurrent.each<[string, string[], RegExp]>([
    [
      "no exemplar",
      [],
      /paints in the style of an exemplar[\s\S]*--style IMAGE --style-labels FILE/,
    ],
    [
      "style codes",
      ["--style-codes", "codes.npy"],
      /takes no style codes[\s\S]*--style IMAGE --style-labels FILE/,
    ],
    [
      "mean codes",
      [...style, "--mean-codes", "codes.npy"],
      /takes no style codes[\s\S]*--mean-codes/,
    ],
    [
      "a label map in other proportions",
      ["--style", at("style.npy"), "--style-labels", at("flat.npy")],
      /do not go together[\s\S]*64 × 64[\s\S]*32 × 64/,
    ],
    [
      "classes that the network lacks",
      ["--style", at("style.npy"), "--style-labels", at("strange.npy")],
      /strange\.npy/,
    ],
    ["the onnx engine", [...style, "--engine", "onnx"], /masked spatial-channel attention/],
  ])("%s: one readable error", async (_, args, message) => {
    save("flat.npy", "int32", [32, 64], new Int32Array(32 * 64));
    save("strange.npy", "int32", [64, 64], new Int32Array(64 * 64).fill(CLASSES));
    expect(await problem([...synthesize, ...args, "-o", at("no.png")])).toMatch(message);
  });

  test.concurrent("train takes toy scenes alone, and no more style vectors than an exemplar has pixels", async () => {
    const method = ["train", "--method", "msca", "-o", at("trained")];
    const pictures = ["--images", ".", "--labels", ".", "--label-set", "toy-scenes"];
    expect(await problem([...method, ...pictures], { code: 2 })).toMatch(/only --toy-scenes have/);
    expect(await problem([...method, "--toy-scenes", "--slots", "17"])).toMatch(/from 1 to 16/);
    const clade = ["train", "--method", "clade", "--toy-scenes", "--slots", "3", "-o", at("t")];
    expect(await problem(clade, { code: 2 })).toMatch(/--slots goes with --method msca/);
  });

  test.concurrent("train makes one, and synthesize paints with it", async () => {
    const trained = at("whole");
    const small = ["--ngf", "1", "--batch", "2", "--steps", "2", "--slots", "3"];
    const { code, stderr } = await run([
      ...["train", "--method", "msca", "--toy-scenes", ...small, "-o", trained],
    ]);
    expect(code, stderr).toBe(0);
    const network = join(trained, "net_G.safetensors");
    expect(JSON.parse(await ok(["inspect", network, "--json"]))).toMatchObject({
      kind: "msca",
      msca: { slots: 3 },
      labelSet: "toy-scenes",
    });
    const args = ["synthesize", network, at("labels.npy"), ...style, "-o", at("trained.png")];
    expect(await ok(args)).toMatch(/64 × 64/);
  });
});
