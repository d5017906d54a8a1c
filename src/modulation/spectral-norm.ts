/**
 * Spectral normalisation at inference (Miyato et al., arXiv 1802.05957).
 *
 * @module
 */

/**
 * The largest singular value as PyTorch's eval mode estimates it: σ = uᵀ W v with the stored u and v, no power
 * iteration. Accumulated in float64.
 *
 * @param weight W, [rows, columns]: the kernel [out, in, k, k] with the last three axes flattened.
 * @param u [rows]
 * @param v [columns]; if absent (PyTorch before 0.4.1 did not save it) it is Wᵀu / ‖Wᵀu‖.
 */
export function spectralNorm(weight: Float32Array, u: Float32Array, v?: Float32Array): number {
  const rows = u.length;
  const columns = weight.length / rows;
  const right = v ?? rightVector(weight, u);
  let sigma = 0;
  for (let i = 0; i < rows; i++) {
    let product = 0;
    const offset = i * columns;
    for (let j = 0; j < columns; j++) product += weight[offset + j] * right[j];
    sigma += u[i] * product;
  }
  return sigma;
}

function rightVector(weight: Float32Array, u: Float32Array): Float64Array {
  const columns = weight.length / u.length;
  const v = new Float64Array(columns);
  for (let i = 0; i < u.length; i++) {
    for (let j = 0; j < columns; j++) v[j] += weight[i * columns + j] * u[i];
  }
  const norm = Math.hypot(...chunkNorms(v)) || 1;
  return v.map((x) => x / norm);
}

/** Norms of pieces of v: `Math.hypot` takes its numbers as arguments, of which there may not be too many. */
function chunkNorms(v: Float64Array): number[] {
  const norms: number[] = [];
  for (let i = 0; i < v.length; i += 4096) norms.push(Math.hypot(...v.subarray(i, i + 4096)));
  return norms;
}
