/**
 * Figures that put networks side by side.
 *
 * @module
 */

import { pictureDifferences } from "../analysis/replacement/picture-difference.ts";
import { FigureError } from "../errors.ts";
import type { LabelMap } from "../labels/label-map.ts";
import type { LabelSet } from "../labels/label-set.ts";
import { checkOptions } from "./check-option.ts";
import { cannotCompare, checkSameClasses } from "./comparable.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { labelsInput } from "./label-map.ts";
import { type PaintedPicture, paintedInput, sizeOf } from "./painted.ts";
import { type ComparedInput, compareNetworksView } from "./views/compare-networks.ts";

/** What one network painted. */
export interface NetworkPicture extends PaintedPicture {
  /** The network's; networks of different classes are not compared. Null and undefined say nothing. */
  readonly labelSet?: LabelSet | null | undefined;
}

export interface CompareNetworksOptions extends FigureOptions {
  /** The label map that all painted; shown beside them. */
  readonly labels?: LabelMap | undefined;

  /** Name of the network that the others are compared with; default the first. */
  readonly reference?: string | undefined;

  /** Default: "One label map, 3 networks: how far each is from CLADE". */
  readonly title?: string | undefined;
}

/**
 * The pictures that several networks painted of one label map, and where they differ from one of them.
 *
 * @throws FigureError if there are fewer than two, their sizes or classes differ, two have one name, or the reference is none of them.
 */
export function compareNetworksFigure(
  painted: readonly NetworkPicture[],
  options: CompareNetworksOptions = {},
): Figure {
  checkOptions("compare networks", options, { labels: null, reference: null, title: null });
  const { labels, reference = painted[0]?.name, title } = options;
  checkComparable(painted, reference);
  const base = painted.find(({ name }) => name === reference) ?? painted[0];
  const labelSet = painted.find((one) => one.labelSet)?.labelSet;
  return Figure.of(
    compareNetworksView,
    {
      labels: labels === undefined ? null : labelsInput(labels, labelSet),
      reference: paintedInput(base),
      ...(title !== undefined && { title }),
      others: painted.filter((one) => one !== base).map((one) => compared(one, base)),
    },
    options,
  );
}

/** How far `one` is from `base`, pixel for pixel and on the whole. Both are of one size. */
export function compared(one: PaintedPicture, base: PaintedPicture): ComparedInput {
  const [height, width] = sizeOf(one.name, one.image);
  const pixels = height * width;
  const [a, b] = [one, base].map(({ image }) => ({
    shape: [1, 3, height, width] as const,
    data: image.data.subarray(0, 3 * pixels),
  }));
  const difference = new Float32Array(pixels);
  for (let p = 0; p < pixels; p++) {
    let sum = 0;
    for (let c = 0; c < 3; c++) sum += Math.abs(a.data[c * pixels + p] - b.data[c * pixels + p]);
    difference[p] = sum / 3;
  }
  const [{ meanAbsolute, psnr, ssim }] = pictureDifferences(a, b);
  return { painted: paintedInput(one), difference, meanAbsolute, psnr, ssim };
}

function checkComparable(painted: readonly NetworkPicture[], reference: string | undefined): void {
  const names = painted.map(({ name }) => name);
  if (painted.length < 2 || new Set(names).size < names.length) {
    throw new FigureError({
      what: "a comparison takes two pictures or more, each with a name of its own",
      where: "compare networks",
      expected: "two names or more, all different",
      got: names.join(", ") || "none",
      hint: "name the networks by what makes them different",
    });
  }
  if (reference === undefined || !names.includes(reference)) {
    throw new FigureError({
      what: "the reference is none of the networks",
      where: "compare networks: reference",
      expected: names.join(", "),
      got: String(reference),
      hint: "take one of these names",
    });
  }
  const [first, ...others] = painted;
  const size = sizeOf(first.name, first.image).join(" × ");
  for (const other of others) {
    const got = sizeOf(other.name, other.image).join(" × ");
    if (got !== size) {
      throw cannotCompare(
        first,
        other,
        "their pictures are of different sizes",
        size,
        got,
        "paint all at one size",
      );
    }
  }
  checkSameClasses(
    painted.map(({ name, labelSet }) => ({
      name,
      classes: { labelSet: labelSet?.name, names: labelSet?.rows.map((row) => row.name) },
    })),
  );
}
