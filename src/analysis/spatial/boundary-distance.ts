/**
 * How far each pixel is from the border of its region: the chessboard distance to the nearest pixel of another class
 * or beyond the picture's edge.
 *
 * A pixel at distance d has a neighbourhood of (2d − 1)² pixels of one class. SPADE's 5×5 is of one class from
 * distance 3 on, its 3×3 from distance 2 on.
 *
 * @module
 */

/** Distances from here on are counted together. */
export const FARTHEST = 8;

export interface DistanceOptions {
  /** Whether what lies beyond the picture's edge is another class; default true. */
  readonly border?: boolean | undefined;

  /** Larger distances are given as this one; default 8, at most 255. */
  readonly farthest?: number | undefined;
}

/**
 * Two passes over the map, each from the four neighbours already met; exact for the chessboard distance (Rosenfeld and
 * Pfaltz 1966), since pixels of other classes are at distance 0 for each class on its own.
 *
 * @param labels [batch, height, width]
 * @returns Distances from 1 to `farthest`, [batch, height, width].
 */
export function boundaryDistance(
  {
    batch,
    height,
    width,
    labels,
  }: {
    readonly batch: number;
    readonly height: number;
    readonly width: number;
    readonly labels: Int32Array;
  },
  { border = true, farthest = FARTHEST }: DistanceOptions = {},
): Uint8Array {
  const out = new Uint8Array(labels.length).fill(farthest);
  const outside = border ? 0 : farthest;
  for (let n = 0; n < batch; n++) {
    const start = n * height * width;
    for (const step of [1, -1]) {
      const forward = step === 1;
      for (let i = 0; i < height; i++) {
        const y = forward ? i : height - 1 - i;
        for (let j = 0; j < width; j++) {
          const x = forward ? j : width - 1 - j;
          const p = start + y * width + x;
          const label = labels[p];
          let nearest = out[p] - 1;
          // Behind on this line, then the three of the line before.
          for (const [dy, dx] of BEHIND) {
            const [ny, nx] = [y - step * dy, x - step * dx];
            const inside = ny >= 0 && ny < height && nx >= 0 && nx < width;
            const q = start + ny * width + nx;
            const there = !inside ? outside : labels[q] === label ? out[q] : 0;
            if (there < nearest) nearest = there;
          }
          out[p] = nearest + 1;
        }
      }
    }
  }
  return out;
}

const BEHIND: readonly (readonly [dy: number, dx: number])[] = [
  [0, 1],
  [1, 1],
  [1, 0],
  [1, -1],
];
