/**
 * Figures of one pixel.
 *
 * @module
 */

import type { PixelExplanation } from "../analysis/pixel.ts";
import type { LabelSet } from "../labels/label-set.ts";
import { type Rgb, spreadColors } from "../labels/palette.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { pixelView } from "./views/pixel.ts";

export interface PixelOptions extends FigureOptions {
  /** Names and colours of the labels around the pixel. */
  readonly labelSet?: LabelSet | null | undefined;
}

/**
 * How a layer gets from x to y at one pixel: boxes with the numbers, the parameters they are read from, and for SPADE the 5×5
 * labels that decide.
 *
 * @param explanation Of `explainPixel(await layerActivations(generator, conditions, layer), place)`.
 */
export function pixelFigure(explanation: PixelExplanation, options: PixelOptions = {}): Figure {
  checkOptions("pixel", options, { labelSet: null });
  const { labelSet } = options;
  const labels = explanation.patch?.labels ?? new Int32Array();
  const count = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const colors: readonly Rgb[] = labelSet?.rows.map(({ color }) => color) ?? spreadColors(count);
  const classNames =
    labelSet?.rows.map(({ name }) => name) ?? Array.from(colors, (_, row) => `class ${row}`);
  return Figure.of(pixelView, { explanation, classNames, classColors: colors }, options);
}
