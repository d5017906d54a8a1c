/**
 * OKLab, a space in which equal steps look equal. Björn Ottosson, https://bottosson.github.io/posts/oklab/.
 *
 * @module
 */

import { okLab, type Rgb } from "../../labels/palette.ts";

/** From `a` (t = 0) to `b` (t = 1), along a straight line in OKLab. */
export function mixOkLab(a: Rgb, b: Rgb, t: number): Rgb {
  if (t <= 0) return a;
  if (t >= 1) return b;
  const [from, to] = [okLab(a), okLab(b)];
  return fromOkLab([0, 1, 2].map((i) => from[i] + t * (to[i] - from[i])));
}

/** The nearest sRGB colour. */
function fromOkLab([lightness, a, b]: readonly number[]): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    channel(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function channel(linear: number): number {
  const v = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, v)));
}
