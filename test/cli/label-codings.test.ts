import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import { expect, test } from "vitest";
import { encodeNpy } from "../../src/checkpoint/npy.ts";
import { builtInLabelSet } from "../../src/labels/built-in.ts";
import { decodeLabelPng } from "../../src/labels/label-png.ts";
import { ok, run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();

const BUNDLED = "data/checkpoints/random-clade-icpe.safetensors";
const INSTANCES = ["--instances", "data/label-maps/village.instances.png"];
const VILLAGE = "data/label-maps/village.png";
const { height, width, values } = decodeLabelPng(readFileSync(VILLAGE), VILLAGE);

async function paint(name: string, labels: string, more: readonly string[] = []): Promise<Buffer> {
  const out = join(folder, `${name}.npy`);
  await ok(["synthesize", BUNDLED, labels, ...INSTANCES, ...more, "-o", out]);
  return readFileSync(out);
}

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

// A CLADE-ICPE network: positional maps leave out label 0, so they have to see the same labels, however coded.
test("the same labels give the same picture as palette, grey, RGB colours and array of bank rows", async () => {
  const palette = await paint("palette", VILLAGE);
  const { rows } = builtInLabelSet("toy-scenes");
  const codings: Record<string, string> = {
    grey: write("grey.png", encode({ data: Uint8Array.from(values), height, width, channels: 1 })),
    rgb: write(
      "rgb.png",
      encode({
        data: Uint8Array.from([...values].flatMap((row) => [...rows[row].color])),
        height,
        width,
        channels: 3,
      }),
    ),
    array: write(
      "rows-of-bank.npy",
      encodeNpy({ dtype: "int32", shape: [1, height, width], data: values }),
    ),
  };
  for (const [name, file] of Object.entries(codings)) {
    expect((await paint(name, file)).equals(palette), name).toBe(true);
  }
});

test("and in a label set whose values are not its rows: label 0 is the value 0, whatever its row", async () => {
  const { rows } = builtInLabelSet("toy-scenes");
  // Value 0 is the last row, so that nothing of it is left to chance.
  const shifted = (row: number) => (row + 1) % rows.length;
  const set = join(folder, "shifted.json");
  const classes = rows.map(({ row, name, color }) => ({ row, name, color, value: shifted(row) }));
  writeFileSync(set, JSON.stringify({ name: "shifted", hasInstances: true, rows: classes }));
  const more = ["--label-set", set];
  const data = Uint8Array.from(values, shifted);
  const grey = write("shifted.png", encode({ data, height, width, channels: 1 }));
  const array = encodeNpy({ dtype: "int32", shape: [height, width], data: values });
  const painted = await paint("shifted", grey, more);
  const asRows = await paint("shifted-rows", write("shifted-rows-of-bank.npy", array), more);
  expect(asRows.equals(painted)).toBe(true);
  // With value 0 elsewhere the positional map is another one, and so is the picture.
  expect(painted.equals(await paint("palette-again", VILLAGE))).toBe(false);
});

test("a 0/255 mask where both values are classes is painted, with a hint", async () => {
  const set = join(folder, "mask.json");
  const rows = builtInLabelSet("toy-scenes").rows.map(({ row, name }) => ({
    row,
    name,
    value: row === 15 ? 255 : row,
  }));
  writeFileSync(set, JSON.stringify({ name: "mask", hasInstances: true, rows }));
  const data = Uint8Array.from(values, (value) => (value > 4 ? 255 : 0));
  const mask = write("mask.png", encode({ data, height, width, channels: 1 }));
  const out = join(folder, "mask-out.npy");
  const args = ["synthesize", BUNDLED, mask, ...INSTANCES, "--label-set", set, "-o", out];
  const { code, stderr } = await run(args);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `note: ${mask} holds 0 and 255 alone: if it is a mask of two classes, divide it by 255\n`,
  });
});
