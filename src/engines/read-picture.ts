/**
 * Pictures from files (Node only).
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import { readBytes } from "../labels/read-bytes.ts";
import { isNpy, readArray } from "../models/read-maps.ts";
import type { Activation } from "./activation.ts";

/**
 * A picture from PNG, JPEG or .npy, told apart by content; [1, 3, height, width] in [−1, 1].
 *
 * @throws EngineError or CheckpointError if it is none of them.
 */
export async function readPicture(path: string): Promise<Activation> {
  const bytes = await readBytes(path);
  if (isNpy(bytes)) return pictureFromArray(path);
  const { decodePicture } = await import("./picture-file.ts");
  return decodePicture(bytes, path);
}

async function pictureFromArray(path: string): Promise<Activation> {
  const { shape, data } = await readArray(path);
  const [channels, height, width] = shape.slice(-3);
  const picture = Float32Array.from(data as ArrayLike<number | bigint>, Number);
  const flat =
    shape.length >= 3 && shape.slice(0, -3).every((size) => size === 1) && channels === 3;
  if (flat && height > 0 && width > 0 && picture.every((x) => Math.abs(x) <= 1.0001)) {
    return { shape: [1, 3, height, width], data: picture };
  }
  throw new EngineError({
    what: "the array is no picture",
    where: path,
    expected: "float32 [3, H, W] with values in [−1, 1]",
    got:
      !flat || picture.length === 0
        ? `an array of shape [${shape.join(", ")}]`
        : picture.every(Number.isFinite)
          ? "values outside [−1, 1]"
          : "values that are not finite",
    hint: "8-bit values v become v / 127.5 − 1; channels come first",
  });
}
