/**
 * JPEG pictures, decoded by @napi-rs/canvas.
 *
 * @module
 */

import { createCanvas, loadImage } from "@napi-rs/canvas";
import type { Activation } from "../engines/activation.ts";
import { pictureFromRgba } from "../engines/picture.ts";
import { LabelError } from "../errors.ts";
import { MAX_PIXELS } from "../labels/png-chunks.ts";

/** @throws LabelError if it cannot be decoded, or is too large. */
export async function pictureFromJpeg(bytes: Uint8Array, where: string): Promise<Activation> {
  const size = frameSize(bytes);
  if (size === null || size.height * size.width > MAX_PIXELS) {
    throw new LabelError({
      what: size === null ? "the JPEG has no frame" : "the JPEG is too large",
      where,
      expected: `a picture of at most ${MAX_PIXELS} pixels`,
      got: size === null ? `${bytes.length} bytes` : `${size.height} × ${size.width}`,
      hint: "save the picture again, smaller or as PNG",
    });
  }
  try {
    const image = await loadImage(bytes);
    const { width, height } = image;
    const context = createCanvas(width, height).getContext("2d");
    context.drawImage(image, 0, 0);
    return pictureFromRgba(context.getImageData(0, 0, width, height).data, height, width);
  } catch (cause) {
    throw new LabelError({
      what: "the JPEG cannot be decoded",
      where,
      got: (cause as Error).message,
      hint: "save the picture again, as PNG or JPEG",
      cause,
    });
  }
}

/** Height and width from the first start-of-frame segment (ISO/IEC 10918-1, B.2.2), before any decoding. */
function frameSize(bytes: Uint8Array): { height: number; width: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
