/**
 * The canvas that is installed: `@napi-rs/canvas`, which comes with cladescope, or node-canvas (`canvas`), whose system libraries
 * not every machine has. The environment variable CLADESCOPE_CANVAS (napi, canvas, none) picks one.
 *
 * @module
 */

import { createRequire } from "node:module";
import { FigureError } from "../../errors.ts";
import { FAMILY, fontPath } from "../text/font.ts";

/** The part of Canvas2D that figures are drawn with; both packages have it. */
export interface Context2d {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  globalAlpha: number;
  font: string;
  textAlign: "left" | "center" | "right";
  textBaseline: "alphabetic";
  imageSmoothingEnabled: boolean;
  save(): void;
  restore(): void;
  scale(x: number, y: number): void;
  translate(x: number, y: number): void;
  rotate(radians: number): void;
  beginPath(): void;
  closePath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  clip(): void;
  fill(): void;
  stroke(): void;
  setLineDash(lengths: number[]): void;
  fillText(text: string, x: number, y: number): void;
  drawImage(canvas: Canvas, x: number, y: number, width: number, height: number): void;
  createImageData(width: number, height: number): { readonly data: Uint8ClampedArray };
  putImageData(image: { readonly data: Uint8ClampedArray }, x: number, y: number): void;
  getImageData(
    x: number,
    y: number,
    width: number,
    height: number,
  ): { readonly data: Uint8ClampedArray };
}

export interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: "2d"): Context2d;
  toBuffer(type: "image/png"): Uint8Array;
}

export interface CanvasPackage {
  readonly name: "@napi-rs/canvas" | "canvas";
  readonly createCanvas: (width: number, height: number) => Canvas;
}

const require = createRequire(import.meta.url);
const loaded = new Map<string, CanvasPackage | null>();

/** The canvas package to draw with; null if there is none. */
export function canvasPackage(): CanvasPackage | null {
  const wish = process.env.CLADESCOPE_CANVAS ?? "auto";
  let found = loaded.get(wish);
  if (found === undefined) {
    found = find(wish);
    loaded.set(wish, found);
  }
  return found;
}

/** @throws FigureError if there is no canvas. */
export function canvasFor(what: string): CanvasPackage {
  const found = canvasPackage();
  if (found !== null) return found;
  throw new FigureError({
    what: `${what} needs a canvas, and none can be loaded`,
    where: `CLADESCOPE_CANVAS=${process.env.CLADESCOPE_CANVAS ?? "auto"}`,
    expected: "the package @napi-rs/canvas, or canvas (node-canvas)",
    hint: "npm install @napi-rs/canvas; or save the figure as SVG or PDF, which need none",
  });
}

function find(wish: string): CanvasPackage | null {
  switch (wish) {
    case "auto":
      return napi() ?? nodeCanvas();
    case "napi":
      return napi();
    case "canvas":
      return nodeCanvas();
    case "none":
      return null;
    default:
      throw new FigureError({
        what: "there is no such canvas",
        where: "CLADESCOPE_CANVAS",
        expected: "napi, canvas, none, or auto",
        got: wish,
        hint: "leave it unset for the one that is installed",
      });
  }
}

function napi(): CanvasPackage | null {
  const module = loadedOrNull("@napi-rs/canvas");
  if (module === null) return null;
  for (const bold of [false, true]) module.GlobalFonts.registerFromPath(fontPath(bold), FAMILY);
  return { name: "@napi-rs/canvas", createCanvas: module.createCanvas };
}

function nodeCanvas(): CanvasPackage | null {
  const module = loadedOrNull("canvas");
  if (module === null) return null;
  for (const bold of [false, true]) {
    module.registerFont(fontPath(bold), { family: FAMILY, weight: bold ? "bold" : "normal" });
  }
  return { name: "canvas", createCanvas: module.createCanvas };
}

interface AnyCanvas {
  readonly createCanvas: CanvasPackage["createCanvas"];
  readonly GlobalFonts: { registerFromPath(path: string, family: string): unknown };
  readonly registerFont: (path: string, font: { family: string; weight: string }) => void;
}

function loadedOrNull(name: string): AnyCanvas | null {
  try {
    return require(name) as AnyCanvas;
  } catch {
    return null; // not installed, or its native library does not load here
  }
}
