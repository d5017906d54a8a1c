/**
 * Pictures from the bytes of a file, PNG or JPEG, told apart by content.
 *
 * @module
 */

import { LabelError } from "../errors.ts";
import { fileKind } from "../labels/file-kind.ts";
import type { Size } from "../labels/label-map.ts";
import { readPngParts } from "../labels/png-chunks.ts";
import type { Activation } from "./activation.ts";
import { isWholeJpeg, jpegSize } from "./jpeg-size.ts";
import { pictureFromPng } from "./picture.ts";

/** What a PNG begins with. */
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The picture, [1, 3, height, width] in [−1, 1]. @throws LabelError if it cannot be decoded. */
export async function decodePicture(bytes: Uint8Array, where: string): Promise<Activation> {
  if (PNG.every((byte, i) => bytes[i] === byte)) return pictureFromPng(bytes, where);
  if (!isJpeg(bytes)) {
    throw new LabelError({
      what: "this is no picture that can be read",
      where,
      expected: "PNG, JPEG, or .npy float32 [3, H, W] in [−1, 1]",
      got: fileKind(bytes),
      hint: "save the picture as PNG or JPEG",
    });
  }
  const { pictureFromJpeg } = await import("./picture-jpeg.ts"); // it brings a native library
  return pictureFromJpeg(bytes, where);
}

/**
 * The picture's size without decoding it.
 *
 * @throws LabelError if the file is neither, ends early, or could not be decoded for what its header says.
 */
export function pictureSize(bytes: Uint8Array, where: string): Size {
  if (!isJpeg(bytes)) {
    const { header } = readPngParts(bytes, where);
    if (header.depth >= 8) return header;
    throw new LabelError({
      what: `a picture with ${2 ** header.depth} shades is hardly a photograph`,
      where,
      expected: "8 or 16 bits for each sample",
      hint: "check that pictures and label maps have not changed places",
    });
  }
  const size = jpegSize(bytes);
  if (size !== null && isWholeJpeg(bytes)) return size;
  throw new LabelError({
    what: size === null ? "the JPEG has no frame" : "the JPEG ends in the middle",
    where,
    got: `${bytes.length} bytes`,
    hint: "the file is damaged or incomplete; get it again",
  });
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}
