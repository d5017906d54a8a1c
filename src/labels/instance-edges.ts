/**
 * The edge map: where the instance id changes. SPADE and CLADE feed it to the network beside the labels.
 *
 * Same result as `get_edges` of the released code (models/pix2pix_model.py): each pixel is compared with
 * its four neighbours, and both sides of a border are marked.
 *
 * @module
 */

/**
 * Marks with 1 every pixel that has a left, right, upper or lower neighbour of another instance.
 *
 * @param ids Instance ids, `[height * width]`.
 * @returns 0 or 1 per pixel, `[height * width]`.
 */
export function instanceEdges(ids: ArrayLike<number>, height: number, width: number): Uint8Array {
  const edges = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x;
      if (x + 1 < width && ids[p] !== ids[p + 1]) edges[p] = edges[p + 1] = 1;
      if (y + 1 < height && ids[p] !== ids[p + width]) edges[p] = edges[p + width] = 1;
    }
  }
  return edges;
}
