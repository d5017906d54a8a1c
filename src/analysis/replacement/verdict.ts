/**
 * What a replacement test comes to, with its uncertainty: a bootstrap over pictures.
 *
 * @module
 */

import { EngineError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import { type BootstrapOptions, bootstrap } from "../statistics/bootstrap.ts";
import type { ReplacementRow } from "./replacement-test.ts";

/** What is averaged over pictures. PSNR is that of the mean square, so equal pictures do not make it infinite. */
export type DifferenceMeasure = "meanAbsolute" | "ssim" | "psnr";

export interface Verdict {
  readonly layer: string;
  readonly by: ReplacementRow["by"];
  readonly measure: DifferenceMeasure;

  /** Over pictures. */
  readonly estimate: number;

  /** Bounds of the interval; NaN below three pictures, which say next to nothing of others. */
  readonly low: number;
  readonly high: number;

  /** Confidence level, 0.95 unless asked otherwise. */
  readonly level: number;
  readonly pictures: number;

  /** The same in a sentence. */
  readonly words: string;
}

/** In a sentence: pictures have … */
const AMOUNTS: Readonly<Record<DifferenceMeasure, (value: string) => string>> = {
  meanAbsolute: (value) => `a mean absolute difference of ${value} (values from −1 to 1)`,
  ssim: (value) => `an SSIM of ${value}`,
  psnr: (value) => `a PSNR of ${value} dB`,
};

/** Fewer pictures than this have no interval: a bootstrap would draw from too few. */
export const FOR_INTERVAL = 3;

/** Fewer than this have one that is of little worth. */
export const FOR_GOOD_INTERVAL = 5;

/**
 * One verdict for each replacement in `rows`, in their order.
 *
 * @throws EngineError if a measure is not finite: SSIM of pictures of less than 11 pixels.
 */
export function verdicts(
  rows: readonly ReplacementRow[],
  measure: DifferenceMeasure = "meanAbsolute",
  options: BootstrapOptions = {},
): Verdict[] {
  checkChoice(EngineError, "measure", measure, ["meanAbsolute", "ssim", "psnr"]);
  const groups = new Map<string, ReplacementRow[]>();
  for (const row of rows) {
    const key = `${row.by} ${row.layer}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row]);
    else known.push(row);
  }
  return [...groups.values()].map((group) => verdict(group, measure, options));
}

function verdict(
  rows: readonly ReplacementRow[],
  measure: DifferenceMeasure,
  options: BootstrapOptions,
): Verdict {
  const { level = 0.95 } = options;
  const [{ layer, by }] = rows;
  const column = measure === "psnr" ? "meanSquare" : measure;
  const values = rows.map((row) => row[column]);
  const interval = bootstrap(checked(values, column, layer), options);
  const decibels = (square: number) => 10 * Math.log10(4 / square);
  // More error is less PSNR, so the bounds change places.
  const { estimate, low, high } =
    measure === "psnr"
      ? {
          estimate: decibels(interval.estimate),
          low: decibels(interval.high),
          high: decibels(interval.low),
        }
      : interval;
  const few = rows.length < FOR_INTERVAL;
  const bounds = few ? { low: Number.NaN, high: Number.NaN } : { low, high };
  const numbers = { estimate, ...bounds, level, pictures: rows.length };
  return { layer, by, measure, ...numbers, words: inWords(layer, by, measure, numbers) };
}

function inWords(
  layer: string,
  by: Verdict["by"],
  measure: DifferenceMeasure,
  {
    estimate,
    low,
    high,
    level,
    pictures,
  }: Pick<Verdict, "estimate" | "low" | "high" | "level" | "pictures">,
): string {
  const what = layer === "all" ? "every layer's modulation" : `the modulation of ${layer}`;
  const rows = by === "interior" ? "the interior row of each class" : "the mean row of each class";
  const replaced = `With ${what} replaced by ${rows}, pictures compared with the network's own have ${AMOUNTS[measure](digits(estimate))}`;
  if (pictures === 1) return `${replaced}, on one picture, which gives no interval.`;
  if (pictures < FOR_INTERVAL)
    return `${replaced}, on ${pictures} pictures: too few for an interval.`;
  const worth = pictures < FOR_GOOD_INTERVAL ? ": of little worth with so few" : "";
  return `${replaced}, within the interval ${digits(low)} to ${digits(high)} (${Math.round(level * 100)} %, bootstrap over ${pictures} pictures${worth}).`;
}

function digits(value: number): string {
  return Number.isFinite(value) ? `${Number(value.toPrecision(3))}` : `${value}`;
}

function checked(values: readonly number[], measure: string, layer: string): readonly number[] {
  if (values.every(Number.isFinite)) return values;
  throw new EngineError({
    what: `the ${measure} of a picture is not a number`,
    where: `replacement of ${layer}`,
    expected: "finite numbers; SSIM takes pictures of 11 × 11 pixels or more",
    got: values.slice(0, 5).join(", "),
    hint: 'take "meanAbsolute" for small pictures',
  });
}
