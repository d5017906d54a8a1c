/** Convolutions as plain loops in float64: what tables and back ends are compared with. */

export interface Dense {
  readonly channels: number;
  readonly height: number;
  readonly width: number;

  /** [channels, height, width] */
  readonly data: Float64Array;
}

export interface Kernel {
  /** [out, in, size, size] */
  readonly weight: ArrayLike<number>;

  /** [out] */
  readonly bias?: ArrayLike<number> | undefined;
  readonly size: number;
  readonly out: number;
}

/** How a convolution goes over a map. */
export interface Walk {
  readonly stride?: number;
  readonly padding?: number;

  /** Value of a pixel outside, of which the place is given: zero by default. */
  readonly outside?:
    | ((x: Dense, channel: number, row: number, column: number) => number)
    | undefined;
}

/** Cross-correlation, as deep learning calls a convolution. */
export function convolve(x: Dense, { weight, bias, size, out }: Kernel, walk: Walk = {}): Dense {
  const { stride = 1, padding = (size - 1) / 2, outside = () => 0 } = walk;
  const height = Math.floor((x.height + 2 * padding - size) / stride) + 1;
  const width = Math.floor((x.width + 2 * padding - size) / stride) + 1;
  const data = new Float64Array(out * height * width);
  let at = 0;
  for (let o = 0; o < out; o++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        let sum = bias === undefined ? 0 : bias[o];
        for (let i = 0; i < x.channels; i++) {
          for (let ky = 0; ky < size; ky++) {
            for (let kx = 0; kx < size; kx++) {
              const y = row * stride + ky - padding;
              const z = column * stride + kx - padding;
              const inside = y >= 0 && y < x.height && z >= 0 && z < x.width;
              const value = inside ? x.data[(i * x.height + y) * x.width + z] : outside(x, i, y, z);
              sum += weight[((o * x.channels + i) * size + ky) * size + kx] * value;
            }
          }
        }
        data[at++] = sum;
      }
    }
  }
  return { channels: out, height, width, data };
}

/** One channel for each class, one more for edges if there are any. */
export function oneHotOf(
  labels: ArrayLike<number>,
  edges: ArrayLike<number> | undefined,
  classes: number,
  height: number,
  width: number,
): Dense {
  const pixels = height * width;
  const channels = classes + (edges === undefined ? 0 : 1);
  const data = new Float64Array(channels * pixels);
  for (let p = 0; p < pixels; p++) {
    data[labels[p] * pixels + p] = 1;
    if (edges !== undefined) data[classes * pixels + p] = edges[p];
  }
  return { channels, height, width, data };
}
