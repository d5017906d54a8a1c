/**
 * Figures of label maps.
 *
 * @module
 */

import { FigureError } from "../errors.ts";
import { instanceEdges } from "../labels/instance-edges.ts";
import { type InstanceMap, type LabelMap, sizeText } from "../labels/label-map.ts";
import type { LabelSet } from "../labels/label-set.ts";
import { type Rgb, spreadColors } from "../labels/palette.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { labelMapView } from "./views/label-map.ts";
import type { LabelsInput } from "./views/label-raster.ts";

export interface LabelMapOptions extends FigureOptions {
  /** Names and colours; without one, rows are "class 7" in colours far from each other. */
  readonly labelSet?: LabelSet | null | undefined;

  /** Draws the edges between instances. */
  readonly instances?: InstanceMap | undefined;

  /** What the map is called in the title. */
  readonly name?: string | undefined;
}

/**
 * A label map in its label set's colours, with bars for the classes that it holds.
 *
 * @throws FigureError if the map's rows or the instance map do not fit its size.
 */
export function labelMapFigure(labels: LabelMap, options: LabelMapOptions = {}): Figure {
  checkOptions("label map", options, { labelSet: null, instances: null, name: null });
  const { labelSet, instances, name = "" } = options;
  const input = labelsInput(labels, labelSet);
  return Figure.of(
    labelMapView,
    { labels: input, name, ...(instances && { edges: edgesOf(instances, labels) }) },
    options,
  );
}

/** A label map with names and colours, as views take it. @throws FigureError if it has not as many rows as pixels. */
export function labelsInput(labels: LabelMap, labelSet?: LabelSet | null): LabelsInput {
  const { height, width, rows } = labels;
  if (rows.length !== height * width || rows.length === 0) {
    throw new FigureError({
      what: "the label map does not fit its size",
      where: "label map",
      expected: `${height * width} bank rows, ${sizeText(labels)}`,
      got: `${rows.length}`,
      hint: "a LabelMap comes from toBankRows(raw, { rows, labelSet })",
    });
  }
  const count = labelSet?.rows.length ?? rows.reduce((most, row) => Math.max(most, row + 1), 0);
  const colors: readonly Rgb[] = labelSet?.rows.map(({ color }) => color) ?? spreadColors(count);
  const names = labelSet?.rows.map((one) => one.name);
  return {
    height,
    width,
    rows,
    classNames: names ?? Array.from({ length: count }, (_, row) => `class ${row}`),
    classColors: colors,
  };
}

function edgesOf({ height, width, ids }: InstanceMap, labels: LabelMap): Uint8Array {
  if (height === labels.height && width === labels.width) return instanceEdges(ids, height, width);
  throw new FigureError({
    what: "the instance map is of another size than the label map",
    where: "instances",
    expected: sizeText(labels),
    got: sizeText({ height, width }),
    hint: "resizeNearest(ids, from, to) makes it fit",
  });
}
