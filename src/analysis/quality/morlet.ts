/**
 * Morlet wavelets of one scale in four orientations: waves of four pixels under a Gaussian of σ = 2, less as much of
 * the Gaussian as makes a constant vanish. Larger scales are the same wavelets on smaller pictures.
 *
 * With a round Gaussian the wave is a product of one along x and one along y, so two passes of nine taps do.
 *
 * @module
 */

import { mirrored, type Plane } from "./pyramid.ts";

const RADIUS = 4;
const TAPS = 2 * RADIUS + 1;
const SIGMA = 2;
const FREQUENCY = Math.PI / 2;

/** Directions in which the waves travel: along x first (vertical stripes), then by steps of 45°. */
const ANGLES = [0, Math.PI / 4, Math.PI / 2, (3 * Math.PI) / 4];

/** Real and imaginary part: of a filter [TAPS], or of a plane [height, width]. */
interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** |plane ∗ wavelet| for each orientation. */
export function morletModulus(plane: Plane): Plane[] {
  const { height, width } = plane;
  const input = { re: Float64Array.from(plane.values), im: new Float64Array(height * width) };
  const still = wave(0);
  const smooth = alongY(alongX(input, still, height, width), still, height, width).re;
  return ANGLES.map((angle) => {
    const [kx, ky] = [wave(FREQUENCY * Math.cos(angle)), wave(FREQUENCY * Math.sin(angle))];
    const { re, im } = alongY(alongX(input, kx, height, width), ky, height, width);
    const constant = sum(kx.re) * sum(ky.re); // the imaginary parts are odd: they sum to 0
    const values = new Float32Array(height * width);
    for (let p = 0; p < values.length; p++) {
      const even = re[p] - constant * smooth[p];
      values[p] = Math.sqrt(even * even + im[p] * im[p]);
    }
    return { height, width, values };
  });
}

/** e^{ikx} times a Gaussian of sum 1. */
function wave(frequency: number): Complex {
  const gaussian = Float64Array.from({ length: TAPS }, (_, t) =>
    Math.exp(-((t - RADIUS) ** 2) / (2 * SIGMA ** 2)),
  );
  const total = sum(gaussian);
  return {
    re: gaussian.map((value, t) => (value / total) * Math.cos(frequency * (t - RADIUS))),
    im: gaussian.map((value, t) => (value / total) * Math.sin(frequency * (t - RADIUS))),
  };
}

function alongX(input: Complex, filter: Complex, height: number, width: number): Complex {
  const out = { re: new Float64Array(height * width), im: new Float64Array(height * width) };
  for (let x = 0; x < width; x++) {
    for (let t = 0; t < TAPS; t++) {
      const from = mirrored(x + t - RADIUS, width);
      const [re, im] = [filter.re[t], filter.im[t]];
      for (let y = 0; y < height * width; y += width) {
        const [a, b] = [input.re[y + from], input.im[y + from]];
        out.re[y + x] += re * a - im * b;
        out.im[y + x] += re * b + im * a;
      }
    }
  }
  return out;
}

function alongY(input: Complex, filter: Complex, height: number, width: number): Complex {
  const out = { re: new Float64Array(height * width), im: new Float64Array(height * width) };
  for (let y = 0; y < height; y++) {
    for (let t = 0; t < TAPS; t++) {
      const from = mirrored(y + t - RADIUS, height) * width;
      const [re, im] = [filter.re[t], filter.im[t]];
      for (let x = 0; x < width; x++) {
        const [a, b] = [input.re[from + x], input.im[from + x]];
        out.re[y * width + x] += re * a - im * b;
        out.im[y * width + x] += re * b + im * a;
      }
    }
  }
  return out;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
