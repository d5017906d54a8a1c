/**
 * Whether the labels of a batch are bank rows, said before anything is counted.
 *
 * @module
 */

import { LabelError } from "../../errors.ts";
import type { Conditions } from "../../modulation/conditions.ts";

/** @throws LabelError that names the first label outside [0, classes), with its picture and pixel. */
export function checkLabels({ labels, height, width }: Conditions, classes: number): void {
  const at = labels.findIndex((label) => label < 0 || label >= classes);
  if (at < 0) return;
  const [picture, pixel] = [Math.floor(at / (height * width)), at % (height * width)];
  throw new LabelError({
    what: "the label map has a value that is no row of the network's bank",
    where: `picture ${picture}, y ${Math.floor(pixel / width)}, x ${pixel % width}`,
    expected: `bank rows from 0 to ${classes - 1}`,
    got: `${labels[at]}`,
    hint: "map the file's values to bank rows with toBankRows(), or take the label maps that go with the checkpoint",
  });
}
