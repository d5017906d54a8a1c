/**
 * Small scenes whose truth is plain: sky above ground, boxes on the ground, some standing against each other. Not
 * charming; nothing is clamped.
 */

import type { Knobs } from "../../src/analysis/quality/pictures.ts";
import type { ToyScene } from "../../src/training/toy-scenes/toy-scene.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";

export interface SyntheticOptions extends Partial<Knobs> {
  readonly seed: number;
  readonly size?: number;

  /** Amplitude of the texture; default 0.1. */
  readonly texture?: number;
}

const [UNLABELLED, SKY, GROUND, BOX] = [0, 1, 2, 3];

export const CLASSES: Readonly<Record<"UNLABELLED" | "SKY" | "GROUND" | "BOX", number>> = {
  UNLABELLED,
  SKY,
  GROUND,
  BOX,
};

/** Colours of the classes. */
const COLOURS = [
  [0, 0, 0],
  [-0.2, 0, 0.3],
  [-0.1, 0.2, -0.2],
  [0.3, -0.1, -0.1],
];

export function syntheticScene({
  seed,
  size = 32,
  texture: amplitude = 0.1,
  positional: p = 0,
  context: c = 0,
}: SyntheticOptions): ToyScene {
  const numbers = seededNumbers(seed);
  const draw = (low: number, high: number): number =>
    Math.floor(low + ((numbers(1)[0] + 1) / 2) * (high - low));
  const pixels = size * size;
  const labels = new Int32Array(pixels);
  const instances = new Int32Array(pixels);
  const fill = (
    label: number,
    id: number,
    y0: number,
    x0: number,
    y1: number,
    x1: number,
  ): void => {
    for (let y = y0; y < y1; y++) {
      labels.fill(label, y * size + x0, y * size + x1);
      instances.fill(id, y * size + x0, y * size + x1);
    }
  };
  const horizon = draw(size / 4, size / 2);
  fill(SKY, 1, 0, 0, horizon, size);
  fill(GROUND, 2, horizon, 0, size, size);
  fill(UNLABELLED, 0, 0, size - 3, 4, size);
  const top = draw(horizon + 1, size - 14);
  fill(BOX, 3, top, 2, top + 12, 12);
  fill(BOX, 4, top, 12, top + 12, 22); // touches the first: one component, two instances
  const truth = {
    base: new Float32Array(3 * pixels),
    texture: numbers(3 * pixels).map((value) => amplitude * value),
    positional: new Float32Array(3 * pixels),
    context: new Float32Array(3 * pixels),
  };
  for (let i = 0; i < pixels; i++) {
    const [y, x] = [Math.floor(i / size), i % size];
    const neighbours = [y > 0 ? i - size : i, x > 0 ? i - 1 : i];
    for (let ch = 0; ch < 3; ch++) {
      const at = ch * pixels + i;
      truth.base[at] = COLOURS[labels[i]][ch];
      if (labels[i] === SKY) truth.positional[at] = (0.01 - 0.003 * ch) * (y - horizon / 2);
      if (labels[i] === BOX) truth.positional[at] = 0.01 * (x - 12) + (y % 4 < 2 ? 0.05 : -0.05);
      if (neighbours.some((q) => labels[q] !== labels[i])) truth.context[at] = -0.2 + 0.05 * ch;
    }
  }
  const image = truth.base.map(
    (base, i) => base + truth.texture[i] + p * truth.positional[i] + c * truth.context[i],
  );
  return { height: size, width: size, labels, instances, image, light: "day", truth };
}

export function syntheticScenes(
  count: number,
  options: Omit<SyntheticOptions, "seed">,
): ToyScene[] {
  return Array.from({ length: count }, (_, i) => syntheticScene({ ...options, seed: 100 + i }));
}
