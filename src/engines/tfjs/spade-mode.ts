/**
 * The two ways to compute SPADE's modulation.
 *
 * @module
 */

/** "auto" takes tables unless they would be nearly as long as the picture. */
export type SpadeMode = "auto" | "tables" | "convolutions";
