/**
 * What figures ask of a canvas, of each that can be loaded: the picture that both draw is one golden file, test/output/figures/canvas.png,
 * up to how they smooth edges. With CLADESCOPE_CANVAS that one is meant, and must be there.
 *
 * @module
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decode } from "fast-png";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { canvasFor, canvasPackage } from "../../../src/figures/pen/canvas.ts";
import { CanvasPen } from "../../../src/figures/pen/canvas-pen.ts";
import type { Pen } from "../../../src/figures/pen/pen.ts";
import { textWidth } from "../../../src/figures/text/font.ts";

const WIDTH = 240;
const HEIGHT = 150;
const golden = fileURLToPath(new URL("../../output/figures/canvas.png", import.meta.url));
const wish = process.env.CLADESCOPE_CANVAS;

afterEach(() => vi.unstubAllEnvs());

function canBeLoaded(name: string): boolean {
  vi.stubEnv("CLADESCOPE_CANVAS", name);
  const found = canvasPackage() !== null;
  vi.unstubAllEnvs();
  return found;
}

describe.each(["napi", "canvas"])("%s", (name) => {
  const left = wish === undefined || wish === "" ? !canBeLoaded(name) : wish !== name;
  beforeEach(() => vi.stubEnv("CLADESCOPE_CANVAS", name));

  test.skipIf(left)("draws what every pen is asked for, as in the golden picture", () => {
    const png = drawn(1);
    if (process.env.UPDATE_GOLDENS && name === "napi") {
      mkdirSync(new URL("../../output/figures/", import.meta.url), { recursive: true });
      writeFileSync(golden, png);
    }
    const [ours, theirs] = [squares(png), squares(readFileSync(golden))];
    expect(ours.size).toEqual(theirs.size);
    const by = ours.means.map((mean, i) => Math.abs(mean - theirs.means[i])).sort();
    expect(by[by.length - 1], "the largest difference, of 255").toBeLessThan(100);
    expect(by[Math.floor(0.98 * by.length)], "that of 98 in 100 squares").toBeLessThan(25);
  });

  test.skipIf(left)("draws rasters without smoothing, to the pixel", () => {
    const { createCanvas } = canvasFor("a test");
    const canvas = createCanvas(6, 4);
    const context = canvas.getContext("2d");
    const palette = [
      [10, 20, 30],
      [200, 100, 50],
    ] as const;
    const raster = { width: 3, height: 2, indices: Uint8Array.of(0, 1, 0, 1, 0, 1), palette };
    new CanvasPen(context, canvasFor("a test")).image(raster, { x: 0, y: 0, width: 6, height: 4 });
    const { data } = context.getImageData(0, 0, 6, 4);
    for (let y = 0; y < 4; y++) {
      for (let x = 0; x < 6; x++) {
        const [r, g, b] = palette[raster.indices[3 * (y >> 1) + (x >> 1)]];
        expect([...data.subarray(4 * (6 * y + x), 4 * (6 * y + x) + 4)]).toEqual([r, g, b, 255]);
      }
    }
  });

  test.skipIf(left)("draws text as wide as it was measured, Greek letters too", () => {
    const { createCanvas } = canvasFor("a test");
    for (const bold of [false, true]) {
      const context = createCanvas(400, 40).getContext("2d");
      const pen = new CanvasPen(context, canvasFor("a test"));
      const text = "|scale (1 + γ) − β|";
      pen.rect({ x: 0, y: 0, width: 400, height: 40 }, { fill: "#ffffff" });
      pen.text(text, 10, 30, { size: 20, color: "#000000", bold });
      const { data } = context.getImageData(0, 0, 400, 40);
      const inked = Array.from({ length: 400 }, (_, x) => x).filter((x) =>
        Array.from({ length: 40 }, (_, y) => data[4 * (400 * y + x)]).some((red) => red < 128),
      );
      const width = (inked.at(-1) ?? 0) - inked[0];
      const wanted = textWidth(text, 20, bold) - textWidth("|", 20, bold);
      expect(Math.abs(width - wanted)).toBeLessThan(4);
    }
  });

  test.skipIf(left)("makes PNG files that are read back to the same pixels", () => {
    const { createCanvas } = canvasFor("a test");
    const canvas = createCanvas(3, 1);
    const context = canvas.getContext("2d");
    const image = context.createImageData(3, 1);
    image.data.set([1, 2, 3, 255, 250, 128, 7, 255, 0, 0, 0, 255]);
    context.putImageData(image, 0, 0);
    const { data, channels } = decode(canvas.toBuffer("image/png"));
    const rgb = Array.from({ length: 3 }, (_, i) => [
      ...data.subarray(channels * i, channels * i + 3),
    ]);
    expect(rgb).toEqual([
      [1, 2, 3],
      [250, 128, 7],
      [0, 0, 0],
    ]);
  });
});

test("none is none, and a canvas that there is not is an error that names those there are", () => {
  vi.stubEnv("CLADESCOPE_CANVAS", "none");
  expect(canvasPackage()).toBeNull();
  expect(() => canvasFor("a figure as PNG")).toThrow(/a figure as PNG needs a canvas/);
  vi.stubEnv("CLADESCOPE_CANVAS", "skia");
  expect(() => canvasPackage()).toThrow(/no such canvas[\s\S]*napi, canvas, none/);
});

/** At twice its size. */
function drawn(seed: number): Uint8Array {
  const canvas = canvasFor("a test");
  const page = canvas.createCanvas(2 * WIDTH, 2 * HEIGHT);
  const context = page.getContext("2d");
  context.scale(2, 2);
  draw(new CanvasPen(context, canvas), seed);
  return page.toBuffer("image/png");
}

function draw(pen: Pen, seed: number): void {
  pen.rect({ x: 0, y: 0, width: WIDTH, height: HEIGHT }, { fill: "#ffffff" });
  pen.text("A title, bold", 8, 16, { size: 12, color: "#1c2024", bold: true });
  pen.text("end γβμσ −1", WIDTH - 8, 16, { size: 9, color: "#5a636b", anchor: "end" });
  pen.text("upwards", 14, 100, { size: 9, color: "#5a636b", anchor: "middle", rotate: 90 });
  const inside = { x: 24, y: 26, width: 100, height: 90 };
  const indices = Uint8Array.from({ length: 80 }, (_, i) => (i * 7 + seed) % 4);
  const palette = [
    [8, 54, 120],
    [160, 199, 228],
    [240, 178, 137],
    [126, 21, 22],
  ] as const;
  pen.image({ width: 10, height: 8, indices, palette }, inside);
  pen.rect(inside, { stroke: { color: "#1c2024", width: 0.8 } });
  const box = { x: 136, y: 26, width: 96, height: 90 };
  pen.clip(box, () => {
    const wave = Array.from({ length: 60 }, (_, i) => [130 + 2 * i, 70 + 60 * Math.sin(i / 6)]);
    wave[30] = [Number.NaN, Number.NaN]; // a gap
    pen.path(wave.flat(), { stroke: { color: "#0072b2", width: 1.5 } });
    pen.path([136, 100, 232, 40], { stroke: { color: "#d55e00", width: 1, dash: [3, 2] } });
    pen.path([150, 110, 180, 60, 210, 110], { fill: "#008a65", opacity: 0.4 });
    pen.circle(210, 50, 8, { fill: "#b4588f", opacity: 0.7 });
  });
  pen.rect(box, { stroke: { color: "#5a636b", width: 0.5 } });
  pen.text("middle", 184, 130, { size: 8, color: "#000000", anchor: "middle" });
}

/** Means of squares of 4 × 4 pixels: what smooths edges in another way has nearly the same. */
function squares(png: Uint8Array): { size: number[]; means: Float64Array } {
  const { width, height, data, channels } = decode(png);
  const across = width / 4;
  const means = new Float64Array((3 * across * height) / 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const square = Math.floor(y / 4) * across + Math.floor(x / 4);
      for (let c = 0; c < 3; c++) {
        means[3 * square + c] += data[channels * (y * width + x) + c] / 16;
      }
    }
  }
  return { size: [width, height], means };
}
