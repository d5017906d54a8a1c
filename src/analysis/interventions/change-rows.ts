/**
 * Where a picture has changed: over all of it, and over the pixels of each class.
 *
 * @module
 */

import type { Activation } from "../../engines/activation.ts";
import { EngineError } from "../../errors.ts";

export interface ChangeRow {
  /** Bank row; null for the whole picture. */
  readonly class: number | null;

  /** "all" for the whole picture. */
  readonly className: string;

  readonly pixels: number;

  /** Mean over pixels and colours of |after − before|, of a range of 2. */
  readonly meanAbsolute: number;

  /** The largest of them. */
  readonly maxAbsolute: number;

  /** Mean of after − before: above 0 where the picture has become brighter. */
  readonly mean: number;
}

/**
 * A row for the picture and one for each class that occurs, in the order of bank rows.
 *
 * @param before [1, colours, height, width]
 * @param labels Class of each pixel; [height, width].
 * @param classNames Of each bank row.
 * @throws EngineError if the sizes differ.
 */
export function changeRows(
  before: Activation,
  after: Activation,
  labels: Int32Array,
  classNames: readonly string[],
): ChangeRow[] {
  checkSizes(before, after, labels);
  const [, colours] = before.shape;
  const pixels = labels.length;
  const all = new Sums();
  const ofClass = new Map<number, Sums>();
  for (let p = 0; p < pixels; p++) {
    const k = labels[p];
    const sums = ofClass.get(k) ?? new Sums();
    ofClass.set(k, sums);
    for (let c = 0; c < colours; c++) {
      const difference = after.data[c * pixels + p] - before.data[c * pixels + p];
      sums.add(difference);
      all.add(difference);
    }
  }
  const classes = [...ofClass].sort(([a], [b]) => a - b);
  return [
    all.row(null, "all", colours),
    ...classes.map(([k, sums]) => sums.row(k, classNames[k] ?? `class ${k}`, colours)),
  ];
}

class Sums {
  #count = 0;
  #sum = 0;
  #absolute = 0;
  #most = 0;

  add(difference: number): void {
    const absolute = Math.abs(difference);
    this.#count++;
    this.#sum += difference;
    this.#absolute += absolute;
    this.#most = Math.max(this.#most, absolute); // NaN stays
  }

  row(k: number | null, className: string, colours: number): ChangeRow {
    return {
      class: k,
      className,
      pixels: this.#count / colours,
      meanAbsolute: this.#absolute / this.#count,
      maxAbsolute: this.#most,
      mean: this.#sum / this.#count,
    };
  }
}

function checkSizes(before: Activation, after: Activation, labels: Int32Array): void {
  const [batch, , height, width] = before.shape;
  const same = before.shape.join() === after.shape.join();
  if (same && batch === 1 && labels.length === height * width) return;
  throw new EngineError({
    what: "these are not two pictures of one label map",
    where: "difference rows",
    expected: `two of [1, colours, height, width] and a label for each pixel`,
    got: `[${before.shape.join(", ")}], [${after.shape.join(", ")}] and ${labels.length} labels`,
    hint: "paint both from the same conditions, one picture at a time",
  });
}
