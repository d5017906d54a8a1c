/**
 * Small random label maps, with few labels so that components of every shape come up.
 *
 * @module
 */

import fc from "fast-check";

export interface Labels {
  readonly height: number;
  readonly width: number;
  readonly values: Int32Array;
}

/** Label maps of up to 9×9 pixels with labels 0, 1, 2 and 255. */
export const arbitraryLabels: fc.Arbitrary<Labels> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([height, width]) =>
    fc
      .array(fc.constantFrom(0, 0, 1, 2, 255), {
        minLength: height * width,
        maxLength: height * width,
      })
      .map((values) => ({ height, width, values: Int32Array.from(values) })),
  );
