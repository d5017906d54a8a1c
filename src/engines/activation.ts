/**
 * Tensors on the host: channels first, as PyTorch has them. Knows no tensor library, so that the public types do not.
 *
 * @module
 */

export interface Activation {
  /** [batch, channels, height, width] */
  readonly shape: readonly [number, number, number, number];
  readonly data: Float32Array;
}
