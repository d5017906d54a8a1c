/**
 * Label maps like those of CelebAMask-HQ, drawn from ellipses and waves: curved borders, thin lips and brows, hair in
 * strands. The rows are CelebAMask-HQ's 19, in its order.
 *
 * @module
 */

import { SIZE } from "./network.ts";

const ROWS = {
  background: 0,
  skin: 1,
  nose: 2,
  glasses: 3,
  leftEye: 4,
  rightEye: 5,
  leftBrow: 6,
  rightBrow: 7,
  leftEar: 8,
  rightEar: 9,
  mouth: 10,
  upperLip: 11,
  lowerLip: 12,
  hair: 13,
  hat: 14,
  earring: 15,
  necklace: 16,
  neck: 17,
  cloth: 18,
} as const;

type Part = keyof typeof ROWS;

/** Whether a point belongs to a part; x and y from 0 to 1, y downwards. */
type Inside = (x: number, y: number) => boolean;

const ellipse =
  (cx: number, cy: number, rx: number, ry: number, turn = 0): Inside =>
  (x, y) => {
    const [dx, dy] = [x - cx, y - cy];
    const [u, v] = [
      dx * Math.cos(turn) + dy * Math.sin(turn),
      dy * Math.cos(turn) - dx * Math.sin(turn),
    ];
    return (u / rx) ** 2 + (v / ry) ** 2 < 1;
  };

const both =
  (a: Inside, b: Inside): Inside =>
  (x, y) =>
    a(x, y) && b(x, y);

const not =
  (a: Inside): Inside =>
  (x, y) =>
    !a(x, y);

/** What differs from face to face. */
interface Face {
  /** Where the middle of the face is, and how far the head leans, in radians. */
  readonly middle: number;
  readonly lean: number;

  /** How far down the hair reaches, and the height of its waves. */
  readonly hairEnd: number;
  readonly strands: number;
  readonly smile: number;
  readonly parts: readonly Part[];
}

const FACES: Readonly<Record<string, Face>> = {
  plain: { middle: 0.5, lean: 0, hairEnd: 0.55, strands: 0.01, smile: 0.02, parts: [] },
  "long hair": {
    ...{ middle: 0.47, lean: 0.12, hairEnd: 0.95, strands: 0.025, smile: 0.05 },
    parts: ["earring", "necklace"],
  },
  "hat and glasses": {
    ...{ middle: 0.53, lean: -0.1, hairEnd: 0.5, strands: 0.015, smile: 0.03 },
    parts: ["hat", "glasses"],
  },
};

export interface FaceMap {
  readonly name: string;

  /** Rows of `SIZE`. */
  readonly rows: Int32Array;
}

/** All faces. */
export function faceMaps(): FaceMap[] {
  return Object.entries(FACES).map(([name, face]) => ({ name, rows: drawn(face) }));
}

function drawn(face: Face): Int32Array {
  const { height, width } = SIZE;
  const layers = layersOf(face);
  const rows = new Int32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [(x + 0.5) / width, (y + 0.5) / height];
      // The head leans around the chin.
      const [dx, dy] = [u - face.middle, v - 0.75];
      const [c, s] = [Math.cos(face.lean), Math.sin(face.lean)];
      const [hx, hy] = [0.5 + dx * c + dy * s, 0.75 + dy * c - dx * s];
      for (const [part, inside, ofHead] of layers) {
        if (ofHead ? inside(hx, hy) : inside(u, v)) rows[y * width + x] = ROWS[part];
      }
    }
  }
  return rows;
}

/** From the back to the front. */
function layersOf({ middle, hairEnd, strands, smile, parts }: Face) {
  const wave = (x: number, y: number) =>
    strands * (Math.sin(47 * x + 9 * y) + Math.sin(83 * y - 21 * x));
  const hair: Inside = (x, y) =>
    ((x - 0.5) / (0.31 + wave(x, y))) ** 2 + ((y - 0.42) / (0.36 + wave(y, x))) ** 2 < 1 ||
    (y > 0.4 && y < hairEnd + 4 * wave(x, 0) && Math.abs(x - 0.5) < 0.29 + wave(x, y));
  const forehead: Inside = (x, y) => y > 0.27 + 0.9 * (x - 0.42) ** 2 + wave(x, y);
  const lips = ellipse(0.5, 0.68, 0.085, 0.036 + smile / 4);
  const bow: Inside = (x, y) => y > 0.68 + smile * (1 - ((x - 0.5) / 0.085) ** 2) - smile / 2;
  const frames: Inside = (x, y) =>
    [0.4, 0.6].some(
      (cx) => ellipse(cx, 0.46, 0.083, 0.06)(x, y) && !ellipse(cx, 0.46, 0.07, 0.047)(x, y),
    ) || ellipse(0.5, 0.45, 0.03, 0.008)(x, y);
  const neck: Inside = (x, y) => Math.abs(x - middle) < 0.12 && y > 0.6 && y < 0.93;
  const layers: readonly (readonly [Part, Inside, ofHead: boolean])[] = [
    ["cloth", (x, y) => y > 0.83 + 0.9 * (x - middle) ** 2, false],
    ["neck", neck, false],
    ["necklace", both(neck, (x, y) => Math.abs(y - 0.9 + 3 * (x - middle) ** 2) < 0.012), false],
    ["hair", hair, true],
    ["leftEar", ellipse(0.265, 0.5, 0.03, 0.065, 0.2), true],
    ["rightEar", ellipse(0.735, 0.5, 0.03, 0.065, -0.2), true],
    ["earring", ellipse(0.262, 0.585, 0.012, 0.025), true],
    ["skin", both(ellipse(0.5, 0.5, 0.235, 0.31), forehead), true],
    ["leftBrow", both(ellipse(0.4, 0.405, 0.075, 0.03), not(ellipse(0.4, 0.42, 0.08, 0.03))), true],
    [
      "rightBrow",
      both(ellipse(0.6, 0.405, 0.075, 0.03), not(ellipse(0.6, 0.42, 0.08, 0.03))),
      true,
    ],
    ["leftEye", ellipse(0.4, 0.46, 0.042, 0.019), true],
    ["rightEye", ellipse(0.6, 0.46, 0.042, 0.019), true],
    ["glasses", frames, true],
    ["nose", (x, y) => y > 0.44 && y < 0.6 && Math.abs(x - 0.5) < 0.012 + 0.35 * (y - 0.44), true],
    ["upperLip", both(lips, not(bow)), true],
    ["lowerLip", both(lips, bow), true],
    ["mouth", ellipse(0.5, 0.68 + smile / 4, 0.06, smile / 3), true],
    ["hat", (x, y) => y < 0.3 - 0.5 * (x - 0.5) ** 2 && Math.abs(x - 0.5) < 0.34, true],
  ];
  const some: readonly Part[] = ["earring", "necklace", "glasses", "hat"];
  return layers.filter(([part]) => !some.includes(part) || parts.includes(part));
}
