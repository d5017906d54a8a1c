/**
 * The replacement test: a network paints each label map twice, once as it is and once with the modulation of one layer,
 * or of all, replaced by a look-up by class. What the pictures differ by is what the layer's spatial part does.
 *
 * No training, no other network: the rest of the generator stays as it was trained, so the test says what this
 * network makes of its spatial part, not what a network trained without one would do.
 *
 * @module
 */

import type { Activation } from "../../engines/activation.ts";
import { EngineError } from "../../errors.ts";
import { checkChoice } from "../../labels/check-choice.ts";
import { inOneStyle } from "../../models/in-one-style.ts";
import type { GeneratorNetwork } from "../../models/network.ts";
import type { Conditions } from "../../modulation/conditions.ts";
import type { ClassBanks } from "../../modulation/modulation.ts";
import { checkNetwork, type SpatialStatistics } from "../spatial/statistics.ts";
import { classBanks, type Substitute } from "./class-banks.ts";
import { type PictureDifference, pictureDifferences } from "./picture-difference.ts";

/** What paints: what `openGenerator` gives, on whichever engine. */
export interface Painter {
  /** What it paints with, to compare with the statistics; painters without one are not checked. */
  readonly network?: GeneratorNetwork | undefined;

  synthesize(
    conditions: Conditions,
    options?: { readonly banks?: ReadonlyMap<string, ClassBanks> },
  ): Promise<{ readonly image: Activation }>;
}

/** How far one picture moves. */
export interface ReplacementRow extends PictureDifference {
  /** Place of the picture in the order given. */
  readonly picture: number;

  /** The layer that was replaced: "up_2.norm_0", or "all". */
  readonly layer: string;
  readonly by: Substitute;
}

export interface ReplacementOptions {
  /** What the layers are replaced by; default "interior". */
  readonly by?: Substitute | undefined;

  /** "all" for all at once, "each" for one after the other; default both. */
  readonly which?: "all" | "each" | "both" | undefined;

  /** What the painter makes of each of the pictures as it is; default: painted here. */
  readonly painted?: readonly Activation[] | undefined;

  /** Called after each painted batch. */
  readonly onProgress?: ((done: number, total: number, layer: string) => void) | undefined;
}

/**
 * Batches that are painted with one replacement after the other: ONNX Runtime compiles a graph for each set of layers
 * that are given, which takes longer than a picture.
 */
const GROUP = 32;

/** Stands for all layers at once in rows. */
export const ALL_LAYERS = "all";

/**
 * A row for each picture and replacement.
 *
 * @param statistics Of the same network; by "mean" they hold the label maps to take means over. Layers that they lack
 *   are not replaced.
 * @param pictures At the network's output size.
 * @throws EngineError if there are no pictures, or none in `statistics` to take means over, or if `statistics` are of
 *   another network than the painter's, or a picture is in another style than it.
 */
export async function replacementTest(
  painter: Painter,
  statistics: SpatialStatistics,
  pictures: readonly Conditions[],
  { by = "interior", which = "both", painted, onProgress }: ReplacementOptions = {},
): Promise<ReplacementRow[]> {
  checkChoice(EngineError, "by", by, ["interior", "mean"]);
  checkChoice(EngineError, "which", which, ["all", "each", "both"]);
  checkInputs(statistics, pictures, by);
  if (painted !== undefined) checkPainted(painted, pictures);
  if (painter.network !== undefined) await checkNetwork(statistics, painter.network);
  const banks = classBanks(statistics, by);
  const each = [...banks].map(([layer, bank]) => [layer, new Map([[layer, bank]])] as const);
  const replacements = [
    ...(which === "each" ? [] : [[ALL_LAYERS, banks] as const]),
    ...(which === "all" ? [] : each),
  ];
  const own = painter.network ?? { where: "replacement test" };
  const given = pictures.map((picture) => inOneStyle(own, picture)); // noise would count as a change
  const total = pictures.length * (replacements.length + (painted === undefined ? 1 : 0));
  let done = 0;
  const paint = async (
    group: readonly Conditions[],
    layer: string,
    banks?: ReadonlyMap<string, ClassBanks>,
  ): Promise<Activation[]> => {
    const images: Activation[] = [];
    for (const conditions of group) {
      images.push((await painter.synthesize(conditions, banks && { banks })).image);
      onProgress?.(++done, total, layer);
    }
    return images;
  };
  const rows: ReplacementRow[] = [];
  let first = 0;
  for (let from = 0; from < given.length; from += GROUP) {
    const group = given.slice(from, from + GROUP);
    const originals = painted?.slice(from, from + GROUP) ?? (await paint(group, "none"));
    const replaced: [layer: string, differences: PictureDifference[][]][] = [];
    for (const [layer, banks] of replacements) {
      const images = await paint(group, layer, banks);
      replaced.push([layer, images.map((image, i) => pictureDifferences(image, originals[i]))]);
    }
    for (const [i, { batch }] of group.entries()) {
      for (const [layer, differences] of replaced) {
        for (const [n, difference] of differences[i].entries()) {
          rows.push({ picture: first + n, layer, by, ...difference });
        }
      }
      first += batch;
    }
  }
  return rows;
}

/** @throws EngineError if there is not one for each of the pictures. */
function checkPainted(painted: readonly Activation[], pictures: readonly Conditions[]): void {
  if (painted.length === pictures.length) return;
  throw new EngineError({
    what: "these are not the painted pictures",
    where: "replacement test",
    expected: `${pictures.length}, one for each of the pictures`,
    got: `${painted.length}`,
    hint: "leave them out, and they are painted here",
  });
}

function checkInputs(
  statistics: SpatialStatistics,
  pictures: readonly Conditions[],
  by: Substitute,
): void {
  const means = by === "interior" || statistics.every((layer) => layer.pictures > 0);
  if (pictures.length > 0 && statistics.length > 0 && means) return;
  throw new EngineError({
    what: "there is nothing to replace, or nothing to paint",
    where: "replacement test",
    expected: 'layers and pictures, and for by: "mean" statistics over one label map or more',
    got: `${statistics.length} layers, ${pictures.length} pictures`,
    hint: "fill the statistics with addConditions() first",
  });
}
