/**
 * Figures of painted pictures.
 *
 * @module
 */

import { FigureError } from "../errors.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { type PaintedPicture, paintedInput } from "./painted.ts";
import { trueMinus } from "./text/number-text.ts";
import { pictureView } from "./views/picture.ts";

export interface PictureOptions extends FigureOptions {
  /** Default: the pictures' names. */
  readonly title?: string | undefined;

  /** Pictures in a row; default as many as there are, up to four. */
  readonly columns?: number | undefined;
}

/**
 * One picture or several, each with its name and small lines below.
 *
 * @throws FigureError if there is none, or one is no picture.
 */
export function pictureFigure(
  pictures: readonly (PaintedPicture & { readonly caption?: readonly string[] })[],
  options: PictureOptions = {},
): Figure {
  checkOptions("pictures", options, { title: null, columns: null });
  if (pictures.length === 0) {
    throw new FigureError({
      what: "there is no picture to show",
      where: "pictures",
      expected: "one or more, each { name, image }",
      got: "none",
      hint: "(await generator.synthesize(conditions)).image is one",
    });
  }
  const { title = pictures.map(({ name }) => trueMinus(name)).join(", "), columns } = options;
  return Figure.of(
    pictureView,
    {
      title,
      pictures: pictures.map((one) => ({ ...paintedInput(one), caption: one.caption ?? [] })),
      // A picture alone would be as high as the page is wide.
      columns: Math.max(1, Math.round(columns ?? Math.min(4, Math.max(2, pictures.length)))),
    },
    options,
  );
}
