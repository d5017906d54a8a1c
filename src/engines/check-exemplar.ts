/**
 * Whether exemplars fit a network with masked spatial-channel attention, said before any work is done.
 *
 * @module
 */

import { EngineError } from "../errors.ts";
import type { GeneratorConfig } from "../models/generator-config.ts";
import { coarsestPixels } from "../models/msca.ts";
import type { Conditions } from "../modulation/conditions.ts";
import { exemplarOf } from "../modulation/exemplar.ts";

/** @throws EngineError naming the first thing that does not fit; nothing is asked of networks that take no exemplar. */
export function checkExemplar(
  { msca, method, upsampling }: GeneratorConfig,
  conditions: Conditions,
  where: string,
): void {
  if (msca === undefined) return;
  const exemplar = exemplarOf(conditions, where);
  const { height, width, image, labels } = exemplar;
  const pixels = conditions.batch * height * width;
  const sized = Number.isInteger(height) && Number.isInteger(width) && height > 0 && width > 0;
  if (!sized || image.length !== 3 * pixels || labels.length !== pixels) {
    throw new EngineError({
      what: "the exemplar has another size than it says",
      where,
      expected: `a colour picture of ${3 * pixels} values and a label map of ${pixels}, for ${conditions.batch} of ${height} × ${width}`,
      got: `${image.length} and ${labels.length}`,
      hint: "repeat a grey picture three times along its channels, or leave out alpha; give one exemplar for each picture",
    });
  }
  const bad = image.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new EngineError({
      what: "the exemplar's picture holds values that are not finite",
      where,
      expected: "numbers in [−1, 1]",
      got: `${image[bad]} at element ${bad}`,
      hint: "read it from a PNG or JPEG, or repair the .npy",
    });
  }
  const { classes } = method;
  const row = labels.find((one) => one < 0 || one >= classes);
  if (row !== undefined) {
    throw new EngineError({
      what: "the exemplar's label map has rows that the network lacks",
      where,
      expected: `bank rows 0 to ${classes - 1}`,
      got: `${row}`,
      hint: "map the file's values to bank rows with toBankRows()",
    });
  }
  const least = coarsestPixels(msca, upsampling, exemplar);
  if (msca.slots <= least) return;
  throw new EngineError({
    what: "the exemplar is too small: it has fewer pixels than the network has style vectors",
    where,
    expected: `at the coarsest scale ${msca.slots} pixels or more`,
    got: `${least} of ${height} × ${width}`,
    hint: "give a larger exemplar; on the command line it takes the size of the picture to paint: --size HxW",
  });
}
