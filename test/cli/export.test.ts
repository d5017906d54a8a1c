import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { sparseCheckpoint } from "../support/sparse-checkpoint.ts";
import { type PthEntry, writePth } from "../support/write-pth.ts";
import { golden } from "./goldens.ts";
import { ok, problem, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();

test("a model above ONNX's 2 GB is refused before a byte of it is read or written", async () => {
  const file = join(folder, "wide.safetensors");
  sparseCheckpoint(file, 192);
  const started = readdirSync(folder);
  for (const options of [[], ["--portable"]]) {
    const said = await problem(["export", file, "-o", join(folder, "wide.onnx"), ...options]);
    expect(said).toMatch(/the model is larger than an ONNX file can be/);
    expect(said).toMatch(/expected {2}2 GB at most\n {2}got {7}2\.\d+ GB\n {2}try .*--engine onnx/);
    expect(readdirSync(folder)).toEqual(started);
  }
});

/** Every tensor of a file, by name. */
async function tensorsOf(path: string) {
  const stateDict = await openCheckpoint(path);
  const tensors = new Map();
  for (const name of stateDict.tensors.keys()) tensors.set(name, await stateDict.read(name));
  await stateDict.close();
  return tensors;
}

test.each(["tiny/clade", "networks/clade_vae"])(
  "export keeps the names, shapes, types and values of %s",
  async (name) => {
    const file = join(golden(name).folder, "net_G.pth");
    const out = join(folder, "net_G.safetensors");
    expect(await ok(["export", file, "-o", out])).toMatch(/^\S+: \d+ tensors\n$/);
    expect(await tensorsOf(out)).toEqual(await tensorsOf(file));
  },
);

test("export keeps half precision and 64-bit integers as they are", async () => {
  const entries: PthEntry[] = [
    { name: "half", dtype: "float16", shape: [3], data: () => Float32Array.of(1, -0.5, 65504) },
    { name: "steps", dtype: "int64", shape: [], data: () => BigInt64Array.of(2n ** 60n) },
    { name: "wide", dtype: "float64", shape: [1, 2], data: () => Float64Array.of(0.1, 1e300) },
  ];
  const [file, out] = [join(folder, "types.pth"), join(folder, "types.safetensors")];
  await writePth(file, entries);
  await ok(["export", file, "-o", out]);
  const tensors = await tensorsOf(out);
  for (const { name, dtype, shape, data } of entries) {
    expect(tensors.get(name)).toEqual({ dtype, shape, data: data() });
  }
});

test("exporting what was exported gives the same bytes", async () => {
  const file = join(golden("tiny/clade_icpe_instance").folder, "net_G.pth");
  const [once, twice] = [join(folder, "once.safetensors"), join(folder, "twice.safetensors")];
  await ok(["export", file, "-o", once]);
  await ok(["export", once, "-o", twice]);
  expect(readFileSync(once).equals(readFileSync(twice))).toBe(true);
  await ok(["export", once, "-o", once]); // onto itself
  expect(readFileSync(once).equals(readFileSync(twice))).toBe(true);
});

test("an exported network is inspected as the same network", async () => {
  const file = join(golden("tiny/spade").folder, "net_G.pth");
  const out = join(folder, "spade.safetensors");
  await ok(["export", file, "-o", out]);
  const facts = async (path: string) => {
    const { file: _, metadata, ...rest } = JSON.parse(await ok(["inspect", path, "--json"]));
    return rest;
  };
  expect(await facts(out)).toEqual(await facts(file));
});

describe("export --to-clade", () => {
  const bundled = (name: string) =>
    fileURLToPath(new URL(`../../data/checkpoints/${name}.safetensors`, import.meta.url));
  const avenue = fileURLToPath(new URL("../../data/label-maps/small/avenue.png", import.meta.url));

  test("makes a CLADE of a SPADE, and says what that loses for a label map", async () => {
    const out = join(folder, "clade.safetensors");
    const text = await ok([
      "export",
      bundled("toy-spade"),
      "--to-clade",
      ...["--check", avenue, "-o", out],
    ]);
    expect(text).toMatch(/^\S+: clade, [\d,]+ parameters instead of [\d,]+$/m);
    expect(text).toMatch(/^up_3\.norm_1 +scale +\d+\.\d % +\d\S* +\d\S*$/m);
    expect(text).toMatch(/avenue\.png: mean absolute difference 0\.\d+ of a range of 2, PSNR/);
    expect(await ok(["inspect", out])).toMatch(/^kind +clade generator/m);
  });

  test("gives a SEAN banks in the place of its SPADE nets", async () => {
    const file = join(golden("tiny/sean").folder, "net_G.pth");
    const out = join(folder, "sean-clade.safetensors");
    expect(await ok(["export", file, "--to-clade", "-o", out])).toMatch(/: sean-clade, /);
    expect(await ok(["inspect", out])).toMatch(/sean-clade/);
  });

  test("takes the mean codes along that lie beside the checkpoint", async () => {
    const source = bundled("toy-sean");
    const codes = readFileSync(source.replace(/\.safetensors$/, ".mean-codes.npy"));
    for (const [name, ...options] of [["with-banks", "--to-clade"], ["as-it-is"]] as const) {
      const out = join(folder, `${name}.safetensors`);
      const text = await ok(["export", source, ...options, "-o", out]);
      expect(text).toMatch(new RegExp(`${name}\\.mean-codes\\.npy: the mean codes`));
      expect(readFileSync(join(folder, `${name}.mean-codes.npy`)).equals(codes)).toBe(true);
    }
  });

  test("leaves no file where the comparison fails", async () => {
    const out = join(folder, "compared.safetensors");
    const codes = join(folder, "huge.npy");
    const data = new Float32Array(16 * 32).fill(3e38);
    writeFileSync(codes, encodeNpy({ dtype: "float32", shape: [16, 32], data }));
    const args = ["export", bundled("toy-sean"), "--to-clade", "--check", avenue, "-o", out];
    expect(await problem([...args, "--style-codes", codes])).toMatch(
      /not finite[\s\S]*codes, z and factors/,
    );
    expect(existsSync(out)).toBe(false);
  });

  test("refuses networks without SPADE nets, and options that go with it alone", async () => {
    const out = join(folder, "none.safetensors");
    expect(await problem(["export", bundled("toy-clade"), "--to-clade", "-o", out])).toMatch(
      /only a SPADE generator/,
    );
    expect(existsSync(out)).toBe(false);
    const without = ["export", bundled("toy-spade"), "-o", out, "--check", avenue];
    expect(await problem(without, { code: 2 })).toMatch(/--check goes with --to-clade/);
  });
});
