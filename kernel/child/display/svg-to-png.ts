/**
 * A PNG of an SVG picture. A notebook that is not trusted shows SVG as a blank, and a PNG in the same bundle instead.
 *
 * Drawn by @napi-rs/canvas where the kernel's own package has it; loaded at the first SVG, since that takes a while.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import { $Math } from "../intrinsics.ts";

type Canvas = typeof import("@napi-rs/canvas");

/** undefined: not looked for yet; null: not installed. */
let canvas: Canvas | null | undefined;

/** Larger pictures are left to those who can show SVG. */
const PIXELS = 16_000_000;

/** The picture as a PNG file; undefined where it cannot be drawn. */
export function svgToPng(svg: string): Buffer | undefined {
  try {
    canvas ??= loadCanvas();
    if (canvas === null) return undefined;
    const image = new canvas.Image();
    // Without a listener a malformed picture would be thrown in a later turn.
    image.onerror = () => {};
    image.src = Buffer.from(svg); // SVG is read at once
    const { width, height } = image;
    if (!(width > 0 && height > 0) || width * height > PIXELS) return undefined;
    const surface = canvas.createCanvas($Math.ceil(width), $Math.ceil(height));
    surface.getContext("2d").drawImage(image, 0, 0);
    return surface.toBuffer("image/png");
  } catch {
    return undefined; // a picture that this library cannot draw is still shown as SVG
  }
}

function loadCanvas(): Canvas | null {
  try {
    return createRequire(import.meta.url)("@napi-rs/canvas") as Canvas;
  } catch {
    return null;
  }
}
