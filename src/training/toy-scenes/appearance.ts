/**
 * What each class looks like: its colour, its texture, and what the place inside an object changes.
 *
 * Colours and changes are in units of the picture, [−1, 1]; lengths in units of the picture's height.
 *
 * @module
 */

import type { ClassName } from "./classes.ts";

export type Colour = readonly [red: number, green: number, blue: number];

/** Where a pixel lies inside its object. */
export interface Place {
  /** Offsets from the object's centre, normalised to (−1, 1), down and right. */
  readonly dy: number;
  readonly dx: number;

  /** The same offsets in units of the picture's height. */
  readonly y: number;
  readonly x: number;
}

export interface Appearance {
  readonly base: Colour;

  /** Random mottling: standard deviation along `tint`, and the size of its blots. */
  readonly texture: { readonly strength: number; readonly tint: Colour; readonly grain: number };

  /** Colours added at the lower and the right end of the object, subtracted at the other end: linear in (dy, dx). */
  readonly down: Colour;
  readonly right: Colour;

  /** The pattern finer than that: `fine(place)` times this colour. */
  readonly ink: Colour;
  readonly fine: (place: Place) => number;
}

const grey = (value: number): Colour => [value, value, value];
const wave = (length: number, at: number): number => Math.sin((2 * Math.PI * at) / length);
/** 1 on lines of a share of the period, else a constant that brings the mean to zero. */
const lines = (period: number, share: number, at: number): number => {
  const phase = at / period - Math.floor(at / period);
  return phase < share ? 1 - share : -share;
};

/** Courses of bricks, every second one shifted by half a brick; mortar is −1. */
function bricks({ y, x }: Place): number {
  const course = Math.floor(y / 0.07);
  const joints = lines(0.14, 0.25, x + 0.07 * (course & 1));
  return -1.1 * lines(0.07, 0.34, y) - 0.5 * joints;
}

/** Tiles in rows, rounded at their lower edge. */
function tiles({ y, x }: Place): number {
  const sag = 0.012 * Math.abs(wave(0.16, x));
  return wave(0.075, y + sag) + 0.3 * wave(0.08, x);
}

const APPEARANCES: Readonly<Record<ClassName, Appearance>> = {
  unlabelled: {
    base: [-0.34, -0.36, -0.32],
    texture: { strength: 0.1, tint: grey(1), grain: 0.04 },
    down: grey(0),
    right: grey(0),
    ink: grey(0),
    fine: () => 0,
  },
  sky: {
    base: [0.06, 0.42, 0.78],
    texture: { strength: 0.03, tint: grey(1), grain: 0.12 },
    down: [0.42, 0.24, -0.02],
    right: [0.05, 0.02, 0],
    ink: [0.1, 0.07, 0.03],
    fine: ({ y, x }) => wave(0.16, y + 0.02 * wave(0.6, x)),
  },
  sun: {
    base: [0.92, 0.66, -0.12],
    texture: { strength: 0.04, tint: [0, 1, 1], grain: 0.05 },
    down: [-0.05, -0.22, -0.1],
    right: [0, -0.06, -0.05],
    ink: [0.06, 0.26, 0.5],
    fine: ({ dy, dx }) => 1 - 2 * Math.min(1, dy * dy + dx * dx),
  },
  cloud: {
    base: [0.66, 0.72, 0.8],
    texture: { strength: 0.05, tint: grey(1), grain: 0.08 },
    down: [-0.32, -0.27, -0.16],
    right: [-0.06, -0.05, -0.02],
    ink: [0.12, 0.11, 0.09],
    fine: ({ y, x }) => wave(0.11, x + 0.03 * wave(0.09, y)) * (y < 0 ? 1 : 0.3),
  },
  hill: {
    base: [-0.12, 0.3, -0.38],
    texture: { strength: 0.08, tint: [0.7, 1, 0.5], grain: 0.05 },
    down: [-0.2, -0.26, -0.14],
    right: [0.1, 0.05, -0.04],
    ink: [0.16, 0.13, 0.03],
    fine: ({ y, x }) => wave(0.1, y + 0.25 * x),
  },
  tree: {
    base: [-0.6, -0.12, -0.44],
    texture: { strength: 0.13, tint: [0.7, 1, 0.4], grain: 0.045 },
    down: [-0.16, -0.24, -0.06],
    right: [-0.16, -0.2, -0.02],
    ink: [0.14, 0.2, 0.06],
    fine: ({ y, x }) => wave(0.085, Math.hypot(y - 0.02, x)),
  },
  house: {
    base: [0.5, 0.2, -0.04],
    texture: { strength: 0.06, tint: grey(1), grain: 0.05 },
    down: [-0.1, -0.1, -0.08],
    right: [-0.24, -0.22, -0.14],
    ink: [0.26, 0.16, 0.1],
    fine: bricks,
  },
  roof: {
    base: [0.22, -0.42, -0.5],
    texture: { strength: 0.06, tint: [1, 0.8, 0.8], grain: 0.04 },
    down: [-0.26, -0.12, -0.06],
    right: [-0.12, -0.05, -0.02],
    ink: [0.22, 0.14, 0.1],
    fine: tiles,
  },
  window: {
    base: [0.5, 0.62, 0.4],
    texture: { strength: 0.03, tint: grey(1), grain: 0.05 },
    down: [0.3, 0.12, -0.3],
    right: [0.08, 0.03, -0.08],
    ink: [-0.34, -0.34, -0.22],
    fine: ({ dy, dx }) => (Math.abs(dx) < 0.3 || Math.abs(dy) < 0.24 ? 0.6 : -0.5),
  },
  road: {
    base: [-0.34, -0.34, -0.26],
    texture: { strength: 0.07, tint: grey(1), grain: 0.03 },
    down: [0.12, 0.1, 0.04],
    right: [0.09, 0.08, 0.06],
    ink: grey(0.17),
    fine: ({ y, x }) => wave(0.09, y) * (0.7 + 0.3 * wave(0.3, x)),
  },
  "centre line": {
    base: [0.82, 0.78, 0.5],
    texture: { strength: 0.05, tint: grey(1), grain: 0.03 },
    down: [-0.16, -0.18, -0.22],
    right: [-0.12, -0.12, -0.1],
    ink: grey(0.1),
    fine: ({ dx }) => wave(1, dx),
  },
  car: {
    base: [0.5, -0.42, -0.2],
    texture: { strength: 0.03, tint: [1, 0.5, 0.5], grain: 0.05 },
    down: [-0.44, -0.16, -0.14],
    right: [0.1, 0.06, 0.04],
    ink: [0.3, 0.36, 0.36],
    fine: ({ dy }) => Math.exp(-(((dy + 0.1) / 0.16) ** 2)) - 0.3,
  },
  water: {
    base: [-0.62, -0.1, 0.3],
    texture: { strength: 0.07, tint: [0.6, 0.9, 1], grain: 0.05 },
    down: [-0.14, -0.26, -0.2],
    right: [0.05, 0.06, 0.05],
    ink: [0.2, 0.22, 0.2],
    fine: ({ y, x }) => wave(0.085, y + 0.014 * wave(0.22, x)),
  },
  person: {
    base: [0.1, -0.3, 0.34],
    texture: { strength: 0.05, tint: grey(1), grain: 0.04 },
    down: [-0.42, -0.3, -0.2],
    right: [-0.06, -0.05, -0.03],
    ink: [0.5, 0.46, 0.06],
    fine: ({ dy }) => (dy < -0.62 ? 0.9 : dy > 0.2 ? -0.5 : -0.15),
  },
  pole: {
    base: [-0.16, -0.4, -0.6],
    texture: { strength: 0.05, tint: [1, 0.9, 0.8], grain: 0.04 },
    down: [-0.16, -0.14, -0.12],
    right: [-0.1, -0.1, -0.08],
    ink: [0.24, 0.22, 0.16],
    fine: ({ y }) => wave(0.12, y),
  },
  boat: {
    base: [0.78, 0.3, 0.16],
    texture: { strength: 0.04, tint: grey(1), grain: 0.05 },
    down: [-0.3, -0.22, -0.1],
    right: [-0.14, -0.12, -0.06],
    ink: [0.12, 0.34, 0.4],
    fine: ({ y }) => lines(0.12, 0.4, y),
  },
};

/** By bank row. */
export function appearanceOf(name: ClassName): Appearance {
  return APPEARANCES[name];
}
