/**
 * A picture whose style is taken, with its label map: what masked spatial-channel attention paints from.
 *
 * @module
 */

import { EngineError } from "../errors.ts";

/** One exemplar for each picture of a batch, all of one size, which may be another than that of the pictures to paint. */
export interface Exemplar {
  readonly height: number;
  readonly width: number;

  /** In [−1, 1], [batch, 3, height, width]. */
  readonly image: Float32Array;

  /** Bank row of each pixel, [batch, height, width]. */
  readonly labels: Int32Array;
}

/** The exemplars of a batch. @throws EngineError if there are none. */
export function exemplarOf(
  { exemplar }: { readonly exemplar?: Exemplar | undefined },
  where = "conditions",
): Exemplar {
  if (exemplar !== undefined) return exemplar;
  throw new EngineError({
    what: "this network (MSCA) paints in the style of an exemplar, and there is none",
    where,
    expected: "exemplar: a picture and its label map",
    got: "none",
    hint: "openExemplar(network, { image, labels }); on the command line --style IMAGE --style-labels FILE",
  });
}

/**
 * Those of all pictures together; undefined if none has one.
 *
 * @throws EngineError if some lack one, or their sizes differ.
 */
export function joinedExemplars(
  exemplars: readonly (Exemplar | undefined)[],
): Exemplar | undefined {
  const present = exemplars.filter((one) => one !== undefined);
  if (present.length === 0) return undefined;
  const [{ height, width, image, labels }] = present;
  const sizes = exemplars.map((one) => (one ? `${one.height} × ${one.width}` : "none"));
  if (new Set(sizes).size > 1) {
    throw new EngineError({
      what: "the pictures of a batch differ in their exemplar",
      where: "conditions",
      expected: `exemplars of the same size for all ${exemplars.length} pictures, or for none`,
      got: sizes.join(", "),
      hint: "bring the exemplars to one size, or make the pictures one by one",
    });
  }
  if (present.length === 1) return present[0];
  const all = {
    image: new Float32Array(present.length * image.length),
    labels: new Int32Array(present.length * labels.length),
  };
  for (const [i, one] of present.entries()) {
    all.image.set(one.image, i * image.length);
    all.labels.set(one.labels, i * labels.length);
  }
  return { height, width, ...all };
}

/** That of the n-th picture of a batch. */
export function exemplarAt({ height, width, image, labels }: Exemplar, n: number): Exemplar {
  const pixels = height * width;
  return {
    height,
    width,
    image: image.subarray(n * 3 * pixels, (n + 1) * 3 * pixels),
    labels: labels.subarray(n * pixels, (n + 1) * pixels),
  };
}
