/**
 * Scale against shift of one layer.
 *
 * @module
 */

import { checkBank } from "../analysis/classes/check-bank.ts";
import { type ClassBank, rowOfClass } from "../analysis/classes/class-banks.ts";
import { classNorms } from "../analysis/classes/norms.ts";
import { resolveChannel } from "../analysis/names.ts";
import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { scaleShiftView } from "./views/scale-shift.ts";

export interface ScaleShiftOptions extends FigureOptions {
  /** What the colours tell apart; default "class". */
  readonly by?: "class" | "channel" | undefined;

  /** At most eight classes (by row or name) or channels in colour. Default: the five most modulated classes, or the first five channels. */
  readonly focus?: readonly (number | string)[] | undefined;
}

/** @throws FigureError for more than eight in focus; LabelError or ModelError for those there are not, with the nearest names. */
export function scaleShiftFigure(bank: ClassBank, options: ScaleShiftOptions = {}): Figure {
  checkOptions("scale against shift", options, { by: ["class", "channel"], focus: null });
  checkBank(bank);
  const { by = "class", focus } = options;
  const { layer, convention, channels, classNames, scale, shift } = bank;
  const wanted = focus ?? (by === "class" ? strongest(bank, 5) : first(channels, 5));
  if (wanted.length > 8) {
    throw new FigureError({
      what: "too many colours to tell apart",
      where: `scale against shift of ${layer}: focus`,
      expected: `at most 8 ${by === "class" ? "classes" : "channels"}`,
      got: String(wanted.length),
      hint: "pick fewer; hover names the others",
    });
  }
  const rows = wanted.map((one) =>
    by === "class" ? rowOfClass(bank, one) : resolveChannel(channels, one, layer),
  );
  return Figure.of(
    scaleShiftView,
    { layer, convention, channels, classNames, scale, shift, by, focus: rows },
    options,
  );
}

function strongest(bank: ClassBank, count: number): number[] {
  return classNorms(bank)
    .filter(({ part, rank }) => part === "both" && rank !== null && rank <= count)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map((row) => row.class);
}

function first(channels: number, count: number): number[] {
  return Array.from({ length: Math.min(channels, count) }, (_, i) => i);
}
