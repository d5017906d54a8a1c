/**
 * What neighbours change: outlines, rims, contact shadows and foam, within two pixels at 64 × 64 (1/32 of the height).
 *
 * A function of the labels in that neighbourhood alone: of a 5×5 grid around the pixel, one pixel apart at 64 × 64.
 *
 * @module
 */

import type { Size } from "../../labels/label-map.ts";
import type { Colour } from "./appearance.ts";
import { type ClassName, rowOf } from "./classes.ts";

const rows = (...names: ClassName[]): ReadonlySet<number> => new Set(names.map(rowOf));

const SKY = rowOf("sky");
const WATER = rowOf("water");
const FAR = rows("sky", "cloud", "sun");
const GROUND = rows("road", "hill", "centre line");
const OBJECTS = rows("house", "tree", "car", "person", "pole", "roof", "boat");
const PARTS: ReadonlySet<string> = new Set(
  [
    ["house", "window"],
    ["house", "roof"],
    ["road", "centre line"],
    ["car", "window"],
  ].flatMap(([a, b]) => [
    `${rowOf(a as ClassName)} ${rowOf(b as ClassName)}`,
    `${rowOf(b as ClassName)} ${rowOf(a as ClassName)}`,
  ]),
);

const OUTLINE: Colour = [-0.34, -0.34, -0.3];
const PART_OUTLINE: Colour = [-0.2, -0.2, -0.18];
const RIM: Colour = [0.3, 0.26, 0.12];
const GLOW: Colour = [0.16, 0.12, 0.02];
const SHADOW: Colour = [-0.36, -0.34, -0.24];
const FOAM: Colour = [0.46, 0.4, 0.34];

/** @returns [3, height, width]; zero where a whole neighbourhood is of one class. */
export function contextOf(labels: Uint8Array, { height, width }: Size): Float32Array {
  const out = new Float32Array(3 * height * width);
  const step = Math.max(1, Math.round(height / 64));
  const plane = height * width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      const colour = changeAt(labels, height, width, y, x, step);
      if (colour === null) continue;
      for (let c = 0; c < 3; c++) out[c * plane + p] = colour[c];
    }
  }
  return out;
}

function changeAt(
  labels: Uint8Array,
  height: number,
  width: number,
  y: number,
  x: number,
  step: number,
): Colour | null {
  const here = labels[y * width + x];
  const at = (dy: number, dx: number): number => {
    const [ny, nx] = [y + dy * step, x + dx * step];
    return ny < 0 || nx < 0 || ny >= height || nx >= width ? here : labels[ny * width + nx];
  };
  // What stands on the ground throws a shadow to the pixels below it.
  if (GROUND.has(here) && (OBJECTS.has(at(-1, 0)) || OBJECTS.has(at(-2, 0)))) return SHADOW;
  if (here === WATER) {
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) if (at(dy, dx) !== WATER && at(dy, dx) !== SKY) return FOAM;
    }
    return null;
  }
  let outline: Colour | null = null;
  for (const [dy, dx] of NEXT) {
    const there = at(dy, dx);
    if (there === here) continue;
    if (FAR.has(there) && !FAR.has(here)) return RIM;
    if (FAR.has(here)) return GLOW;
    outline = PARTS.has(`${here} ${there}`) ? (outline ?? PART_OUTLINE) : OUTLINE;
  }
  return outline;
}

/** The four neighbours. */
const NEXT = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
] as const;
