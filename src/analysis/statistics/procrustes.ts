/**
 * Points in the plane turned, mirrored and scaled onto others: orthogonal Procrustes analysis, in closed form. Embeddings
 * have no direction of their own; this gives each the direction of the one before.
 *
 * Conventions are those of SciPy's `scipy.spatial.procrustes`.
 *
 * @module
 */

export interface Procrustes {
  /** The moved points, centred, of length 1 together, turned or mirrored onto the target; [points, 2]. */
  readonly aligned: Float64Array;

  /** The target, centred and of length 1 together; [points, 2]. */
  readonly target: Float64Array;

  /** Factor on `aligned` for the least squared distance to `target`; in [0, 1]. */
  readonly scale: number;

  /** That distance: 1 − scale². 0: the same figure; 1: nothing in common. NaN if all points of one coincide. */
  readonly disparity: number;
}

/** @param target [points, 2], row-major, finite; likewise `moved`. */
export function procrustes(target: Float64Array, moved: Float64Array): Procrustes {
  const a = standardised(target);
  const b = standardised(moved);
  // M = Bᵀ A. Of all rotations the best has tr(RᵀM) = |(m00 + m11, m10 − m01)|, of all reflections
  // |(m00 − m11, m01 + m10)|; the larger of the two is the sum of M's singular values.
  let [m00, m01, m10, m11] = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i += 2) {
    m00 += b[i] * a[i];
    m01 += b[i] * a[i + 1];
    m10 += b[i + 1] * a[i];
    m11 += b[i + 1] * a[i + 1];
  }
  const turned = Math.hypot(m00 + m11, m10 - m01);
  const mirrored = Math.hypot(m00 - m11, m01 + m10);
  const [scale, angle, sign] =
    turned >= mirrored
      ? [turned, Math.atan2(m10 - m01, m00 + m11), 1]
      : [mirrored, Math.atan2(m01 + m10, m00 - m11), -1];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const aligned = new Float64Array(b.length);
  for (let i = 0; i < b.length; i += 2) {
    aligned[i] = c * b[i] + s * b[i + 1];
    aligned[i + 1] = sign * (c * b[i + 1] - s * b[i]);
  }
  const still = a.every((x) => x === 0) || b.every((x) => x === 0);
  const disparity = still ? Number.NaN : Math.max(0, 1 - scale ** 2);
  return { aligned, target: a, scale: Math.min(scale, 1), disparity };
}

/** Centred, and of length 1 together; zeros if all points coincide. */
export function standardised(points: Float64Array): Float64Array {
  const n = points.length / 2;
  let [x, y] = [0, 0];
  for (let i = 0; i < points.length; i += 2) {
    x += points[i] / n;
    y += points[i + 1] / n;
  }
  const centred = points.map((value, i) => value - (i % 2 === 0 ? x : y));
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  const largest = points.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const still = !(length > 1e-14 * largest * points.length);
  return centred.map((value) => (still ? 0 : value / length));
}
