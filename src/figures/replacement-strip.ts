/**
 * Figures of the replacement test.
 *
 * @module
 */

import type { Verdict } from "../analysis/replacement/verdict.ts";
import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { compared } from "./compare-networks.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { type PaintedImage, paintedInput, sizeOf } from "./painted.ts";
import { replacementStripView } from "./views/replacement-strip.ts";

/** One picture, as the network paints it and with every layer's modulation replaced. */
export interface ReplacementPictures {
  readonly original: PaintedImage;

  /** By the mean row of each class. */
  readonly mean?: PaintedImage | undefined;

  /** By the interior row of each class. */
  readonly interior?: PaintedImage | undefined;
}

/**
 * Pictures with and without the spatial part of the modulation, and for each layer how far it matters, with its interval.
 *
 * @param verdicts Of `verdicts(rows, measure)`, of one measure; those of both substitutes may stand together.
 * @param pictures An example to look at, of `synthesize(conditions, { banks })`; null for the numbers alone.
 * @throws FigureError if there is nothing to show, measures are mixed, or the pictures are of different sizes.
 */
export function replacementStripFigure(
  verdicts: readonly Verdict[],
  pictures: ReplacementPictures | null = null,
  options: FigureOptions = {},
): Figure {
  checkOptions("replacement strip", options, {});
  const measures = [...new Set(verdicts.map(({ measure }) => measure))];
  if (measures.length > 1 || (verdicts.length === 0 && pictures === null)) {
    throw new FigureError({
      what: "this is no replacement test to show",
      where: "replacement strip",
      expected: "verdicts of one measure, or pictures",
      got: measures.length > 1 ? `measures ${measures.join(", ")}` : "neither",
      hint: 'verdicts(rows, "ssim") makes those of one measure',
    });
  }
  return Figure.of(
    replacementStripView,
    {
      strip: pictures === null ? null : stripOf(pictures),
      verdicts: verdicts.map(({ words: _, ...rest }) => rest),
    },
    options,
  );
}

function stripOf({ original, mean, interior }: ReplacementPictures) {
  const base = { name: "as painted", image: original };
  const others = [
    ...(mean === undefined ? [] : [{ name: "class means", image: mean }]),
    ...(interior === undefined ? [] : [{ name: "interior rows", image: interior }]),
  ];
  const size = sizeOf(base.name, original).join(" × ");
  for (const { name, image } of others) {
    const got = sizeOf(name, image).join(" × ");
    if (got === size) continue;
    throw new FigureError({
      what: "the pictures of a replacement test are of different sizes",
      where: name,
      expected: `${size}, as the original`,
      got,
      hint: "paint all from the same conditions",
    });
  }
  return { original: paintedInput(base), replaced: others.map((one) => compared(one, base)) };
}
