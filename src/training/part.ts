/**
 * The networks of a training by their letters in file names: generator, discriminator, encoder.
 *
 * @module
 */

/** G and E share one optimiser; their moments are kept apart, which is the same. */
export type Part = "G" | "D" | "E";
