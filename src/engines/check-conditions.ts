/**
 * Whether conditions fit a generator, said before any work is done.
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import { DOWNSCALING, type GeneratorConfig } from "../models/generator-config.ts";
import { layerStyles } from "../models/layer-parameters.ts";
import { type Conditions, edgesOf, positionsOf } from "../modulation/conditions.ts";
import type { StyleCodes } from "../modulation/style-codes.ts";
import { checkExemplar } from "./check-exemplar.ts";

/**
 * @param styles SEAN: codes that the network was given for all pictures.
 * @throws EngineError naming the first thing that does not fit.
 */
export function checkConditions(
  config: GeneratorConfig,
  conditions: Conditions,
  where: string,
  styles?: StyleCodes,
): void {
  const { height, width, labels, batch, z } = conditions;
  const { method, upsampling, latent } = config;
  const factor = DOWNSCALING[upsampling];
  if (!(height > 0 && width > 0) || height % factor !== 0 || width % factor !== 0) {
    throw new EngineError({
      what: "the conditions have a size that the network cannot make",
      where,
      expected: `height and width in multiples of ${factor}`,
      got: `${height} × ${width}`,
      hint: `resize the label map, for example to ${multiple(height, factor)} × ${multiple(width, factor)}`,
    });
  }
  checkLengths(conditions, where);
  checkRows(labels, method.classes, where);
  if (method.instanceEdges) edgesOf(conditions, where);
  if (method.kind === "clade" && method.positional) positionsOf(conditions, where);
  checkFinite(layerStyles({ where, styles }, { method }, conditions), where);
  checkExemplar(config, conditions, where);
  if (latent === null) return;
  const cells = (height / factor) * (width / factor);
  if (cells !== latent.cells) {
    throw new EngineError({
      what: "this VAE network makes pictures of one size only",
      where,
      expected: `${latent.cells} start pixels of ${factor} × ${factor}`,
      got: `${cells} (${height} × ${width})`,
      hint: "resize the label map to the size that the network was trained at (crop_size, aspect_ratio)",
    });
  }
  if (z === undefined || z.length !== batch * latent.zDim) {
    throw new EngineError({
      what: "this VAE network starts from a latent code z",
      where,
      expected: `${latent.zDim} numbers for each of ${batch} pictures`,
      got: z === undefined ? "none" : `${z.length} numbers`,
      hint: "--z FILE.npy or --seed N",
    });
  }
}

/** @throws EngineError if a label is no row of `classes`. */
export function checkRows(labels: Int32Array, classes: number, where: string): void {
  const wrong = labels.find((row) => row < 0 || row >= classes);
  if (wrong === undefined) return;
  throw new EngineError({
    what: "the label map has rows that the network lacks",
    where,
    expected: `bank rows 0 to ${classes - 1}`,
    got: `${wrong}`,
    hint: "map the file's values to bank rows with toBankRows()",
  });
}

/** @throws EngineError if a style code holds NaN or infinity. */
function checkFinite(styles: Float32Array, where: string): void {
  const bad = styles.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new EngineError({
    what: "a style code is not a number",
    where,
    expected: "finite numbers",
    got: `${styles[bad]} at element ${bad}`,
    hint: "the codes were saved broken, or the style picture holds NaN",
  });
}

/** Conditions from conditionsOf() fit; those made by hand may not. */
function checkLengths(conditions: Conditions, where: string): void {
  const { batch, height, width, labels, edges, positions } = conditions;
  const pixels = batch * height * width;
  const lengths: readonly [what: string, expected: number, got: number | undefined][] = [
    ["label map", pixels, labels.length],
    ["edge map", pixels, edges?.length],
    ["positional map", 2 * pixels, positions?.length],
  ];
  const wrong = lengths.find(([, expected, got]) => got !== undefined && got !== expected);
  if (wrong === undefined) return;
  throw new EngineError({
    what: `the ${wrong[0]} has another size than the conditions say`,
    where,
    expected: `${wrong[1]} values for ${batch} of ${height} × ${width} pixels`,
    got: `${wrong[2]}`,
    hint: "put pictures together with conditionsOf()",
  });
}

/** The multiple of `factor` nearest to `size`, at least one. */
function multiple(size: number, factor: number): number {
  return Math.max(1, Math.round(size / factor) || 1) * factor;
}
