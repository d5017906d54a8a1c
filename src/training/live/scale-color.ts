/**
 * Colours of effective scales: white where the scale is 1, blue below, red above.
 *
 * @module
 */

export type Rgb = readonly [number, number, number];

/** Told apart by those who cannot tell red from green, and equally dark at both ends. */
const BELOW: Rgb = [17, 68, 140];
const ABOVE: Rgb = [150, 26, 38];
const ONE: Rgb = [247, 246, 242];

/** Mixed in sRGB, 0 to 255; `range` away from 1 the colours end. */
export function scaleColor(scale: number, range: number): Rgb {
  const t = (scale - 1) / range;
  const far = t < 0 ? BELOW : ABOVE;
  const mix = (c: 0 | 1 | 2) => Math.round(ONE[c] + (far[c] - ONE[c]) * Math.min(1, Math.abs(t)));
  return [mix(0), mix(1), mix(2)];
}

/** How far from 1 the scales go, up to 0.1, 0.15, 0.2, 0.3, 0.5, 1, …: colours keep their meaning from look to look. */
export function scaleRange(scales: Float32Array): number {
  const value = scales.reduce((most, scale) => Math.max(most, Math.abs(scale - 1)), 0.1);
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 1.5, 2, 3, 5, 10].find((step) => value <= step * power * 1.000001) ?? 10);
}

/** "blue 0.5, white 1, red 1.5" */
export function scaleLegend(range: number): string {
  const text = (value: number) => `${Number(value.toPrecision(3))}`;
  return `blue ${text(1 - range)}, white 1, red ${text(1 + range)}`;
}
