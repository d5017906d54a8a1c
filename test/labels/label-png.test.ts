import { readFileSync } from "node:fs";
import { encode } from "fast-png";
import { expect, test } from "vitest";
import { decodeLabelPng } from "../../src/labels/label-png.ts";
import { chunk, writePng } from "./write-png.ts";

const goldens = new URL("../goldens/labels/", import.meta.url);

const written: Record<string, { kind: string; values: number[] }> = JSON.parse(
  readFileSync(new URL("pngs.json", goldens), "utf8"),
);

test.each(Object.keys(written))("decodeLabelPng() reads %s as Pillow wrote it", (name) => {
  const labels = decodeLabelPng(readFileSync(new URL(name, goldens)), name);
  expect({ ...labels, values: Array.from(labels.values) }).toEqual({
    where: name,
    height: 9,
    width: 13,
    kind: written[name].kind,
    values: written[name].values,
  });
});

test.each([1, 2, 4])(
  "grey of %i bits keeps its sample values, not shades from 0 to 255",
  (depth) => {
    const most = 2 ** depth - 1;
    const perByte = 8 / depth;
    const width = perByte + 1; // one pixel into a second byte
    const line = [0, ...Array.from({ length: 2 }, () => 255)];
    const png = writePng({ width, height: 2, depth, lines: Uint8Array.from([...line, 0, 0, 0]) });
    const { values } = decodeLabelPng(png, "grey.png");
    expect(Array.from(values)).toEqual([
      ...Array.from({ length: width }, () => most),
      ...Array.from({ length: width }, () => 0),
    ]);
  },
);

test("every line filter is undone", () => {
  // 3 lines of 4 pixels per filter type, all meant to hold 10, 20, 30, 40
  const sub = [1, 10, 10, 10, 10];
  const up = [2, 0, 0, 0, 0];
  const average = [3, 5, 5, 5, 5];
  const paeth = [4, 0, 0, 0, 0];
  const lines = Uint8Array.from([...sub, ...up, ...average, ...paeth, 0, 10, 20, 30, 40]);
  const { values } = decodeLabelPng(writePng({ width: 4, height: 5, lines }), "filters.png");
  expect(Array.from(values)).toEqual(Array.from({ length: 5 }, () => [10, 20, 30, 40]).flat());
});

test.each([8, 16] as const)("interlaced grey of %i bits is read", (depth) => {
  const [height, width] = [11, 7];
  const data = Uint16Array.from({ length: height * width }, (_, p) => (p * 3) % 251);
  const image = {
    width,
    height,
    depth,
    channels: 1,
    data: depth === 8 ? Uint8Array.from(data) : data,
  };
  const { values } = decodeLabelPng(encode(image, { interlace: "Adam7" }), "interlaced.png");
  expect(Array.from(values)).toEqual(Array.from(data));
});

test("16-bit colours count as the 8-bit colours they repeat", () => {
  const lines = Uint8Array.from([0, 0x12, 0x12, 0x34, 0x34, 0x56, 0x56]);
  const png = writePng({ width: 1, height: 1, depth: 16, colorType: 2, lines });
  expect(decodeLabelPng(png, "rgb16.png")).toMatchObject({ kind: "rgb" });
  expect(decodeLabelPng(png, "rgb16.png").values[0]).toBe(0x123456);
  lines[2] = 0x13;
  const between = writePng({ width: 1, height: 1, depth: 16, colorType: 2, lines });
  expect(() => decodeLabelPng(between, "rgb16.png")).toThrow("not 8-bit colours");
});

test("text, colour profiles and palette transparency are passed over", () => {
  const text = chunk("tEXt", new TextEncoder().encode("no zero byte here"));
  const profile = chunk("iCCP", Uint8Array.from([65, 0, 0, 1, 2, 3])); // not zlib data
  const palette = chunk("PLTE", Uint8Array.from([1, 2, 3, 4, 5, 6]));
  const alpha = chunk("tRNS", Uint8Array.from([0, 128]));
  const before = [text, profile, palette, alpha];
  const lines = Uint8Array.from([0, 0, 1]);
  const png = writePng({ width: 2, height: 1, colorType: 3, lines, before });
  expect(Array.from(decodeLabelPng(png, "p.png").values)).toEqual([0, 1]);
});

test("a file inside a larger buffer is read where it lies", () => {
  const png = readFileSync(new URL("grey8.png", goldens));
  const around = new Uint8Array(png.length + 10).fill(7);
  around.set(png, 5);
  const { values } = decodeLabelPng(around.subarray(5, 5 + png.length), "grey8.png");
  expect(Array.from(values)).toEqual(written["grey8.png"].values);
});
