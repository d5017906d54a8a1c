/**
 * From a painted label map to a picture, part by part.
 *
 * The place inside an object is measured in its 8-connected component of one class, as CLADE-ICPE's positional map does.
 *
 * @module
 */

import type { Size } from "../../labels/label-map.ts";
import { type PositionalMap, positionalMap } from "../../positions/positional-map.ts";
import { derivedSeed, Random } from "../random.ts";
import { appearanceOf, type Colour } from "./appearance.ts";
import type { Canvas } from "./canvas.ts";
import { classes } from "./classes.ts";
import { contextOf } from "./context.ts";
import type { Mood } from "./moods.ts";
import type { SceneTruth } from "./toy-scene.ts";

/** The parts of the picture; see `SceneTruth`. @param tints What is added to the colour of each class. */
export function render(
  canvas: Canvas,
  seed: number,
  mood: Mood,
  tints: readonly Colour[],
): SceneTruth {
  const { labels, height, width } = canvas;
  const values = Int32Array.from(labels);
  const normalised = positionalMap({ height, width, values });
  const inPixels = positionalMap({ height, width, values }, { normalise: false });
  const textures = classes.map(({ name }, row) => {
    const { grain } = appearanceOf(name).texture;
    return mottling(canvas, grain, new Random(derivedSeed(seed, row)));
  });
  const context = contextOf(labels, canvas);
  const truth: SceneTruth = {
    base: new Float32Array(3 * height * width),
    texture: new Float32Array(3 * height * width),
    positional: new Float32Array(3 * height * width),
    context,
  };
  const plane = height * width;
  for (let p = 0; p < plane; p++) {
    const row = labels[p];
    const { base, texture, down, right, ink, fine } = appearanceOf(classes[row].name);
    const place = placeOf(normalised, inPixels, p, plane, height);
    const pattern = fine(place);
    const grain = texture.strength * textures[row](p);
    for (let c = 0; c < 3; c++) {
      const at = c * plane + p;
      truth.base[at] = mood.gain[c] * (base[c] + tints[row][c]) + mood.offset[c];
      truth.texture[at] = mood.gain[c] * texture.tint[c] * grain;
      truth.positional[at] =
        mood.gain[c] * (place.dy * down[c] + place.dx * right[c] + pattern * ink[c]);
      truth.context[at] = mood.gain[c] * context[at];
    }
  }
  return truth;
}

function placeOf(
  normalised: PositionalMap,
  inPixels: PositionalMap,
  p: number,
  plane: number,
  height: number,
) {
  return {
    dy: normalised.data[p],
    dx: normalised.data[plane + p],
    y: inPixels.data[p] / height,
    x: inPixels.data[plane + p] / height,
  };
}

/**
 * Smooth noise of mean 0 and standard deviation about 1: normal numbers on a grid, blended between its points.
 *
 * @param grain Distance of the grid's points in units of the picture's height.
 * @returns Its value at a pixel.
 */
function mottling({ height, width }: Size, grain: number, random: Random): (p: number) => number {
  const columns = Math.ceil(width / height / grain) + 2;
  const lattice = random.normals(columns * (Math.ceil(1 / grain) + 2));
  // Bilinear blending of four independent numbers loses variance: on average to (2/3)².
  const gain = 1.5;
  return (p) => {
    const [v, u] = [Math.floor(p / width) / height / grain, (p % width) / height / grain];
    const [top, left] = [Math.floor(v), Math.floor(u)];
    const [b, a] = [v - top, u - left];
    const at = top * columns + left;
    const upper = lattice[at] * (1 - a) + lattice[at + 1] * a;
    const lower = lattice[at + columns] * (1 - a) + lattice[at + columns + 1] * a;
    return gain * (upper * (1 - b) + lower * b);
  };
}
