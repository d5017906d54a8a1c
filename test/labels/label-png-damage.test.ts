import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { encode } from "fast-png";
import { expect, test } from "vitest";
import { LabelError } from "../../src/errors.ts";
import { decodeLabelPng } from "../../src/labels/label-png.ts";
import { chunk, concat, greyPng, withCheckSums, writePng } from "./write-png.ts";

const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const message = (bytes: Uint8Array): string => {
  try {
    decodeLabelPng(bytes, "map.png");
  } catch (error) {
    expect(error).toBeInstanceOf(LabelError);
    const text = (error as LabelError).message;
    expect(text.split("\n").length).toBeLessThanOrEqual(6);
    expect(text).toContain("map.png");
    return text;
  }
  return "";
};

test.each([
  ["", "an empty file"],
  ["\xff\xd8\xff\xe0\0\x10JFIF", "compression has changed its labels"],
  ["<!DOCTYPE html><html>", "an HTML page"],
  ["version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"],
  ["\x93NUMPY\x01\0", "a NumPy array"],
  ["hello there", 'text: "hello there"'],
  ["\x89PNG\n\x1a\n", "damaged in transfer"],
  ["\x00\x01\x02\x03", "4 bytes of an unknown kind"],
])("a file that starts with %j is named for what it is", (head, kind) => {
  expect(message(latin1(head))).toContain(kind);
});

test("a PNG that claims more pixels than its data can hold is refused before memory is taken", () => {
  const lines = new Uint8Array(64);
  const before = process.resourceUsage().maxRSS;
  expect(message(writePng({ width: 8000, height: 8000, lines }))).toContain("claims more pixels");
  expect(message(writePng({ width: 8193, height: 8192, lines }))).toContain("too large");
  expect(message(writePng({ width: 2 ** 31 - 1, height: 2 ** 31 - 1, lines }))).toContain(
    "too large",
  );
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(32 * 1024); // KiB
});

test("a PNG whose data inflate to more than the header says is refused on the way", () => {
  const bomb = chunk("IDAT", deflateSync(new Uint8Array(2 ** 26)));
  const png = greyPng(4, 4, new Uint8Array(16));
  const before = process.resourceUsage().maxRSS;
  expect(message(concat(png.subarray(0, 33), bomb, bomb, png.subarray(33)))).toContain(
    "more than that",
  );
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(64 * 1024); // KiB
});

test("missing lines are not read as zeros", () => {
  const lines = new Uint8Array(3 * 5);
  expect(message(writePng({ width: 4, height: 4, lines }))).toContain("15 bytes");
});

test("what a label map cannot be is said: transparent, interlaced bits, odd headers", () => {
  const lines = Uint8Array.from([0, 5, 128]);
  expect(message(writePng({ width: 1, height: 1, colorType: 4, lines }))).toContain("transparent");
  const bits = { width: 1, height: 1, depth: 4, interlace: 1, lines: new Uint8Array(2) };
  expect(message(writePng(bits))).toContain("interlaced PNG with several pixels to a byte");
  for (const odd of [{ colorType: 1 }, { depth: 3 }, { interlace: 2 }, { width: 0 }]) {
    const spec = { width: 1, height: 1, lines: new Uint8Array(2), ...odd };
    expect(message(writePng(spec))).toContain("the header of the PNG makes no sense");
  }
  const noPalette = writePng({ width: 1, height: 1, colorType: 3, lines: new Uint8Array(2) });
  expect(message(noPalette)).toContain("palette");
});

test("a wrong check sum, an unknown critical chunk and an unknown filter are refused", () => {
  const png = greyPng(2, 2, [1, 2, 3, 4]);
  const flipped = png.slice();
  flipped[19] ^= 1; // width 2 → 3, so that the data are too short as well
  expect(message(flipped)).toContain("damaged");
  const sum = png.slice();
  sum[30] ^= 1;
  expect(message(sum)).toContain("CRC mismatch");
  const unknown = concat(png.subarray(0, 33), chunk("CgBI", new Uint8Array(4)), png.subarray(33));
  expect(message(unknown)).toContain("CgBI");
  const lines = Uint8Array.from([9, 1]);
  expect(message(writePng({ width: 1, height: 1, lines }))).toContain("Unsupported filter");
});

const grey = greyPng(
  9,
  7,
  Uint8Array.from({ length: 63 }, (_, p) => (p * p) % 23),
);
const samples: Record<string, Uint8Array> = {
  grey,
  palette: readFileSync(new URL("../goldens/labels/palette4.png", import.meta.url)),
  rgba: readFileSync(new URL("../goldens/labels/rgba.png", import.meta.url)),
  interlaced: encode(
    { width: 5, height: 9, channels: 1, depth: 16, data: new Uint16Array(45).fill(777) },
    { interlace: "Adam7" },
  ),
};

test.each(Object.entries(samples))("every prefix of a %s PNG gives a LabelError", (_, png) => {
  for (let length = 0; length < png.length; length++) {
    expect(message(png.subarray(0, length))).not.toBe("");
  }
});

/** Decodes; anything but a map of a sane size or a LabelError fails. */
const decodesOrRefuses = (bytes: Uint8Array): void => {
  try {
    const { height, width, values } = decodeLabelPng(bytes, "map.png");
    expect(values.length).toBe(height * width);
  } catch (error) {
    expect(error).toBeInstanceOf(LabelError);
  }
};

test.each(Object.entries(samples))(
  "changing any byte of a %s PNG gives labels or a LabelError",
  (_, png) => {
    for (let i = 0; i < png.length; i++) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const changed = png.slice();
        changed[i] ^= flip;
        decodesOrRefuses(changed);
        decodesOrRefuses(withCheckSums(changed));
      }
    }
  },
);

test("several changed bytes, with check sums put right, give labels or a LabelError", () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 6,
  });
  const png = fc.constantFrom(...Object.values(samples));
  fc.assert(
    fc.property(png, changes, (original, list) => {
      const changed = original.slice();
      for (const [place, value] of list) changed[place % changed.length] = value;
      decodesOrRefuses(withCheckSums(changed));
    }),
    { seed: 20210604, numRuns: 2000 },
  );
});
