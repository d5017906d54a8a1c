/**
 * Logarithmic axes over many powers of ten.
 *
 * @module
 */

import type { Axis } from "../chart/chart.ts";

const UNITS = ["", " k", " M", " G", " T"];

/**
 * Around the positive ones of `values`, with ticks at powers of ten: "10 k", "1 M".
 *
 * @param room Factor beyond the smallest and the largest.
 * @param most Ticks that find room.
 */
export function logAxis(label: string, values: readonly number[], room = 1.6, most = 7): Axis {
  const shown = values.filter((v) => v > 0 && Number.isFinite(v));
  const [low, high] = shown.length > 0 ? [Math.min(...shown), Math.max(...shown)] : [1, 10];
  const domain = [low / room, high * room] as const;
  const [first, last] = [Math.ceil(Math.log10(domain[0])), Math.floor(Math.log10(domain[1]))];
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const step = Math.ceil(powers.length / most);
  const kept = powers.filter((_, i) => i % step === 0);
  // Less than one power of ten: round numbers in between.
  if (kept.length < 2) return { kind: "log", label, domain };
  return {
    kind: "log",
    label,
    domain,
    ticks: kept.map((power) => 10 ** power),
    tickNames: kept.map(powerText),
  };
}

function powerText(power: number): string {
  if (power < 0) return String(Number((10 ** power).toPrecision(1)));
  const unit = Math.min(UNITS.length - 1, Math.floor(power / 3));
  return `${10 ** (power - 3 * unit)}${UNITS[unit]}`;
}
