import { copyFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { encodeNpy, readNpy } from "../../src/checkpoint/npy.ts";
import { openCheckpoint } from "../../src/checkpoint/open-checkpoint.ts";
import { bytesSource } from "../../src/checkpoint/source.ts";
import { readFloat32 } from "../../src/checkpoint/state-dict.ts";
import { greyPng } from "../labels/write-png.ts";
import { expectClose } from "../support/close.ts";
import { onnxInstalled } from "../support/onnx.ts";
import { PLAIN } from "../support/state-dicts.ts";
import { golden, goldenFiles } from "./goldens.ts";
import { writeRandomGenerator } from "./random-network.ts";
import { ok, problem, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();

const readArray = (path: string) => readNpy(bytesSource(readFileSync(path), path));

async function readPicture(path: string): Promise<Float32Array> {
  const { dtype, shape, data } = await readArray(path);
  expect({ dtype, axes: shape.length, channels: shape[0] }).toEqual({
    dtype: "float32",
    axes: 3,
    channels: 3,
  });
  return data as Float32Array;
}

const GOLDENS = [
  "tiny/clade",
  "tiny/spade",
  "tiny/sean",
  "tiny/clade_icpe_instance",
  "networks/clade_vae",
  "networks/spade_instance_edges",
  "networks/clade_icpe_more",
];

test.concurrent.each(GOLDENS)(
  "synthesize -o OUT.npy makes of %s the picture that PyTorch makes",
  async (name) => {
    const files = await goldenFiles(golden(name), folder);
    const out = join(files.folder, "out.npy");
    const inputs = [files.checkpoint, files.labels, ...files.companions];
    expect(await ok(["synthesize", ...inputs, "--options", files.options, "-o", out])).toMatch(
      /^\S+: (\d+ × \d+), from \1\n$/,
    );
    expectClose(await readPicture(out), files.expected.get("output") ?? [], 1e-4);
  },
);

test.concurrent.each([
  "tiny/clade",
  "tiny/spade",
  "tiny/sean",
  "tiny/clade_icpe_instance",
  "networks/spade_1x1",
])(
  "synthesize --taps -o OUT.safetensors of %s holds every activation that PyTorch's modules give",
  async (name) => {
    const files = await goldenFiles(golden(name), folder);
    const out = join(files.folder, "taps.safetensors");
    const inputs = [files.checkpoint, files.labels, ...files.companions];
    await ok(["synthesize", ...inputs, "--options", files.options, "--taps", "-o", out]);
    const taps = await openCheckpoint(out);
    let compared = 0;
    for (const [key, expected] of files.expected) {
      if (key !== "output" && !key.startsWith("act/")) continue;
      // The goldens name SPADE's maps after the modules that give them.
      const mlp = /^act\/(.*)\.mlp_(gamma|beta)$/.exec(key);
      const ours = mlp === null ? key : `${mlp[2]}/${mlp[1]}`;
      expectClose(await readFloat32(taps, ours), expected, 1e-4, ours);
      compared++;
    }
    expect(compared).toBeGreaterThan(9);
    await taps.close();
  },
);

test.concurrent("synthesize -o OUT.safetensors without --taps holds the picture alone", async () => {
  const files = await goldenFiles(golden("tiny/clade"), folder);
  const out = join(files.folder, "one.safetensors");
  await ok(["synthesize", files.checkpoint, files.labels, "-o", out]);
  const picture = await openCheckpoint(out);
  expect([...picture.tensors]).toMatchObject([["output", { shape: [1, 3, 64, 64] }]]);
  expectClose(await readFloat32(picture, "output"), files.expected.get("output") ?? [], 1e-4);
  await picture.close();
});

test.concurrent("synthesize -o OUT.png drops the fraction of (x + 1) / 2 · 255, as the released code does", async () => {
  const files = await goldenFiles(golden("tiny/clade"), folder);
  const [png, npy] = [join(files.folder, "out.png"), join(files.folder, "out.npy")];
  await ok(["synthesize", files.checkpoint, files.labels, "-o", png]);
  await ok(["synthesize", files.checkpoint, files.labels, "-o", npy]);
  const picture = await readPicture(npy);
  const { data, width, height, channels, depth } = decode(readFileSync(png));
  expect({ width, height, channels, depth }).toEqual({
    width: 64,
    height: 64,
    channels: 3,
    depth: 8,
  });
  const pixels = width * height;
  const expected = Uint8Array.from(
    { length: 3 * pixels },
    (_, i) => (Math.fround(picture[(i % 3) * pixels + Math.floor(i / 3)] + 1) / 2) * 255,
  );
  expect(new Uint8Array(data)).toEqual(expected);
});

test.concurrent("positional maps that are not given are computed from the label map", async () => {
  const files = await goldenFiles(golden("tiny/clade_icpe_instance"), folder);
  const given = files.companions.slice(0, 2);
  expect(given[0]).toBe("--instances");
  const [dist, computed, passed] = ["dist", "computed", "passed"].map((n) =>
    join(files.folder, `${n}.npy`),
  );
  await ok(["positions", files.labels, "-o", dist]);
  const inputs = ["synthesize", files.checkpoint, files.labels, ...given];
  await ok([...inputs, "-o", computed]);
  await ok([...inputs, "--positions", dist, "-o", passed]);
  expect(readFileSync(computed).equals(readFileSync(passed))).toBe(true);
});

test.concurrent("a label map as PNG, with the data set's values, gives the same picture as one of bank rows", async () => {
  const files = await goldenFiles(golden("tiny/clade"), folder);
  const rows = files.expected.get("label") ?? [];
  const labels = join(files.folder, "labels.png");
  const set = join(files.folder, "tens.json");
  const tens = Array.from({ length: 6 }, (_, row) => ({
    row,
    value: 10 * row,
    name: `class ${row}`,
  }));
  writeFileSync(set, JSON.stringify({ name: "tens", rows: tens }));
  writeFileSync(
    labels,
    greyPng(
      64,
      64,
      Array.from(rows, (row) => 10 * row),
    ),
  );
  const out = join(files.folder, "tens.npy");
  await ok(["synthesize", files.checkpoint, labels, "--label-set", set, "-o", out]);
  expectClose(await readPicture(out), files.expected.get("output") ?? [], 1e-4);
});

test.concurrent("--size resizes label, instance and positional map to the picture asked for", async () => {
  const files = await goldenFiles(golden("tiny/clade_icpe_instance"), folder);
  const out = join(files.folder, "small.npy");
  const inputs = ["synthesize", files.checkpoint, files.labels, ...files.companions];
  await ok([...inputs, "--size", "32x96", "-o", out]);
  expect((await readArray(out)).shape).toEqual([3, 32, 96]);
  expect(await problem([...inputs, "--size", "33x96", "-o", out])).toMatch(
    /cannot make a picture of this size\n.*multiples of 32 .*\n {2}got {7}33 × 96/,
  );
});

test.concurrent("--seed draws the same latent code again and again, and another seed another one", async () => {
  const files = await goldenFiles(golden("networks/clade_vae"), folder);
  const painted = async (...options: string[]) => {
    const out = join(files.folder, "vae.npy");
    const inputs = [files.checkpoint, files.labels, "--options", files.options];
    await ok(["synthesize", ...inputs, ...options, "-o", out]);
    return readFileSync(out);
  };
  const zero = await painted();
  expect((await painted("--seed", "0")).equals(zero)).toBe(true);
  expect((await painted("--seed", "1")).equals(zero)).toBe(false);
});

test.concurrent("--style and --encoder paint in the style of a picture: PNG and .npy alike", async () => {
  const files = await goldenFiles(golden("networks/clade_vae"), folder);
  const [png, npy] = [join(files.folder, "style.png"), join(files.folder, "style.npy")];
  const grey = Array.from({ length: 40 * 56 }, (_, i) => (i * 7) % 256);
  writeFileSync(png, greyPng(56, 40, grey));
  const data = Float32Array.from(
    { length: 3 * grey.length },
    (_, i) => grey[i % grey.length] / 127.5 - 1,
  );
  writeFileSync(npy, encodeNpy({ dtype: "float32", shape: [3, 40, 56], data }));
  const painted = async (...options: string[]) => {
    const out = join(files.folder, "styled.npy");
    const encoder = join(golden("networks/clade_vae").folder, "../encoder/net_E.pth");
    const inputs = [files.checkpoint, files.labels, "--options", files.options];
    await ok(["synthesize", ...inputs, "--encoder", encoder, ...options, "-o", out]);
    return readPicture(out);
  };
  const first = await painted("--style", png);
  expectClose(await painted("--style", npy), first, 1e-6);
  expect(await painted("--style", npy, "--seed", "1")).not.toEqual(first);

  // The code that `style` saves paints the same picture.
  const z = join(files.folder, "z.npy");
  const encoder = join(golden("networks/clade_vae").folder, "../encoder/net_E.pth");
  const said = await ok(["style", files.checkpoint, npy, "--encoder", encoder, "-o", z]);
  expect(said).toMatch(/z\.npy: a latent code of length \d+\n/);
  const out = join(files.folder, "coded.npy");
  const inputs = [files.checkpoint, files.labels, "--options", files.options, "--z", z];
  await ok(["synthesize", ...inputs, "-o", out]);
  expect(await readPicture(out)).toEqual(first);
});

test.concurrent("the cpu back end gives the same picture as wasm", async () => {
  const files = await goldenFiles(golden("tiny/clade"), folder);
  const out = join(files.folder, "cpu.npy");
  await ok(["synthesize", files.checkpoint, files.labels, "--backend", "cpu", "-o", out]);
  expectClose(await readPicture(out), files.expected.get("output") ?? [], 1e-4);
});

describe("SEAN paints in the style of a picture, or of saved codes:", () => {
  /** `synthesize` of tiny/sean with these options; what it says, and the picture. */
  async function painter() {
    const files = await goldenFiles(golden("tiny/sean"), folder);
    const [, style = "", , styleLabels = ""] = files.companions;
    const out = join(files.folder, "out.npy");
    const args = ["synthesize", files.checkpoint, files.labels, "-o", out];
    return { files, style, styleLabels, out, args };
  }

  test.concurrent.each(onnxInstalled ? ["onnx", "tfjs"] : ["tfjs"])(
    "--engine %s paints the picture that PyTorch paints, and reads the style itself",
    async (engine) => {
      const { files, style, styleLabels, out, args } = await painter();
      const from = ["--style", style, "--style-labels", styleLabels];
      await ok([...args, ...from, "--engine", engine]);
      expectClose(await readPicture(out), files.expected.get("output") ?? [], 1e-4);
      const codes = join(files.folder, "codes.npy");
      const pair = [files.checkpoint, style, styleLabels];
      await ok(["style", ...pair, "--engine", engine, "-o", codes]);
      const { data } = await readArray(codes);
      expectClose(data as Float32Array, files.expected.get("style_codes") ?? [], 1e-4);
    },
  );

  test.concurrent("codes that `style` saves give the same picture, and the mean of two pictures' codes another", async () => {
    const { files, style, styleLabels, out, args } = await painter();
    const codes = join(files.folder, "codes.npy");
    const said = await ok(["style", files.checkpoint, style, styleLabels, "-o", codes]);
    const seen = new Set(files.expected.get("label")).size;
    expect(said).toBe(`${codes}: ${seen} of 6 regions, codes of length 8\n`);
    await ok([...args, "--style-codes", codes]);
    expectClose(await readPicture(out), files.expected.get("output") ?? [], 1e-4);

    const darker = join(files.folder, "darker.npy");
    const image = files.expected.get("image") ?? new Float32Array();
    const data = image.map((x) => x / 2 - 0.5);
    writeFileSync(darker, encodeNpy({ dtype: "float32", shape: [3, 64, 64], data }));
    const mean = join(files.folder, "mean.npy");
    await ok(["style", files.checkpoint, style, styleLabels, darker, styleLabels, "-o", mean]);
    await ok([...args, "--style-codes", mean]);
    expect(await readPicture(out)).not.toEqual(files.expected.get("output"));
  });

  test.concurrent("noise changes the picture, is the same for a seed, and is refused by other networks", async () => {
    const { files, out } = await painter();
    // The golden's factors of the noise are zero; these are not.
    const method = {
      kind: "sean",
      labels: "spade",
      classes: 6,
      instanceEdges: false,
      hidden: 4,
      kernel: 3,
      styleLength: 5,
    } as const;
    const config = { ...PLAIN, method, ngf: 2 };
    const encoder = { ngf: 2, styleLength: 5 };
    const checkpoint = await writeRandomGenerator(files.folder, "noisy.pth", config, encoder);
    const codes = join(files.folder, "ones.npy");
    const data = new Float32Array(30).fill(1);
    writeFileSync(codes, encodeNpy({ dtype: "float32", shape: [6, 5], data }));
    const painted = async (...more: string[]) => {
      const args = ["synthesize", checkpoint, files.labels, "--style-codes", codes, "-o", out];
      await ok([...args, ...more]);
      return readPicture(out);
    };
    const noisy = await painted("--noise", "1");
    expect(noisy).toEqual(await painted("--noise", "1"));
    expect(noisy).not.toEqual(await painted());
    expect(noisy).not.toEqual(await painted("--noise", "2"));
    const other = await goldenFiles(golden("tiny/clade"), folder);
    const args = ["synthesize", other.checkpoint, other.labels, "--noise", "1"];
    expect(await problem([...args, "-o", out])).toMatch(/adds no noise/);
  });

  test.concurrent("a region without a style is named once, and takes the mean code if there is one", async () => {
    const { files, style, styleLabels, out, args } = await painter();
    // The same style picture, its label map without region 1.
    const labels = files.expected.get("label") ?? new Float32Array();
    const without = join(files.folder, "without.npy");
    const rows = Int32Array.from(labels, (row) => (row === 1 ? 0 : row));
    writeFileSync(without, encodeNpy({ dtype: "int32", shape: [64, 64], data: rows }));
    const styled = [...args, "--style", style, "--style-labels", without];
    const { stderr } = await run(styled);
    expect(
      stderr.match(
        /the style has no code for 1: painted with a code of zeros, as no mean code is taken/g,
      ),
    ).toHaveLength(1);
    const zeros = await readPicture(out);
    const mean = join(files.folder, "mean.npy");
    await ok(["style", files.checkpoint, style, styleLabels, "-o", mean]);
    const filled = await run([...styled, "--mean-codes", mean]);
    const said = filled.stderr.match(/the style has no code for 1: painted with the mean code$/gm);
    expect(said).toHaveLength(1);
    expect(await readPicture(out)).not.toEqual(zeros);
    const given = await readPicture(out);

    // Those beside the checkpoint are taken where none are given.
    const beside = join(files.folder, "beside.pth");
    copyFileSync(files.checkpoint, beside);
    copyFileSync(mean, join(files.folder, "beside.mean-codes.npy"));
    const [command, , ...rest] = styled;
    const found = await run([command, beside, ...rest]);
    expect(
      found.stderr.match(/the style has no code for 1: painted with the mean code$/gm),
    ).toHaveLength(1);
    expect(await readPicture(out)).toEqual(given);

    // Zeros, if that is wanted; and where they are not needed, it does not matter what lies there.
    const none = await run([command, beside, ...rest, "--mean-codes", "none"]);
    expect(none.stderr).toMatch(/for 1: painted with a code of zeros/);
    expect(await readPicture(out)).toEqual(zeros);
    const broken = join(files.folder, "broken.pth");
    copyFileSync(files.checkpoint, broken);
    symlinkSync("nowhere.npy", join(files.folder, "broken.mean-codes.npy"));
    const whole = [...args.slice(2), "--style", style, "--style-labels", styleLabels];
    expect((await run([command, broken, ...whole])).code).toBe(0);
    expect(await problem([command, broken, ...rest])).toMatch(
      /broken.mean-codes.npy: the mean codes beside the checkpoint cannot be used[\s\S]*no such file[\s\S]*--mean-codes none/,
    );
  });

  test.concurrent("what does not fit is refused readably, and nothing is written", async () => {
    const { files, style, styleLabels, out, args } = await painter();
    const at = (name: string, shape: number[]) => {
      const path = join(files.folder, name);
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      writeFileSync(path, encodeNpy({ dtype: "float32", shape, data }));
      return path;
    };
    const grey = at("grey.npy", [1, 64, 64]);
    const wide = at("wide.npy", [3, 64, 128]);
    const tiny = at("tiny.npy", [3, 4, 4]);
    const codes = at("short.npy", [6, 7]);
    const labels = join(files.folder, "alien.npy");
    writeFileSync(
      labels,
      encodeNpy({ dtype: "int32", shape: [64, 64], data: new Int32Array(4096).fill(9) }),
    );
    const fit = ["--style-labels", styleLabels];
    for (const [options, message] of [
      [[], /no style codes/],
      [["--style", grey, ...fit], /no picture[\s\S]*\[1, 64, 64\]/],
      [["--style", wide, ...fit], /do not go together[\s\S]*64 × 128/],
      [["--style", tiny, ...fit], /at least 8 × 8/],
      [["--style", style, "--style-labels", labels], /9/],
      [["--style-codes", codes], /\[6, 8\][\s\S]*\[6, 7\]/],
      [["--style", style, "--encoder", files.checkpoint], /--style-labels FILE, without --encoder/],
    ] as const) {
      expect(await problem([...args, ...options])).toMatch(message);
      expect(existsSync(out)).toBe(false);
    }
    for (const [options, message] of [
      [["--style", style], /--style-labels FILE for SEAN/],
      [["--style-labels", styleLabels], /--style-labels goes with --style/],
      [["--style-codes", codes, "--style", style], /in the place of --style/],
    ] as const) {
      expect(await problem([...args, ...options], { code: 2 })).toMatch(message);
    }
    const other = await goldenFiles(golden("tiny/clade"), folder);
    expect(
      await problem([
        "synthesize",
        other.checkpoint,
        other.labels,
        "-o",
        out,
        "--style",
        style,
        ...fit,
      ]),
    ).toMatch(/no style encoder/);
  });
});
