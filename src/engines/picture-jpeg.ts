/**
 * JPEG pictures, decoded by @napi-rs/canvas.
 *
 * @module
 */

import { createCanvas, loadImage } from "@napi-rs/canvas";
import { LabelError } from "../errors.ts";
import { MAX_PIXELS } from "../labels/png-chunks.ts";
import type { Activation } from "./activation.ts";
import { jpegSize } from "./jpeg-size.ts";
import { pictureFromRgba } from "./picture.ts";

/** The picture as it is to be seen, turned as its Exif orientation says. @throws LabelError if it cannot be decoded, or is too large. */
export async function pictureFromJpeg(bytes: Uint8Array, where: string): Promise<Activation> {
  const size = jpegSize(bytes);
  if (size === null || size.height * size.width > MAX_PIXELS) {
    throw new LabelError({
      what: size === null ? "the JPEG has no frame" : "the JPEG is too large",
      where,
      ...(size !== null && { expected: `a picture of at most ${MAX_PIXELS} pixels` }),
      got: size === null ? `${bytes.length} bytes` : `${size.height} × ${size.width}`,
      hint:
        size === null
          ? "the file is damaged or incomplete; get it again"
          : "save the picture again, smaller",
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
