/** Sound files and bad ones: what bad-input.test.ts gives to the program. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DType, TypedArray } from "../../src/checkpoint/dtype.ts";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import type { GeneratorConfig } from "../../src/models/generator-config.ts";
import { bytesOf, little, pthOf, tensorPickle, zipOf } from "../checkpoint/hostile-files.ts";
import { greyPng, writePng } from "../labels/write-png.ts";
import { type PthEntry, writePth } from "../support/write-pth.ts";
import { randomGenerator } from "./random-network.ts";

const SIDE = 32;
const CLASSES = 4;

const ICPE: GeneratorConfig = {
  method: { kind: "clade", classes: CLASSES, instanceEdges: true, positional: true },
  paramFreeNorm: "batch",
  ngf: 1,
  outputChannels: 3,
  upsampling: "normal",
  spectralNorm: true,
  trunkKernel: 3,
  latent: null,
};
const PLAIN: GeneratorConfig = {
  ...ICPE,
  method: { kind: "clade", classes: CLASSES, instanceEdges: false, positional: false },
};
const VAE: GeneratorConfig = { ...PLAIN, latent: { zDim: 8, cells: 1 } };
const SPADE: GeneratorConfig = {
  ...PLAIN,
  method: { kind: "spade", classes: CLASSES, instanceEdges: false, hidden: 4, kernel: 3 },
};

const evil = (code: string) => bytesOf("\x80\x02}X\x01\x00\x00\x00a", code, "s.");

/** Writes sound files and broken ones, each with one thing wrong. */
export async function writeBadFiles(folder: string): Promise<void> {
  const write = (name: string, bytes: Uint8Array | string) =>
    writeFileSync(join(folder, name), bytes);
  const writeArray = (name: string, dtype: DType, shape: number[], data: TypedArray) =>
    write(name, encodeNpy({ dtype, shape, data }));
  const grey = (name: string, value: (p: number) => number, side: number = SIDE) =>
    write(
      name,
      greyPng(
        side,
        side,
        Array.from({ length: side * side }, (_, p) => value(p)),
      ),
    );
  const network = (name: string, entries: Iterable<PthEntry>) =>
    writePth(join(folder, name), entries);
  const changed = (change: (entry: PthEntry) => PthEntry[]) =>
    randomGenerator(PLAIN).flatMap(change);

  await network("plain.pth", randomGenerator(PLAIN));
  await network("icpe.pth", randomGenerator(ICPE));
  await network("vae.pth", randomGenerator(VAE));
  await network("spade.pth", randomGenerator(SPADE));
  grey("labels.png", (p) => p % CLASSES);

  const whole = readFileSync(join(folder, "plain.pth"));
  write("truncated.pth", whole.subarray(0, whole.length / 2));
  write("empty.pth", "");
  write("text.pth", "Dear colleague,\nplease find attached");
  write("page.pth", "<!DOCTYPE html><html><title>Quota exceeded</title></html>");
  write("magic.pth", bytesOf("PK\x03\x05", whole.subarray(4, 400)));
  write("system.pth", pthOf(evil("cos\nsystem\nX\x04\x00\x00\x00true\x85R")));
  write("eval.pth", pthOf(evil("cbuiltins\neval\nX\x01\x00\x00\x001\x85R")));
  write("nested.pth", pthOf(evil("ctorch._utils\n_rebuild_tensor_v2\n(cposix\nsystem\n)RtR")));
  const bomb = new Uint8Array((64 << 20) + 1);
  write("bomb.pth", zipOf([{ name: "net/data.pkl", data: bomb, deflate: true }]));
  write(
    "lying.pth",
    zipOf([
      { name: "net/data.pkl", data: tensorPickle("K\x00(K\x02t(K\x01t") },
      { name: "net/data/0", data: new Uint8Array(8), size: 2 ** 31 },
    ]),
  );
  write(
    "checksum.pth",
    zipOf([
      { name: "net/data.pkl", data: tensorPickle("K\x00(K\x02t(K\x01t") },
      { name: "net/data/0", data: new Uint8Array(8), deflate: true, crc: 1 },
    ]),
  );
  write("header.safetensors", bytesOf(little(8, 2n ** 60n), "{}"));

  await network(
    "missing.pth",
    changed((e) => (e.name === "up_1.conv_0.weight_u" ? [] : [e])),
  );
  await network(
    "surplus.pth",
    changed((e) => (e.name === "fc.bias" ? [e, { ...e, name: "fc.extra" }] : [e])),
  );
  await network(
    "misshapen.pth",
    changed((e) => (e.name === "conv_img.bias" ? [{ ...e, shape: [3, 1] }] : [e])),
  );
  await network(
    "nan.pth",
    changed((e) => {
      const count = e.shape.reduce((a, b) => a * b, 1);
      const data = () => new Float32Array(count).fill(Number.NaN);
      return [e.name === "G_middle_0.conv_0.weight_orig" ? { ...e, data } : e];
    }),
  );
  await network(
    "nan-bank.pth",
    changed((e) => {
      const count = e.shape.reduce((a, b) => a * b, 1);
      const data = () => new Float32Array(count).fill(Number.NaN);
      return [e.name === "up_0.norm_0.class_specified_affine.weight" ? { ...e, data } : e];
    }),
  );

  grey("range.png", (p) => (p < 5 ? 9 : 0));
  grey("mask.png", (p) => (p % 2) * 255);
  grey("small.png", () => 0, 16);
  const pixels = SIDE * SIDE;
  writeArray("negative.npy", "int64", [SIDE, SIDE], new BigInt64Array(pixels).fill(-1n, 3, 5));
  writeArray("fraction.npy", "float32", [SIDE, SIDE], new Float32Array(pixels).fill(0.5, 7, 8));
  writeArray("scores.npy", "float32", [CLASSES, SIDE, SIDE], new Float32Array(CLASSES * pixels));
  const line16 = new Uint8Array(SIDE * (1 + 2 * SIDE)).map((_, i) =>
    i % (1 + 2 * SIDE) === 1 ? 3 : 0,
  );
  write("sixteen.png", writePng({ width: SIDE, height: SIDE, depth: 16, lines: line16 }));
  const line24 = new Uint8Array(SIDE * (1 + 3 * SIDE)).map((_, i) => Number(i % 97 === 2) * 200);
  write("rgb.png", writePng({ width: SIDE, height: SIDE, colorType: 2, lines: line24 }));
  write("labels.jpg", bytesOf(0xff, 0xd8, 0xff, 0xe0, new Uint8Array(50)));
  write("cut.png", readFileSync(join(folder, "labels.png")).subarray(0, 60));
  writeArray("small-positions.npy", "float32", [2, 16, 16], new Float32Array(2 * 16 * 16));
  writeArray("flat-positions.npy", "float32", [SIDE, SIDE], new Float32Array(pixels));
  writeArray("z.npy", "float32", [7], new Float32Array(7));
  writeArray("z-nan.npy", "float32", [8], new Float32Array(8).fill(Number.NaN));
  write("ngf.json", '{"ngf": 64}');
  write("classes.json", '{"label_nc": 20, "contain_dontcare_label": true}');
  write("vae.json", '{"use_vae": true}');
  write("edges.json", '{"no_instance": false}');
  write("wrong-type.json", '{"label_nc": "thirty"}');
  write("not.json", "width 64");
  write(
    "rows.json",
    '{"name": "gaps", "rows": [{"row": 0, "name": "a"}, {"row": 2, "name": "b"}]}',
  );
}
