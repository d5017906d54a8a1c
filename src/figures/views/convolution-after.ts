/**
 * Which convolution follows a normalisation layer.
 *
 * @module
 */

/** "up_2.norm_s" is followed by "up_2.conv_s", SEAN's "up_2.ace_0" by "up_2.conv_0". */
export function convolutionAfter(layer: string): string {
  return layer.replace(/\.(?:norm|ace)_/, ".conv_");
}
