import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { encodeNpy, readNpy } from "../../src/checkpoint/npy.ts";
import { bytesSource } from "../../src/checkpoint/source.ts";
import { decodeLabelPng } from "../../src/labels/label-png.ts";
import { type PositionalMapOptions, positionalMap } from "../../src/positions/positional-map.ts";
import { expectClose } from "../support/close.ts";
import { filesIn, ok, problem, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const goldens = fileURLToPath(new URL("../goldens/positions", import.meta.url));
const labelsOf = (name: string) => join(goldens, `${name}.png`);
const NAMES = ["blobs", "edge", "noise", "rings"];

async function readMap(path: string): Promise<Float32Array> {
  const { dtype, shape, data } = await readNpy(bytesSource(readFileSync(path), path));
  expect({ dtype, axes: shape.length, planes: shape[0] }).toEqual({
    dtype: "float32",
    axes: 3,
    planes: 2,
  });
  return data as Float32Array;
}

/** The bytes of the file that the library's map would make. */
function expectedBytes(name: string, options: PositionalMapOptions): Uint8Array {
  const labels = decodeLabelPng(readFileSync(labelsOf(name)), name);
  const { height, width, data } = positionalMap(labels, options);
  return encodeNpy({ dtype: "float32", shape: [2, height, width], data });
}

async function writtenBytes(name: string, ...options: string[]): Promise<Uint8Array> {
  const out = join(folder, "out.npy");
  await ok(["positions", labelsOf(name), "-o", out, ...options]);
  return new Uint8Array(readFileSync(out));
}

test.each(NAMES)(
  "positions of %s are those of the released script, and --raw its pixels",
  async (name) => {
    const out = join(folder, "golden.npy");
    for (const [options, golden] of [
      [[], `${name}.norm.npy`],
      [["--raw"], `${name}.no.npy`],
    ] as const) {
      await ok(["positions", labelsOf(name), "-o", out, ...options]);
      expectClose(await readMap(out), await readMap(join(goldens, golden)), 1e-6);
    }
  },
);

test("--unit, --skip and --raw are the options of positionalMap()", async () => {
  const cases: [string[], PositionalMapOptions][] = [
    [["--unit", "component"], { unit: "component" }],
    [["--unit", "class"], { unit: "class" }],
    [["--skip", "none"], { skip: null }],
    [["--skip", "255", "--raw"], { skip: 255, normalise: false }],
  ];
  for (const [args, options] of cases) {
    expect(await writtenBytes("blobs", ...args)).toEqual(expectedBytes("blobs", options));
  }
});

test("--unit instance takes its regions from --instances", async () => {
  const instances = decodeLabelPng(readFileSync(labelsOf("blobs")), "").values;
  const args = ["--unit", "instance", "--instances", labelsOf("blobs")];
  expect(await writtenBytes("blobs", ...args)).toEqual(
    expectedBytes("blobs", { unit: "instance", instances }),
  );
});

test("several label maps go into a folder, under their own names", async () => {
  const into = join(folder, "several");
  mkdirSync(into);
  await ok(["positions", ...NAMES.map(labelsOf), "-o", into]);
  expect(filesIn(into)).toEqual(NAMES.map((name) => `${name}.npy`));
  expectClose(
    await readMap(join(into, "rings.npy")),
    await readMap(join(goldens, "rings.norm.npy")),
    1e-6,
  );
});

test("one label map may go into a folder as well", async () => {
  const into = join(folder, "one");
  mkdirSync(into);
  await ok(["positions", labelsOf("edge"), "-o", into]);
  expect(filesIn(into)).toEqual(["edge.npy"]);
});

test("folders are never created, and two maps never go into one file", async () => {
  const missing = join(folder, "missing");
  for (const out of [missing, `${missing}/`]) {
    expect(await problem(["positions", labelsOf("edge"), labelsOf("noise"), "-o", out])).toMatch(
      /missing.*: the folder of the output does not exist\n.*make it first/,
    );
  }
  expect(
    await problem(["positions", labelsOf("edge"), labelsOf("edge"), "-o", folder], { code: 2 }),
  ).toMatch(/two of LABELS would both be written to .*edge\.npy/);
  expect(filesIn(folder)).not.toContain("missing");
});
