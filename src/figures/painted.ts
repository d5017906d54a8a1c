/**
 * Pictures that networks painted, made ready for figures.
 *
 * @module
 */

import { FigureError } from "../errors.ts";
import type { PaintedInput } from "./views/painted.ts";

/** A picture in [−1, 1], as `synthesize` gives it. */
export interface PaintedImage {
  /** [3, height, width], or [1, 3, height, width]; of a larger batch the first is taken. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface PaintedPicture {
  /** Stands above the picture: "CLADE". */
  readonly name: string;
  readonly image: PaintedImage;
}

/** The grey of what is not a number. */
const BROKEN = 150;

/**
 * As bytes, by the rule of the released code (util.tensor2im): (x + 1) / 2 · 255, cut off at 0 and 255, the fraction dropped.
 *
 * @throws FigureError if it is no picture.
 */
export function paintedInput({ name, image }: PaintedPicture): PaintedInput {
  const { data } = image;
  const [height, width] = sizeOf(name, image);
  const pixels = height * width;
  const rgb = new Uint8Array(3 * pixels);
  let notFinite = 0;
  for (let p = 0; p < pixels; p++) {
    let broken = false;
    for (let c = 0; c < 3; c++) {
      const x = data[c * pixels + p];
      if (!Number.isFinite(x)) {
        notFinite++;
        broken = true;
      }
      rgb[3 * p + c] = Math.max(0, Math.min(255, Math.trunc((Math.fround(x + 1) / 2) * 255)));
    }
    if (broken) rgb.fill(BROKEN, 3 * p, 3 * p + 3);
  }
  return { name, height, width, rgb, notFinite };
}

/** Height and width. @throws FigureError if it is no picture. */
export function sizeOf(name: string, { shape, data }: PaintedImage): [number, number] {
  const [channels, height, width] = shape.slice(-3);
  const pixels = height * width;
  const fits = shape.length === 3 || shape.length === 4;
  if (fits && channels === 3 && pixels > 0 && data.length >= 3 * pixels) return [height, width];
  throw new FigureError({
    what: "this is no picture",
    where: name,
    expected:
      "3 × height × width numbers in [−1, 1], of shape [3, height, width] or [1, 3, height, width]",
    got: `${data.length} numbers of shape [${shape.join(", ")}]`,
    hint: "(await generator.synthesize(conditions)).image is one",
  });
}
