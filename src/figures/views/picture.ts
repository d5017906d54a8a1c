/**
 * Pictures side by side.
 *
 * @module
 */

import { trueMinus } from "../text/number-text.ts";
import type { View } from "../view.ts";
import { notFiniteWords } from "./not-finite.ts";
import { filledUp, type PaintedInput, picturePanel } from "./painted.ts";

export interface PictureInput {
  readonly title: string;
  readonly pictures: readonly (PaintedInput & {
    /** Small lines below. */
    readonly caption: readonly string[];
  })[];

  /** Pictures in a row. */
  readonly columns: number;
}

export const pictureView: View<PictureInput> = {
  name: "picture",
  picture: ({ title, pictures, columns }) => {
    const text = pictures.map(({ name, height, width, caption, notFinite }) =>
      [`${name}: ${height} × ${width} pixels`, ...caption, ...notFiniteWords(notFinite)]
        .map(trueMinus)
        .join(", "),
    );
    return {
      title,
      alt: `${pictures.length === 1 ? "A picture" : `${pictures.length} pictures side by side`}. ${text.join(". ")}.`,
      text: text.join("\n"),
      lighter: "show smaller pictures",
      rows: () =>
        pictures.map(({ name, height, width, rgb, notFinite }) => {
          const [red, green, blue] = means(rgb);
          return { name, height, width, red, green, blue, notFinite };
        }),
      chart: () => ({
        title,
        columns,
        panels: filledUp(
          pictures.map((one) => picturePanel(one, one.caption)),
          columns,
        ),
      }),
    };
  },
};

/** Mean of each colour, 0 to 255. */
function means(rgb: Uint8Array): number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i < rgb.length; i++) sums[i % 3] += rgb[i];
  return sums.map((sum) => sum / (rgb.length / 3));
}
