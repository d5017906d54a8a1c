/**
 * Figures of how alike classes are, and layers.
 *
 * @module
 */

import { type ClassBank, rowOfClass } from "../analysis/classes/class-banks.ts";
import { deviations } from "../analysis/classes/deviations.ts";
import { layerSimilarity } from "../analysis/classes/layer-similarity.ts";
import { clusterOrder, indexOrder } from "../analysis/classes/orders.ts";
import { classSimilarity, type SimilarityOptions } from "../analysis/classes/similarity.ts";
import { classTrajectory, type TrajectoryOptions } from "../analysis/classes/trajectory.ts";
import { checkBanks } from "./banks.ts";
import { checkOptions } from "./check-option.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { leftOutClasses, leftOutLayers, leftOutParameters } from "./left-out.ts";
import { classTrajectoryView } from "./views/class-trajectory.ts";
import { squareMatrixView } from "./views/square-matrix.ts";

const PARTS = {
  part: ["scale", "shift", "both"],
  centring: ["none", "mean class"],
} as const;

/** Every two classes of a layer: correlation or cosine of their parameters, in the order of a tree. */
export function classSimilarityFigure(
  bank: ClassBank,
  options: FigureOptions & SimilarityOptions = {},
): Figure {
  checkOptions("class similarity", options, { ...PARTS, measure: ["correlation", "cosine"] });
  const { layer, part, centring, measure, classNames, matrix } = classSimilarity(bank, options);
  const { order } = clusterOrder(deviations(bank, options), { metric: measure });
  const what = part === "both" ? "scale and shift" : part;
  return Figure.of(
    squareMatrixView,
    {
      title: `How alike the classes of ${layer} are: ${measure} of ${what}`,
      kind: "className",
      names: classNames,
      matrices: [{ name: measure, values: matrix.values, signed: true }],
      order: { name: order.name, permutation: order.permutation },
      notes: [
        centring === "none"
          ? "Of scale − 1 and shift as they are: classes are alike where they do the same, even if all do it."
          : "Less the mean class: only what tells classes apart counts.",
      ],
      leftOut: [...leftOutParameters([bank], { part }), ...leftOutClasses([bank], { part })],
    },
    options,
  );
}

/** Every two layers: debiased linear CKA, and the rank correlation of their distances between classes. */
export function layerSimilarityFigure(
  banks: readonly ClassBank[],
  options: FigureOptions & Pick<SimilarityOptions, "part" | "centring"> = {},
): Figure {
  checkOptions("layer similarity", options, PARTS);
  checkBanks(banks);
  const rows = layerSimilarity(banks, options);
  const names = banks.map(({ layer }) => layer);
  const table = (value: (row: (typeof rows)[number]) => number) => {
    const out = new Float64Array(names.length ** 2);
    for (const row of rows) {
      const [i, j] = [names.indexOf(row.layer), names.indexOf(row.other)];
      out[i * names.length + j] = value(row);
      out[j * names.length + i] = value(row);
    }
    return out;
  };
  return Figure.of(
    squareMatrixView,
    {
      title: "How alike the layers see the classes",
      kind: "layer",
      names,
      matrices: [
        { name: "debiased CKA", values: table((row) => row.debiasedCka), signed: true },
        {
          name: "rank correlation of class distances",
          values: table((row) => row.distanceSpearman),
          signed: true,
        },
      ],
      order: { name: "depth", permutation: indexOrder(names.length).permutation },
      notes: [
        "CKA without correction is high by chance where channels outnumber classes, so it is debiased: near 0 for unrelated layers.",
      ],
      leftOut: [...leftOutParameters(banks, options), ...leftOutClasses(banks, options)],
    },
    options,
  );
}

/**
 * The nearest classes of one class in each layer.
 *
 * @throws LabelError for an unknown class, with the nearest names.
 */
export function classTrajectoryFigure(
  banks: readonly ClassBank[],
  wanted: number | string,
  options: FigureOptions & TrajectoryOptions = {},
): Figure {
  checkOptions("class trajectory", options, {
    ...PARTS,
    measure: ["correlation", "cosine"],
    count: null,
  });
  checkBanks(banks);
  const { steps, neighbours } = classTrajectory(banks, wanted, options);
  const [first] = banks;
  const row = rowOfClass(first, wanted);
  const className = first.classNames[row];
  const measure = options.measure ?? "correlation";
  const { part } = options;
  const leftOut = [
    ...leftOutLayers(banks, row, { part }),
    ...leftOutParameters(banks, { part }),
    ...leftOutClasses(banks, { part, but: row }),
  ];
  return Figure.of(
    classTrajectoryView,
    { className, measure, steps, neighbours, leftOut },
    options,
  );
}
