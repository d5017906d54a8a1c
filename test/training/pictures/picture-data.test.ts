import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas } from "@napi-rs/canvas";
import { afterAll, describe, expect, test } from "vitest";
import { encodeRgbPng } from "../../../src/engines/picture.ts";
import { TrainingError } from "../../../src/errors.ts";
import { instanceEdges } from "../../../src/labels/instance-edges.ts";
import { positionalMap } from "../../../src/positions/positional-map.ts";
import type { Batch } from "../../../src/training/batch.ts";
import {
  type PictureDataOptions,
  pictureData,
} from "../../../src/training/pictures/picture-data.ts";
import { greyPng, writePng } from "../../labels/write-png.ts";
import { expectClose } from "../../support/close.ts";
import { blocks, type Folders, labelSet, writeFolders } from "./picture-folders.ts";

const SIDE = 64;
const NAMES = ["b", "a10", "a9", "Ä", "z"];
const size = { height: SIDE, width: SIDE };
const root = mkdtempSync(join(tmpdir(), "cladescope-pictures-"));
afterAll(() => rmSync(root, { recursive: true }));

let made = 0;
function fresh(names: readonly string[] = NAMES): Folders {
  const folder = join(root, `${made++}`);
  mkdirSync(folder);
  return writeFolders(folder, names, SIDE);
}

const folders = fresh();
const all = (options: Partial<PictureDataOptions> = {}) =>
  pictureData({ ...folders, labelSet, size, positions: {}, ...options });

/** The n-th picture of a batch, as RGB bytes. */
function bytesOf({ images }: Batch, n: number): Uint8Array {
  const pixels = SIDE * SIDE;
  return Uint8Array.from({ length: 3 * pixels }, (_, i) =>
    Math.round((images[(3 * n + (i % 3)) * pixels + Math.floor(i / 3)] + 1) * 127.5),
  );
}

/** Which of NAMES' pictures it is: the green channel tells. */
const numberOf = (rgb: Uint8Array) => rgb[1] / 10;

function mirrorLines(values: ArrayLike<number>, channels = 1): number[] {
  const out: number[] = [];
  const line = SIDE * channels;
  for (let at = 0; at < values.length; at += line) {
    for (let x = SIDE - 1; x >= 0; x--) {
      for (let c = 0; c < channels; c++) out.push(values[at + x * channels + c]);
    }
  }
  return out;
}

test("pictures and maps go together by name, upright as they are in the files", async () => {
  const data = await all({ flip: false });
  expect(data).toMatchObject({ count: 5, classes: 4, instanceEdges: true });
  const { conditions, images } = await data.batch(0, 5);
  const seen = [0, 1, 2, 3, 4].map((n) => {
    const rgb = bytesOf({ conditions, images }, n);
    const i = numberOf(rgb);
    const expected = blocks(i, SIDE);
    expect(rgb).toEqual(expected.rgb);
    const pixels = SIDE * SIDE;
    const plane = (values: Int32Array | Uint8Array | Float32Array, planes = 1) =>
      values.subarray(n * planes * pixels, (n + 1) * planes * pixels);
    expect(plane(conditions.labels)).toEqual(expected.classes);
    expect(plane(conditions.edges as Uint8Array)).toEqual(instanceEdges(expected.ids, SIDE, SIDE));
    const values = expected.classes.map((c) => 10 * c);
    const { data: offsets } = positionalMap({ ...size, values });
    expect(plane(conditions.positions as Float32Array, 2)).toEqual(offsets);
    return i;
  });
  expect(seen.sort()).toEqual([0, 1, 2, 3, 4]);
});

test("a mirrored picture is that of mirrored files, positions and edges included", async () => {
  const data = await all();
  let flipped = 0;
  for (let step = 0; step < 20; step++) {
    const batch = await data.batch(step, 1);
    const rgb = bytesOf(batch, 0);
    const upright = blocks(numberOf(rgb), SIDE);
    if (Buffer.compare(rgb, upright.rgb) === 0) continue;
    flipped++;
    expect([...rgb]).toEqual(mirrorLines(upright.rgb, 3));
    const classes = Int32Array.from(mirrorLines(upright.classes));
    const ids = mirrorLines(upright.ids);
    expect(batch.conditions.labels).toEqual(classes);
    expect(batch.conditions.edges).toEqual(instanceEdges(ids, SIDE, SIDE));
    const { data: offsets } = positionalMap({ ...size, values: classes.map((c) => 10 * c) });
    expectClose(batch.conditions.positions as Float32Array, offsets, 1e-6);
  }
  expect(flipped).toBeGreaterThan(3);
  expect(flipped).toBeLessThan(17);
});

test("a batch depends on step and seed alone, whatever was asked for before and kept", async () => {
  const [data, uncached, other] = [
    await all(),
    await all({ cacheBytes: 0 }),
    await all({ seed: 2 }),
  ];
  const first = await data.batch(7, 3);
  for (const step of [0, 3, 20]) await data.batch(step, 3);
  expect(await data.batch(7, 3)).toEqual(first);
  expect(await uncached.batch(7, 3)).toEqual(first);
  const orders = await Promise.all([data, other].map((one) => one.batch(0, 10)));
  expect(orders[0].images).not.toEqual(orders[1].images);
});

test("every picture comes once before any comes again, in an order that changes", async () => {
  const data = await all();
  const numbers: number[] = [];
  for (let step = 0; step < 20; step++)
    numbers.push(numberOf(bytesOf(await data.batch(step, 1), 0)));
  const epochs = [0, 1, 2, 3].map((epoch) => numbers.slice(5 * epoch, 5 * epoch + 5));
  for (const epoch of epochs) expect(epoch.toSorted()).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(epochs.map(String)).size).toBeGreaterThan(1);
});

test("JPEG pictures are read, turned as their Exif orientation says", async () => {
  const here = fresh(["one"]);
  const canvas = createCanvas(SIDE, 32);
  const context = canvas.getContext("2d");
  context.fillStyle = "#ff0000";
  context.fillRect(0, 0, 32, 32);
  context.fillStyle = "#0000ff";
  context.fillRect(32, 0, 32, 32);
  const jpeg = await canvas.encode("jpeg", 95);
  const tiff = "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
  const exif = Buffer.from(`\xff\xe1\0${String.fromCharCode(tiff.length + 2)}${tiff}`, "latin1");
  rmSync(join(here.images, "one.png"));
  writeFileSync(
    join(here.images, "one.JPG"),
    Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]),
  );
  const upright = new Int32Array(32 * SIDE); // 64 high, 32 wide: as the turned picture
  writeFileSync(join(here.labels, "one.png"), greyPng(32, SIDE, upright));
  const { images, labels } = here;
  const tall = { height: SIDE, width: 32 };
  const data = await pictureData({ images, labels, labelSet, size: tall, flip: false });
  expect(data.instanceEdges).toBe(false);
  const batch = await data.batch(0, 1);
  expect(batch.conditions.positions).toBeUndefined();
  const [top, bottom] = [batch.images[0], batch.images[(SIDE - 1) * 32]]; // red on the left is now above
  expect(top).toBeGreaterThan(0.9);
  expect(bottom).toBeLessThan(-0.9);
});

test("maps and pictures come to the size of the training", async () => {
  const small = { height: 32, width: 16 };
  const { conditions, images } = await (await all({ size: small })).batch(0, 2);
  expect(conditions).toMatchObject({ batch: 2, ...small });
  expect(conditions.positions).toHaveLength(2 * 2 * 32 * 16);
  expect(images).toHaveLength(2 * 3 * 32 * 16);
});

describe("what does not fit is said before training starts", () => {
  const failing = async (
    change: (here: Folders) => void,
    options: Partial<PictureDataOptions> = {},
  ) => {
    const here = fresh();
    change(here);
    const { message } = await pictureData({ ...here, labelSet, size, ...options }).then(
      () => expect.unreachable(),
      (error: unknown) => {
        expect(error).toBeInstanceOf(TrainingError);
        return error as TrainingError;
      },
    );
    expect(message.split("\n").length).toBeLessThanOrEqual(5);
    return message.replaceAll(`${root}/`, "");
  };

  test("pictures without a label map and label maps without a picture", async () => {
    const message = await failing(({ images, labels }) => {
      rmSync(join(labels, "a9.png"));
      renameSync(join(images, "z.png"), join(images, "y.png"));
    });
    expect(message).toMatch(/pictures and label maps do not pair up/);
    expect(message).toMatch(/no label map for a9, y; no picture for z/);
  });

  test("missing instance maps, of which a few are named", async () => {
    const message = await failing(({ instances }) => {
      for (const name of NAMES.slice(0, 4)) rmSync(join(instances, `${name}.png`));
    });
    expect(message).toMatch(/no instance map for a10, a9, b and 1 more/);
  });

  test("two pictures of one name", async () => {
    const message = await failing(({ images }) =>
      cpSync(join(images, "z.png"), join(images, "z.jpg")),
    );
    expect(message).toMatch(/photos: files differ in their endings alone.*\n.*\n {2}got {7}z\n/);
  });

  test("maps of another size than their pictures", async () => {
    const message = await failing(({ labels, instances }) => {
      writeFileSync(join(labels, "b.png"), greyPng(32, 64, new Int32Array(2048)));
      writeFileSync(join(instances, "z.png"), greyPng(8, 8, new Int32Array(64)));
    });
    expect(message).toMatch(/2 maps differ in size from the picture/);
    expect(message).toMatch(
      /got {7}b\.png 64x32 \(height x width\), its picture 64x64 \(height x width\); z\.png 8x8/,
    );
  });

  test.each(["png", "jpeg"] as const)("%s pictures that are cut short", async (kind) => {
    const canvas = createCanvas(SIDE, SIDE);
    const context = canvas.getContext("2d");
    for (let i = 0; i < 200; i++) {
      context.fillStyle = `hsl(${(i * 77) % 360} 90% 50%)`;
      context.fillRect((i * 31) % SIDE, (i * 17) % SIDE, 9, 5);
    }
    const bytes = kind === "png" ? canvas.toBuffer("image/png") : await canvas.encode("jpeg", 95);
    const message = await failing(({ images }) => {
      for (const name of ["a10", "z"]) {
        writeFileSync(join(images, `${name}.png`), bytes.subarray(0, bytes.length - 40));
      }
    });
    expect(message).toMatch(
      /^2 of the files cannot be read: .*a10\.png: the \w+ ends in the middle/,
    );
    expect(message).toMatch(/and z\.png/);
  });

  test("a file that is no picture", async () => {
    const message = await failing(({ images }) => writeFileSync(join(images, "b.png"), "hello"));
    expect(message).toMatch(/b\.png: not a PNG\n/);
  });

  test("a label map in colours that the label set does not have", async () => {
    const message = await failing(({ labels }) =>
      writeFileSync(join(labels, "b.png"), encodeRgbPng(new Uint8Array(3 * 64 * 64), 64, 64)),
    );
    expect(message).toMatch(/b\.png: .*colour/);
  });

  test("a picture of one bit, which will be a label map in the wrong folder", async () => {
    const lines = new Uint8Array(64 * 9);
    const png = writePng({ width: 64, height: 64, depth: 1, lines });
    const message = await failing(({ images }) => writeFileSync(join(images, "b.png"), png));
    expect(message).toMatch(/b\.png: a picture with 2 shades is hardly a photograph/);
  });

  test("label values outside the label set", async () => {
    const message = await failing(({ labels }) => {
      for (const name of ["a9", "b", "z"]) {
        writeFileSync(join(labels, `${name}.png`), greyPng(64, 64, new Int32Array(4096).fill(7)));
      }
    });
    expect(message).toMatch(
      /^3 of the label maps cannot be used: .*a9\.png: the label map has values that are no class/,
    );
    expect(message).toMatch(/expected {2}0, 10, 20, 30: label set blocks/);
    expect(message).toMatch(/got {7}7 \(4096 pixels\); and b\.png, z\.png/);
  });

  test("folders that are not there, are files, or are empty", async () => {
    expect(await failing(({ images }) => rmSync(images, { recursive: true }))).toMatch(
      /photos: there is no such folder/,
    );
    const file = await failing(({ labels }) => {
      rmSync(labels, { recursive: true });
      writeFileSync(labels, "");
    });
    expect(file).toMatch(/masks: this is a file, not a folder/);
    const empty = await failing(({ images }) => {
      rmSync(images, { recursive: true });
      mkdirSync(join(images, "train"), { recursive: true });
      writeFileSync(join(images, ".DS_Store"), "");
    });
    expect(empty).toMatch(/photos: the folder holds no PNG or JPEG pictures/);
  });
});
