/**
 * Small pictures in a terminal: each character is two pixels, "▀" with the upper one as its colour and the lower one
 * as its background.
 *
 * @module
 */

import { resample } from "../../engines/resample.ts";
import type { RgbPicture } from "../../training/previews.ts";

/** Bits of colour that a terminal has: 8 is the 256-colour palette, 24 all colours. */
export type ColorDepth = 8 | 24;

/** @param height In pixels, even. @returns height / 2 lines of `width` characters, each with its colours and their end. */
export function halfBlocks(
  picture: RgbPicture,
  { height, width }: { readonly height: number; readonly width: number },
  depth: ColorDepth,
): string[] {
  const pixels = picture.height * picture.width;
  const planes = Float32Array.from(
    { length: 3 * pixels },
    (_, i) => picture.rgb[3 * (i % pixels) + Math.floor(i / pixels)],
  );
  const small = resample(planes, picture, { height, width });
  const color = (y: number, x: number): string => {
    const at = (c: number) => Math.round(small[(c * height + y) * width + x]);
    return colorCode([at(0), at(1), at(2)], depth);
  };
  return Array.from({ length: height / 2 }, (_, line) => {
    let text = "";
    for (let x = 0; x < width; x++) {
      text += `\x1b[38;${color(2 * line, x)};48;${color(2 * line + 1, x)}m▀`;
    }
    return `${text}\x1b[0m`;
  });
}

/** What follows 38 or 48 in the escape sequence of a colour. @param rgb 0 to 255. */
export function colorCode(rgb: readonly [number, number, number], depth: ColorDepth): string {
  return depth === 24 ? `2;${rgb.join(";")}` : `5;${palette(...rgb)}`;
}

/** The nearest colour of xterm's 6 × 6 × 6 cube, whose steps are 0, 95, 135, 175, 215, 255. */
function palette(...rgb: readonly number[]): number {
  const [r, g, b] = rgb.map((v) =>
    v < 48 ? 0 : v < 115 ? 1 : Math.min(5, Math.round((v - 55) / 40)),
  );
  return 16 + 36 * r + 6 * g + b;
}
